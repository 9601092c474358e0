//! The scanner and the decoder agree on where a message ends, whatever the bytes are: a message that is measured
//! because it came in pieces is the one that would have been decoded had it come whole.

use proptest::{collection::vec, prelude::*};
use thriftwood::{
    Bytes, ErrorKind, Limits, MessageHeader, MessageReader, Protocol, Result, TType,
    framing::BinaryScan, protocol::TInputProtocol,
};

/// A call with, in turn, every kind of value in its arguments.
const RICH: &[u8] = b"\x80\x01\x00\x01\x00\x00\x00\x04ping\x00\x00\x00\x07\
    \x02\x00\x01\x01\
    \x0b\x00\x02\x00\x00\x00\x03abc\
    \x0f\x00\x03\x08\x00\x00\x00\x02\0\0\0\x01\0\0\0\x02\
    \x0d\x00\x04\x0b\x03\x00\x00\x00\x02\0\0\0\x01a\x01\0\0\0\x01b\x02\
    \x0e\x00\x05\x0c\x00\x00\x00\x02\x06\x00\x01\x00\x07\x00\x00\
    \x0d\x00\x06\x00\x00\x00\x00\x00\x00\
    \x10\x00\x070123456789abcdef\
    \x0f\x00\x08\x0f\x00\x00\x00\x01\x0a\x00\x00\x00\x01\0\0\0\0\0\0\0\x01\
    \x00";

/// Passes over the body.
struct Skip;

impl MessageReader for Skip {
    type Output = ();

    fn read<P: TInputProtocol>(self, _: MessageHeader, input: &mut P) -> Result<()> {
        input.skip(TType::Struct)
    }
}

fn decode(bytes: &[u8], limits: &Limits) -> Result<usize> {
    let bytes = Bytes::copy_from_slice(bytes);
    Ok(Protocol::Binary.read_message(&bytes, limits, Skip)?.1)
}

#[test]
fn a_rich_message_ends_where_it_ends() {
    let limits = Limits::default();
    assert_eq!(decode(RICH, &limits).unwrap(), RICH.len());
    assert_eq!(
        BinaryScan::new(limits).advance(RICH).unwrap(),
        Some(RICH.len())
    );
}

proptest! {
    #[test]
    fn scanner_and_decoder_agree(
        changes in vec((0..RICH.len(), any::<u8>()), 0..6),
        length in 0..RICH.len() + 8,
        cut in 0..RICH.len(),
    ) {
        let limits = Limits::default().with_message(1 << 20);
        let mut bytes = RICH.to_vec();
        for (at, byte) in changes {
            bytes[at] = byte;
        }
        bytes.resize(length, 0);

        let mut scan = BinaryScan::new(limits);
        let scanned = scan.advance(&bytes[..cut.min(length)]).and_then(|end| match end {
            None => scan.advance(&bytes),
            end => Ok(end),
        });
        match (decode(&bytes, &limits), scanned) {
            (Ok(used), end) => prop_assert_eq!(end.unwrap(), Some(used)),
            // what was measured whole has no end that is still to come
            (Err(_), Ok(Some(end))) => {
                let error = decode(&bytes[..end], &limits).unwrap_err();
                prop_assert!(!matches!(error.kind(), ErrorKind::Short), "{}", error);
            }
            // what is wrong may be seen by the one before the other gets there
            (Err(_), Ok(None) | Err(_)) => {}
        }
        prop_assert!(scan.steps() <= 3 * bytes.len() as u64 + 8);
    }
}
