//! The encodings: how values become bytes and back.
//!
//! A protocol is a pair of cursors, one that reads from a message that is wholly there and one that appends to a
//! buffer. Nothing here knows of sockets, and everything above is generic over these traits, so that one `match` a
//! message ([`Protocol`](crate::Protocol)) is all that a run-time choice of protocol costs.

pub(crate) mod binary;
pub(crate) mod compact;
mod cursor;
mod debug;
mod input;
pub(crate) mod json;
mod lengths;
mod links;
mod numbers;
mod output;
mod text;

pub use binary::{BinaryInput, BinaryOutput, BinaryPlace, OldBinaryProtocol, TBinaryProtocol};
pub use compact::{CompactInput, CompactOutput, CompactPlace, TCompactProtocol};
pub use debug::{DebugOutput, TDebugProtocol};
pub use input::TInputProtocol;
pub use json::{JsonDialect, JsonInput, JsonOutput, JsonPlace, TJSONProtocol, TSimpleJSONProtocol};
pub use links::Links;
pub use numbers::Number;
pub use output::TOutputProtocol;

use bytes::Bytes;

use crate::{Limits, MessageHeader, Result};

/// One encoding, both directions.
pub trait TProtocol: Encoder {
    /// Reads from a message.
    type Input<'m>: TInputProtocol;

    /// A cursor at the start of `message`, which believes no more of it than `limits` allow.
    fn input<'m>(message: &'m Bytes, limits: &'m Limits) -> Self::Input<'m>;
}

/// One encoding, as it is written. Not every one can be read.
pub trait Encoder {
    /// Appends to a buffer.
    type Output<'b>: TOutputProtocol;

    /// A cursor at the end of `buffer`.
    fn output(buffer: &mut Vec<u8>) -> Self::Output<'_>;

    /// The same, which links long payloads where the encoding holds their bytes as they are: what is written is then
    /// the buffer *and* the links.
    fn output_linked<'b>(buffer: &'b mut Vec<u8>, links: &'b mut Links) -> Self::Output<'b> {
        let _ = links;
        Self::output(buffer)
    }

    /// Writes the header of a message, in this dialect of the encoding.
    fn message_begin(output: &mut Self::Output<'_>, header: &MessageHeader) {
        output.message_begin(header);
    }

    /// Tells the buffer what was written; without it the buffer is as it was before.
    ///
    /// # Errors
    /// [`Unwritable`](crate::ErrorKind::Unwritable): the buffer then holds what nobody can read.
    fn finish(output: Self::Output<'_>) -> Result<()>;
}
