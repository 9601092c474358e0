//! The scanner and the decoder agree on where a message ends, whatever the bytes are: a message that is measured
//! because it came in pieces is the one that would have been decoded had it come whole.

use proptest::{collection::vec, prelude::*};
use thriftwood::{
    Bytes, ErrorKind, Limits, MessageHeader, MessageReader, Protocol, Result, TType,
    framing::MessageScan, protocol::TInputProtocol,
};

/// A call with, in turn, every kind of value in its arguments.
const BINARY: &[u8] = b"\x80\x01\x00\x01\x00\x00\x00\x04ping\x00\x00\x00\x07\
    \x02\x00\x01\x01\
    \x0b\x00\x02\x00\x00\x00\x03abc\
    \x0f\x00\x03\x08\x00\x00\x00\x02\0\0\0\x01\0\0\0\x02\
    \x0d\x00\x04\x0b\x03\x00\x00\x00\x02\0\0\0\x01a\x01\0\0\0\x01b\x02\
    \x0e\x00\x05\x0c\x00\x00\x00\x02\x06\x00\x01\x00\x07\x00\x00\
    \x0d\x00\x06\x00\x00\x00\x00\x00\x00\
    \x10\x00\x070123456789abcdef\
    \x0f\x00\x08\x0f\x00\x00\x00\x01\x0a\x00\x00\x00\x01\0\0\0\0\0\0\0\x01\
    \x00";

/// The same in compact.
const COMPACT: &[u8] = b"\x82\x21\x07\x04ping\
    \x11\x12\
    \x18\x03abc\
    \x19\x25\x02\xac\x9c\x01\
    \x1b\x02\x83\x01a\x01\x01b\x02\
    \x1a\x2c\x14\x0e\x00\x00\
    \x1b\x00\
    \x1d0123456789abcdef\
    \x19\x19\x26\x01\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01\
    \x05\xd0\x0f\x03\
    \x00";

const MESSAGES: [(Protocol, &[u8]); 2] = [(Protocol::Binary, BINARY), (Protocol::Compact, COMPACT)];

/// Passes over the body.
struct Skip;

impl MessageReader for Skip {
    type Output = ();

    fn read<P: TInputProtocol>(self, _: MessageHeader, input: &mut P) -> Result<()> {
        input.skip(TType::Struct)
    }
}

fn decode(protocol: Protocol, bytes: &[u8], limits: &Limits) -> Result<usize> {
    let bytes = Bytes::copy_from_slice(bytes);
    Ok(protocol.read_message(&bytes, limits, Skip)?.1)
}

#[test]
fn a_rich_message_ends_where_it_ends() {
    let limits = Limits::default();
    for (protocol, message) in MESSAGES {
        assert_eq!(decode(protocol, message, &limits).unwrap(), message.len());
        let end = MessageScan::new(protocol, limits).advance(message).unwrap();
        assert_eq!(end, Some(message.len()), "{protocol}");
    }
}

proptest! {
    #[test]
    fn scanner_and_decoder_agree(
        (protocol, message) in prop::sample::select(&MESSAGES[..]),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        length in any::<prop::sample::Index>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let limits = Limits::default().with_message(1 << 20);
        let mut bytes = message.to_vec();
        for (at, byte) in changes {
            bytes[at.index(message.len())] = byte;
        }
        bytes.resize(length.index(message.len() + 8), 0);

        let mut scan = MessageScan::new(protocol, limits);
        let cut = cut.index(message.len()).min(bytes.len());
        let scanned = scan.advance(&bytes[..cut]).and_then(|end| match end {
            None => scan.advance(&bytes),
            end => Ok(end),
        });
        match (decode(protocol, &bytes, &limits), scanned) {
            (Ok(used), end) => prop_assert_eq!(end.unwrap(), Some(used)),
            // what was measured whole has no end that is still to come
            (Err(_), Ok(Some(end))) => {
                let error = decode(protocol, &bytes[..end], &limits).unwrap_err();
                prop_assert!(!matches!(error.kind(), ErrorKind::Short), "{}", error);
            }
            // what is wrong may be seen by the one before the other gets there
            (Err(_), Ok(None) | Err(_)) => {}
        }
        prop_assert!(scan.steps() <= 3 * bytes.len() as u64 + 8);
    }
}
