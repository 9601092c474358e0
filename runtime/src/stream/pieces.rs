//! What one write is given.

use std::{io::IoSlice, ops::Deref};

/// So many pieces are sent with one write at most; the rest has the next one.
const MOST: usize = 16;

/// Bytes that are to be sent, in order, where they lie: what was written, and the long payloads in between. None of them
/// is empty.
#[derive(Debug)]
pub struct Pieces<'b>(Kind<'b>);

#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "it lasts for one write, and asks for no memory"
)]
enum Kind<'b> {
    /// Most often there is one, for which no list is laid out.
    One(Option<IoSlice<'b>>),
    Many {
        slices: [IoSlice<'b>; MOST],
        count: usize,
    },
}

impl<'b> Pieces<'b> {
    /// The first of `pieces` behind so many bytes that were sent already.
    pub(crate) fn behind(mut sent: usize, pieces: impl Iterator<Item = &'b [u8]>) -> Self {
        let (mut slices, mut count) = ([IoSlice::new(&[]); MOST], 0);
        for piece in pieces {
            match piece.get(sent..) {
                None | Some([]) => sent -= piece.len(),
                Some(rest) => {
                    slices[count] = IoSlice::new(rest);
                    count += 1;
                    sent = 0;
                }
            }
            if count == MOST {
                break;
            }
        }
        Self(Kind::Many { slices, count })
    }

    /// The only piece that there is.
    pub(crate) fn of(piece: &'b [u8]) -> Self {
        let piece = (!piece.is_empty()).then(|| IoSlice::new(piece));
        Self(Kind::One(piece))
    }

    /// Copies of all of them, in one.
    pub fn to_vec(&self) -> Vec<u8> {
        self.iter()
            .flat_map(|piece| piece.iter())
            .copied()
            .collect()
    }

    /// The only piece, which takes no vectored write.
    #[cfg(feature = "tokio")]
    pub(crate) fn only(&self) -> Option<&IoSlice<'b>> {
        match &**self {
            [only] => Some(only),
            _ => None,
        }
    }
}

impl<'b> Deref for Pieces<'b> {
    type Target = [IoSlice<'b>];

    fn deref(&self) -> &[IoSlice<'b>] {
        match &self.0 {
            Kind::One(piece) => piece.as_slice(),
            Kind::Many { slices, count } => &slices[..*count],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn behind(sent: usize, pieces: &[&[u8]]) -> Vec<Vec<u8>> {
        let pieces = Pieces::behind(sent, pieces.iter().copied());
        pieces.iter().map(|piece| piece.to_vec()).collect()
    }

    #[test]
    fn what_was_sent_is_left_out_and_nothing_is_empty() {
        let pieces: [&[u8]; 4] = [b"abc", b"", b"de", b"f"];
        assert_eq!(behind(0, &pieces), [&b"abc"[..], b"de", b"f"]);
        assert_eq!(behind(2, &pieces), [&b"c"[..], b"de", b"f"]);
        assert_eq!(behind(3, &pieces), [&b"de"[..], b"f"]);
        assert_eq!(behind(4, &pieces), [&b"e"[..], b"f"]);
        assert_eq!(behind(6, &pieces), [b""; 0]);
        assert_eq!(behind(0, &[&b"x"[..]; 20]).len(), MOST);
        assert_eq!(&*Pieces::of(b"all").to_vec(), b"all");
        assert!(Pieces::of(b"").is_empty());
    }
}
