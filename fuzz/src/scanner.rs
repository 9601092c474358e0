//! Any bytes, measured by the scanner for unframed messages: at once, a byte at a time and in other pieces it says the
//! same, in linear work; and where a decoder reads a message, the scanner ends where it does.

use crate::pieces;
use generated::interop::interop::Call;
use thriftwood::{
    Bytes, Limits, MessageHeader, MessageReader, Protocol, Result, TType, Value,
    framing::MessageScan, protocol::TInputProtocol,
};

/// The first byte chooses the protocol, the next the pieces.
pub fn scan(input: &[u8]) {
    let Some((&[protocol, a, b, c], bytes)) = input.split_first_chunk() else {
        return;
    };
    let protocol = Protocol::READABLE[usize::from(protocol) % Protocol::READABLE.len()];
    let end = measure(protocol, std::iter::once(bytes));
    assert_eq!(end, measure(protocol, bytes.chunks(1)), "byte by byte");
    assert_eq!(
        end,
        measure(protocol, pieces::cut(bytes, [a, b, c])),
        "in pieces"
    );

    let message = Bytes::copy_from_slice(bytes);
    for read in [used::<Decoded>, used::<Skipped>, used::<Kept>] {
        if let Some(used) = read(protocol, &message) {
            // a decoder of text passes the white space that is here behind a message
            let used = match protocol {
                Protocol::Json | Protocol::SimpleJson => bytes[..used].trim_ascii_end().len(),
                _ => used,
            };
            assert_eq!(end, End::At(used), "the decoder's end");
        }
    }
}

/// What the scanner says.
#[derive(Debug, PartialEq, Eq)]
enum End {
    /// The message ends there.
    At(usize),
    /// It goes on.
    Later,
    /// It can be no message.
    Never,
}

fn measure<'b>(protocol: Protocol, pieces: impl Iterator<Item = &'b [u8]>) -> End {
    let mut scan = MessageScan::new(protocol, Limits::default());
    let mut arrived = Vec::new();
    let mut calls = 1;
    let mut end = scan.advance(&arrived);
    for piece in pieces {
        if !matches!(end, Ok(None)) {
            break;
        }
        arrived.extend_from_slice(piece);
        calls += 1;
        end = scan.advance(&arrived);
    }
    let most = 4 * arrived.len() as u64 + 4 * calls + 64;
    assert!(scan.steps() <= most, "{} steps of {most}", scan.steps());
    match end {
        Ok(Some(end)) => End::At(end),
        Ok(None) => End::Later,
        Err(_) => End::Never,
    }
}

/// How many bytes a way of reading takes, if it takes them.
fn used<R: MessageReader<Output = bool> + Default>(
    protocol: Protocol,
    message: &Bytes,
) -> Option<usize> {
    match protocol.read_message(message, &Limits::default(), R::default()) {
        Ok((true, used)) => Some(used),
        _ => None,
    }
}

/// As a call of a service.
#[derive(Default)]
struct Decoded;

impl MessageReader for Decoded {
    type Output = bool;

    fn read<P: TInputProtocol>(self, header: MessageHeader, input: &mut P) -> Result<bool> {
        Ok(Call::read(&header.name, input)?.is_some())
    }
}

/// As a call that nobody knows.
#[derive(Default)]
struct Skipped;

impl MessageReader for Skipped {
    type Output = bool;

    fn read<P: TInputProtocol>(self, _: MessageHeader, input: &mut P) -> Result<bool> {
        input.skip(TType::Struct).map(|()| true)
    }
}

/// As values without an IDL.
#[derive(Default)]
struct Kept;

impl MessageReader for Kept {
    type Output = bool;

    fn read<P: TInputProtocol>(self, _: MessageHeader, input: &mut P) -> Result<bool> {
        Value::read(TType::Struct, input).map(|_| true)
    }
}
