//! Payloads that a message shares instead of holding a copy of them.

use bytes::Bytes;

/// Payloads that stand by reference: a message is then not one buffer, but the buffer with these at their places.
///
/// [`Encoder::output_linked`](super::Encoder::output_linked) fills it with the payloads of at least
/// [`LEAST`](Self::LEAST) bytes; shorter ones are copied, which is cheaper.
///
/// ```
/// use thriftwood::protocol::Links;
/// use thriftwood::{Bytes, Protocol};
///
/// let payload = Bytes::from(vec![7; 65536]);
/// let (mut buffer, mut links) = (Vec::new(), Links::default());
/// Protocol::Binary.serialize_linked(&payload, &mut buffer, &mut links)?;
/// assert_eq!((buffer.len(), links.bytes()), (4, 65536));
/// let message: Vec<u8> = links.pieces(&buffer).flatten().copied().collect();
/// assert_eq!(message, Protocol::Binary.serialize(&payload)?);
/// # Ok::<_, thriftwood::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// Where in the buffer each one stands, in order.
    list: Vec<(usize, Bytes)>,
    bytes: usize,
}

impl Links {
    /// The fewest bytes of a payload that is linked.
    pub const LEAST: usize = 4096;

    /// Is nothing linked?
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many bytes are linked, all payloads together: so many more than the buffer the message takes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Forgets all payloads, and keeps the room for others.
    pub fn clear(&mut self) {
        self.truncate(0);
    }

    /// The payloads in order, each with the offset in the buffer that it stands at.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (usize, &Bytes)> {
        self.list.iter().map(|(at, payload)| (*at, payload))
    }

    /// The whole of what was written: pieces of `buffer` and the payloads between them, ready for a vectored write. No
    /// piece is empty.
    pub fn pieces<'a>(&'a self, buffer: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
        let mut from = 0;
        let linked = self.list.iter().flat_map(move |(at, payload)| {
            let before = buffer.get(from..*at).unwrap_or_default();
            from = *at;
            [before, payload]
        });
        let last = self.list.last().map_or(0, |(at, _)| *at);
        let behind = buffer.get(last..).unwrap_or_default();
        linked.chain([behind]).filter(|piece| !piece.is_empty())
    }

    pub(super) fn push(&mut self, at: usize, payload: Bytes) {
        self.bytes += payload.len();
        self.list.push((at, payload));
    }

    /// Is there room for payloads, whether or not there are any?
    pub(crate) fn holds_memory(&self) -> bool {
        self.list.capacity() > 0
    }

    /// How many payloads there are.
    pub(crate) fn count(&self) -> usize {
        self.list.len()
    }

    /// Forgets all but the first payloads.
    pub(crate) fn truncate(&mut self, count: usize) {
        let gone = self.list.drain(count..).map(|(_, payload)| payload.len());
        self.bytes -= gone.sum::<usize>();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Protocol;

    fn links(at: &[(usize, usize)]) -> Links {
        let mut links = Links::default();
        for (at, length) in at {
            links.push(*at, Bytes::from(vec![b'-'; *length]));
        }
        links
    }

    #[test]
    fn pieces_are_in_order_and_never_empty() {
        let text = |links: &Links, buffer: &[u8]| {
            let pieces: Vec<&[u8]> = links.pieces(buffer).collect();
            String::from_utf8(pieces.join(&b' ')).unwrap()
        };
        assert_eq!(text(&links(&[]), b""), "");
        assert_eq!(text(&links(&[]), b"all"), "all");
        assert_eq!(
            text(&links(&[(0, 2), (0, 1), (1, 3), (3, 1)]), b"abc"),
            "-- - a --- bc -"
        );
    }

    #[test]
    fn bytes_are_counted_both_ways() {
        let mut links = links(&[(0, 2), (5, 3), (9, 4)]);
        assert_eq!((links.bytes(), links.iter().len()), (9, 3));
        links.truncate(1);
        assert_eq!((links.bytes(), links.count()), (2, 1));
        links.clear();
        assert!(links.is_empty() && links.bytes() == 0);
    }

    #[test]
    fn a_linked_message_is_the_same_message() {
        // under Miri, which is a thousand times slower, not as long
        let longest = if cfg!(miri) { 5_000 } else { 70_000 };
        let payloads = [0, 1, 4095, 4096, longest, 3].map(|n| Bytes::from(vec![n as u8; n]));
        let list = payloads.to_vec();
        for protocol in Protocol::READABLE.iter().copied() {
            let whole = protocol.serialize(&list).unwrap();
            let (mut buffer, mut links) = (vec![b'!'], Links::default());
            protocol
                .serialize_linked(&list, &mut buffer, &mut links)
                .unwrap();
            let linked = links.pieces(&buffer).collect::<Vec<_>>().concat();
            assert_eq!(linked[1..], whole, "{protocol}");
            let shared: Vec<_> = links.iter().map(|(_, payload)| payload.as_ptr()).collect();
            if matches!(protocol, Protocol::Json | Protocol::SimpleJson) {
                assert_eq!(links.bytes(), 0);
            } else {
                assert_eq!(links.bytes(), 4096 + longest);
                assert_eq!(shared, [list[3].as_ptr(), list[4].as_ptr()]);
            }
        }
    }
}
