//! What an observer of the wire sees: whose answer goes out when.

use thriftwood::{Bytes, Limits, Protocol, TMessageType};

/// Reads along, on both ways of one connection with plain frames.
#[derive(Debug)]
pub(crate) struct Tap {
    protocol: Protocol,
    in_order: bool,
    up: Vec<u8>,
    down: Vec<u8>,
    /// The calls that were sent and not answered, in their order.
    unanswered: Vec<i32>,
    /// How many answers overtook others.
    pub(crate) overtaken: u64,
}

impl Tap {
    pub(crate) fn new(protocol: Protocol, in_order: bool) -> Self {
        Self {
            protocol,
            in_order,
            up: Vec::new(),
            down: Vec::new(),
            unanswered: Vec::new(),
            overtaken: 0,
        }
    }

    /// These bytes go to the server.
    pub(crate) fn up(&mut self, bytes: &[u8]) {
        self.up.extend_from_slice(bytes);
        while let Some((kind, sequence)) = next(self.protocol, &mut self.up) {
            assert!(matches!(kind, TMessageType::Call | TMessageType::Oneway));
            if kind == TMessageType::Call {
                assert!(!self.unanswered.contains(&sequence), "{sequence} is in use");
                self.unanswered.push(sequence);
            }
        }
    }

    /// These bytes come from the server.
    pub(crate) fn down(&mut self, bytes: &[u8]) {
        self.down.extend_from_slice(bytes);
        while let Some((kind, sequence)) = next(self.protocol, &mut self.down) {
            assert!(matches!(
                kind,
                TMessageType::Reply | TMessageType::Exception
            ));
            let place = self.unanswered.iter().position(|call| *call == sequence);
            let place = place.unwrap_or_else(|| panic!("nobody waits for an answer to {sequence}"));
            assert!(
                place == 0 || !self.in_order,
                "{sequence} has overtaken another"
            );
            self.overtaken += u64::from(place > 0);
            self.unanswered.remove(place);
        }
    }
}

/// The head of the next frame, which is taken if it is whole.
fn next(protocol: Protocol, stream: &mut Vec<u8>) -> Option<(TMessageType, i32)> {
    let (length, rest) = stream.split_first_chunk()?;
    let length = u32::from_be_bytes(*length) as usize;
    let message = Bytes::copy_from_slice(rest.get(..length)?);
    stream.drain(..4 + length);
    let header = protocol.read_header(&message, &Limits::default());
    let header = header.expect("a message");
    Some((header.kind, header.sequence))
}
