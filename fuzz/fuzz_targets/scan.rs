//! Any bytes, measured by the scanner for unframed messages: at once and a byte at a time it says the same, in linear
//! work; and where the decoder reads a whole call, the scanner ends where it does.
#![no_main]

use generated::interop::interop::Call;
use libfuzzer_sys::fuzz_target;
use thriftwood::framing::MessageScan;
use thriftwood::protocol::TInputProtocol;
use thriftwood::{Bytes, Limits, MessageHeader, MessageReader, Protocol, Result};

struct AnyCall;

impl MessageReader for AnyCall {
    type Output = bool;

    fn read<P: TInputProtocol>(self, header: MessageHeader, input: &mut P) -> Result<bool> {
        Ok(Call::read(&header.name, input)?.is_some())
    }
}

fn measure(protocol: Protocol, bytes: &[u8], step: usize) -> Option<Option<usize>> {
    let mut scan = MessageScan::new(protocol, Limits::default());
    let mut end = Ok(None);
    for arrived in (0..=bytes.len()).step_by(step).chain([bytes.len()]) {
        end = scan.advance(&bytes[..arrived]);
        if !matches!(end, Ok(None)) {
            break;
        }
    }
    assert!(scan.steps() <= 4 * bytes.len() as u64 + 64, "linear work");
    end.ok()
}

fuzz_target!(|bytes: &[u8]| {
    for protocol in Protocol::READABLE {
        let at_once = measure(*protocol, bytes, bytes.len().max(1));
        assert_eq!(at_once, measure(*protocol, bytes, 1));
        let message = Bytes::copy_from_slice(bytes);
        if let Ok((true, used)) = protocol.read_message(&message, &Limits::default(), AnyCall) {
            assert_eq!(at_once, Some(Some(used)));
        }
    }
});
