//! Any bytes, read in one protocol: as a value, as a call and as a reply.

use crate::{
    memory,
    types::{self, ForType},
};
use generated::interop::interop::{Call, EchoBundleResult};
use std::fmt::Debug;
use thriftwood::{
    Bytes, Limits, MessageHeader, MessageReader, Protocol, Result, protocol::TInputProtocol,
    wire::Wire,
};

/// Binary, with either header.
pub fn binary(input: &[u8]) {
    let is_old = input.first().is_some_and(|first| first & 0x80 != 0);
    read(
        if is_old {
            Protocol::BinaryOld
        } else {
            Protocol::Binary
        },
        input,
    );
}

/// Compact.
pub fn compact(input: &[u8]) {
    read(Protocol::Compact, input);
}

/// JSON with ids.
pub fn json(input: &[u8]) {
    read(Protocol::Json, input);
}

/// JSON with names.
pub fn simple_json(input: &[u8]) {
    read(Protocol::SimpleJson, input);
}

/// The first byte says as what, the second where the same bytes are cut off.
fn read(protocol: Protocol, input: &[u8]) {
    let Some((&[kind, cut], bytes)) = input.split_first_chunk() else {
        return;
    };
    let bytes = Bytes::copy_from_slice(bytes);
    match kind & 0x7f {
        0x7f => call(protocol, &bytes),
        0x7e => reply(protocol, &bytes),
        number => types::with(
            number,
            Reread {
                protocol,
                bytes,
                cut,
            },
        ),
    }
}

/// Reads a value, writes it and reads it again.
struct Reread {
    protocol: Protocol,
    bytes: Bytes,
    cut: u8,
}

impl ForType for Reread {
    fn run<T: Wire + PartialEq + Debug>(self) {
        let Self {
            protocol,
            bytes,
            cut,
        } = self;
        let limits = Limits::default();
        let read = || protocol.deserialize_prefix::<T>(&bytes, &limits);
        let Ok((value, used)) = memory::within(memory::of_reading(bytes.len()), read) else {
            return;
        };
        // behind its last byte there may be white space
        let needed = match protocol {
            Protocol::Json | Protocol::SimpleJson => bytes[..used].trim_ascii_end().len(),
            _ => used,
        };
        let short = bytes.slice(..usize::from(cut) % needed);
        assert!(
            protocol.deserialize::<T>(&short, &limits).is_err(),
            "cut off, it is whole"
        );
        // what simple JSON has no form for cannot be written
        let Ok(written) = protocol.serialize(&value) else {
            return;
        };
        let again: T = protocol
            .deserialize(&written.clone().into(), &limits)
            .expect("what was written is read");
        // bytes are compared, since NaN is not equal to itself
        let rewritten = protocol.serialize(&again).expect("it was written before");
        assert_eq!(written, rewritten);
    }
}

struct AnyCall;

impl MessageReader for AnyCall {
    type Output = MessageHeader;

    fn read<P: TInputProtocol>(
        self,
        header: MessageHeader,
        input: &mut P,
    ) -> Result<MessageHeader> {
        Call::read(&header.name, input)?;
        Ok(header)
    }
}

fn call(protocol: Protocol, bytes: &Bytes) {
    let limits = Limits::default();
    let allowed = memory::of_reading(bytes.len());
    let read = memory::within(allowed, || protocol.read_message(bytes, &limits, AnyCall));
    let Ok((header, used)) = read else { return };
    assert!(used <= bytes.len());
    let alone = protocol.read_header(bytes, &limits).expect("it was read");
    assert_eq!(header, alone);
}

fn reply(protocol: Protocol, bytes: &Bytes) {
    let limits = Limits::default();
    let allowed = memory::of_reading(bytes.len());
    let read = || protocol.read_reply::<EchoBundleResult>(bytes, &limits);
    let Ok(((header, result), _)) = memory::within(allowed, read) else {
        return;
    };
    let mut written = Vec::new();
    let wrote = match &result {
        Ok(result) => protocol.write_message(&header, result, &mut written),
        Err(exception) => protocol.write_message(&header, exception, &mut written),
    };
    if wrote.is_ok() {
        let used = written.len();
        let (_, again) = protocol
            .read_reply::<EchoBundleResult>(&written.into(), &limits)
            .expect("what was written is read");
        assert_eq!(used, again);
    }
}
