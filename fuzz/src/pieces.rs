//! Bytes that arrive in pieces.

/// How many bytes of an input say how the rest is cut.
pub(crate) const LENGTHS: usize = 3;

/// Cuts `bytes` into pieces of these lengths, in turn; a length of 0 is all that is left.
pub(crate) fn cut(bytes: &[u8], lengths: [u8; LENGTHS]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    let mut turn = lengths.into_iter().cycle();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let length = match turn.next() {
            None | Some(0) => rest.len(),
            Some(length) => rest.len().min(length.into()),
        };
        let (piece, later) = rest.split_at(length);
        rest = later;
        Some(piece)
    })
}
