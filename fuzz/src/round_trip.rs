//! Arbitrary values: written and read they are the same in every protocol, as values and as messages, and it makes no
//! difference whether long payloads are copied or linked.

use crate::{
    entropy,
    types::{self, ForType},
};
use std::fmt::Debug;
use thriftwood::{
    Bytes, Limits, MessageHeader, Protocol, TMessageType, framing::MessageScan, protocol::Links,
    wire::Wire,
};

/// The first byte chooses the type, the rest is what the value is made of.
pub fn round_trip(input: &[u8]) {
    let Some((&number, bytes)) = input.split_first() else {
        return;
    };
    types::with(number, ThereAndBack(bytes));
}

struct ThereAndBack<'b>(&'b [u8]);

impl ForType for ThereAndBack<'_> {
    fn run<T: Wire + PartialEq + Debug>(self) {
        for &protocol in Protocol::READABLE {
            if let Some(value) = entropy::value_in::<T>(protocol, self.0) {
                there_and_back(protocol, &value);
            }
        }
    }
}

fn there_and_back<T: Wire + PartialEq + Debug>(protocol: Protocol, value: &T) {
    let limits = Limits::default();
    // maps whose keys are containers have no form in simple JSON
    let Ok(written) = protocol.serialize(value) else {
        assert_eq!(protocol, Protocol::SimpleJson);
        return;
    };
    let (mut buffer, mut links) = (Vec::new(), Links::default());
    let linked = protocol.serialize_linked(value, &mut buffer, &mut links);
    linked.expect("it was written before");
    let pieces: Vec<_> = links.pieces(&buffer).flatten().copied().collect();
    assert_eq!(pieces, written, "linked in {protocol}");

    let back: T = protocol
        .deserialize(&written.into(), &limits)
        .expect("what was written is read");
    assert_eq!(&back, value, "in {protocol}");

    let header = MessageHeader::new("method", TMessageType::Reply, 7);
    let mut message = Vec::new();
    let wrote = protocol.write_message(&header, value, &mut message);
    wrote.expect("it was written before");
    let end = MessageScan::new(protocol, limits).advance(&message);
    assert_eq!(end.expect("it is a message"), Some(message.len()));
    let (reply, used) = protocol
        .read_reply::<T>(&Bytes::from(message.clone()), &limits)
        .expect("what was written is read");
    assert_eq!(used, message.len());
    assert_eq!(reply.0, header);
    assert_eq!(
        reply.1.as_ref().ok(),
        Some(value),
        "as a message in {protocol}"
    );
}
