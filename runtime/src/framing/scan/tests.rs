//! Messages in pieces, in every protocol that is scanned.

use super::*;
use crate::protocol::TOutputProtocol;
use crate::{Bytes, ErrorKind, MessageHeader, OrderedFloat, TMessageType, TReply, UnknownVariant};
use crate::{Uuid, Value};

/// Any struct as the body of a message.
struct Body(Value);

impl TReply for Body {
    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        self.0.write(output);
    }
}

/// A call of `p` with these arguments, the first with id 1.
fn call(protocol: Protocol, arguments: Vec<Value>) -> Vec<u8> {
    let fields = arguments
        .into_iter()
        .zip(1..)
        .map(|(value, id)| UnknownVariant { id, value });
    let body = Body(Value::Struct(fields.collect()));
    let mut message = Vec::new();
    let header = MessageHeader::new("p", TMessageType::Call, 0);
    protocol
        .write_message(&header, &body, &mut message)
        .unwrap();
    message
}

/// In turn, every kind of value.
fn rich(protocol: Protocol) -> Vec<u8> {
    let text = |text: &'static str| Value::Binary(Bytes::from_static(text.as_bytes()));
    let structure = |value| Value::Struct(vec![UnknownVariant { id: 1000, value }]);
    call(
        protocol,
        vec![
            Value::Bool(true),
            Value::I8(-1),
            Value::I16(300),
            Value::I32(-70_000),
            Value::I64(i64::MIN),
            Value::Double(OrderedFloat(0.5)),
            text("abc"),
            Value::List(vec![Value::I32(1), Value::I32(1 << 20)]),
            Value::List(vec![text("x"); 20]),
            Value::Map(vec![(text("a"), Value::I8(1)), (text("b"), Value::I8(2))]),
            Value::Set(vec![
                structure(Value::Bool(false)),
                structure(Value::I16(7)),
            ]),
            Value::Map(vec![]),
            Value::Map(vec![(Value::I64(-1), Value::Double(OrderedFloat(1.0)))]),
            Value::Uuid(Uuid::from_u128(7)),
            Value::List(vec![Value::List(vec![Value::Bool(true)])]),
        ],
    )
}

fn scan(protocol: Protocol, bytes: &[u8]) -> Result<Option<usize>> {
    MessageScan::new(protocol, Limits::default()).advance(bytes)
}

/// Every cut; under Miri, which is a thousand times slower, some of them.
const STRIDE: usize = if cfg!(miri) { 29 } else { 1 };

#[test]
fn the_end_is_found_however_the_bytes_are_cut() {
    for &protocol in Protocol::READABLE {
        let message = rich(protocol);
        let followed = [&message[..], b"next"].concat();
        assert_eq!(scan(protocol, &followed).unwrap(), Some(message.len()));
        for cut in (0..message.len()).step_by(STRIDE) {
            let mut pieces = MessageScan::new(protocol, Limits::default());
            let first = pieces.advance(&message[..cut]).unwrap();
            assert_eq!(first, None, "{protocol} cut at {cut}");
            let second = pieces.advance(&message).unwrap();
            assert_eq!(second, Some(message.len()), "{protocol} cut at {cut}");
        }
    }
}

#[test]
fn single_bytes_cost_linear_work() {
    let count = if cfg!(miri) { 20 } else { 2000 };
    for &protocol in Protocol::READABLE {
        let texts = vec![Value::Binary(Bytes::from_static(b"a")); count];
        let numbers = (0..count as i64)
            .map(|n| Value::I64(n << (n % 50)))
            .collect();
        let message = call(protocol, vec![Value::List(texts), Value::List(numbers)]);
        let mut scan = MessageScan::new(protocol, Limits::default());
        let end = (0..=message.len()).find_map(|end| scan.advance(&message[..end]).unwrap());
        assert_eq!(end, Some(message.len()), "{protocol}");
        assert!(
            scan.steps() <= 3 * message.len() as u64,
            "{protocol}: {} steps for {} bytes",
            scan.steps(),
            message.len()
        );
    }
}

const BINARY: &[u8] = b"\x80\x01\x00\x01\x00\x00\x00\x01p\0\0\0\0";
const COMPACT: &[u8] = b"\x82\x21\x00\x01p";

#[test]
fn lies_are_found_out_before_the_bytes_come() {
    for (protocol, header, value, what) in [
        (
            Protocol::Binary,
            BINARY,
            &b"\x0b\x00\x01\xff\xff\xff\xff"[..],
            "negative",
        ),
        (
            Protocol::Binary,
            BINARY,
            b"\x0b\x00\x01\x7f\xff\xff\xff",
            "message limit",
        ),
        (
            Protocol::Binary,
            BINARY,
            b"\x0f\x00\x01\x0c\x7f\xff\xff\xff",
            "message limit",
        ),
        (
            Protocol::Binary,
            BINARY,
            b"\x0f\x00\x01\x0a\x0f\xff\xff\xff",
            "message limit",
        ),
        (
            Protocol::Binary,
            BINARY,
            b"\x0d\x00\x01\x0b\x0b\x7f\xff\xff\xff",
            "message limit",
        ),
        (
            Protocol::Binary,
            BINARY,
            b"\x0f\x00\x01\x07\x00\x00\x00\x01",
            "no type",
        ),
        (Protocol::Binary, BINARY, b"\x09\x00\x01", "no type"),
        (Protocol::Binary, b"GET / HTTP/1.1", b"", "message limit"),
        (Protocol::Binary, b"\x81\x01\x00\x01", b"", "no version"),
        (
            Protocol::Compact,
            COMPACT,
            b"\x18\xff\xff\xff\xff\x0f",
            "negative",
        ),
        (
            Protocol::Compact,
            COMPACT,
            b"\x18\xff\xff\xff\xff\x07",
            "message limit",
        ),
        (
            Protocol::Compact,
            COMPACT,
            b"\x19\xfc\xff\xff\xff\xff\x07",
            "message limit",
        ),
        (
            Protocol::Compact,
            COMPACT,
            b"\x19\xf7\xff\xff\xff\x7f",
            "message limit",
        ),
        (
            Protocol::Compact,
            COMPACT,
            b"\x1b\xff\xff\xff\xff\x07\x88",
            "message limit",
        ),
        (Protocol::Compact, COMPACT, b"\x19\x1e", "no type"),
        (Protocol::Compact, COMPACT, b"\x1f", "no type"),
        (
            Protocol::Compact,
            COMPACT,
            &[
                0x15, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
            ],
            "ten bytes",
        ),
        (Protocol::Compact, b"GET / HTTP/1.1", b"", "no version"),
        (Protocol::Compact, b"\x82\x22", b"", "no version"),
        (Protocol::Compact, b"\x82\xe1", b"", "message type"),
    ] {
        let bytes = [header, value].concat();
        let error = scan(protocol, &bytes).unwrap_err().to_string();
        assert!(error.contains(what), "{protocol} {value:02x?}: {error}");
    }
}

#[test]
fn depth_is_bounded_for_structs_and_for_containers() {
    let limits = Limits::default().with_depth(4);
    for (protocol, header, structure, list, inner) in [
        (
            Protocol::Binary,
            BINARY,
            &b"\x0c\x00\x01"[..],
            &b"\x0f\x00\x01"[..],
            &b"\x0f\x00\x00\x00\x01"[..],
        ),
        (Protocol::Compact, COMPACT, b"\x1c", b"\x19", b"\x19"),
    ] {
        let nested = |levels: usize, level: &[u8]| {
            let bytes = [header, &level.repeat(levels)].concat();
            MessageScan::new(protocol, limits).advance(&bytes)
        };
        assert!(nested(3, structure).unwrap().is_none(), "{protocol}");
        let error = nested(4, structure).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::TooDeep), "{protocol}");
        let lists = [header, list, &inner.repeat(100)].concat();
        let error = MessageScan::new(protocol, limits)
            .advance(&lists)
            .unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::TooDeep), "{protocol}");
    }
}
