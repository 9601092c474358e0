//! Values do not depend on the protocol: what any bytes are in one is written in the others, and comes back the same.

use crate::types::{self, ForType};
use std::fmt::Debug;
use thriftwood::{Bytes, Limits, Protocol, wire::Wire};

/// Those that every value has a form in.
const PROTOCOLS: [Protocol; 3] = [Protocol::Binary, Protocol::Compact, Protocol::Json];

/// The first byte chooses the type, the second the protocol that the rest is in.
pub fn differential(input: &[u8]) {
    let Some((&[number, protocol], bytes)) = input.split_first_chunk() else {
        return;
    };
    let protocol = PROTOCOLS[usize::from(protocol) % PROTOCOLS.len()];
    let bytes = Bytes::copy_from_slice(bytes);
    types::with(number, InOthers { protocol, bytes });
}

struct InOthers {
    protocol: Protocol,
    bytes: Bytes,
}

impl ForType for InOthers {
    fn run<T: Wire + PartialEq + Debug>(self) {
        let limits = Limits::default();
        let Ok((value, _)) = self.protocol.deserialize_prefix::<T>(&self.bytes, &limits) else {
            return;
        };
        // Text is compared: it is exact, but for which NaN a NaN is, and NaN is not equal to itself.
        let expected = text(&value);
        for protocol in PROTOCOLS {
            let back = by_way_of(protocol, &value, &limits);
            let came = text(&back);
            if protocol == Protocol::Json && came != expected {
                assert_same_but_for_order(&expected, &came);
                let again = text(&by_way_of(protocol, &back, &limits));
                assert_eq!(came, again, "a second time");
            } else {
                assert_eq!(expected, came, "by way of {protocol}");
            }
        }
    }
}

fn by_way_of<T: Wire>(protocol: Protocol, value: &T, limits: &Limits) -> T {
    let written = protocol.serialize(value).expect("it is short");
    protocol
        .deserialize(&written.into(), limits)
        .expect("what was written is read")
}

/// JSON does not say whether an unknown `string` is text or the base64 of what is none: what is none comes back as its own
/// base64, and is written alike. In a set, though, it has another place then.
fn assert_same_but_for_order(one: &str, other: &str) {
    let sorted = |text: &str| {
        let mut bytes = text.as_bytes().to_vec();
        bytes.sort_unstable();
        bytes
    };
    assert!(
        sorted(one) == sorted(other),
        "{one}\nby way of JSON: {other}"
    );
}

fn text<T: Wire>(value: &T) -> String {
    let json = Protocol::Json.serialize(value).expect("it is short");
    String::from_utf8(json).expect("JSON is text")
}
