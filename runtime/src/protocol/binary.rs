//! `TBinaryProtocol`: fixed-width, big-endian (`doc/specs/thrift-binary-protocol.md`).

mod counts;
mod input;
mod output;
mod skip;

pub use input::{BinaryInput, BinaryPlace};
pub use output::BinaryOutput;
pub(crate) use skip::fixed_width;

use bytes::Bytes;

use super::{Encoder, Links, TProtocol};
use crate::message::MessageHeader;
use crate::{Limits, Result, TType};

/// The binary protocol: strict and old message headers are read, strict ones are written.
#[derive(Clone, Copy, Debug, Default)]
pub struct TBinaryProtocol;

impl TProtocol for TBinaryProtocol {
    type Input<'m> = BinaryInput<'m>;

    fn input<'m>(message: &'m Bytes, limits: &'m Limits) -> BinaryInput<'m> {
        BinaryInput::within(message, message, limits)
    }
}

impl Encoder for TBinaryProtocol {
    type Output<'b> = BinaryOutput<'b>;

    fn output(buffer: &mut Vec<u8>) -> BinaryOutput<'_> {
        BinaryOutput::new(buffer)
    }

    fn output_linked<'b>(buffer: &'b mut Vec<u8>, links: &'b mut Links) -> BinaryOutput<'b> {
        BinaryOutput::linking(buffer, links)
    }

    fn finish(output: BinaryOutput<'_>) -> Result<()> {
        output.finish()
    }
}

/// The binary protocol with old message headers, the method's name first, for peers that know no others. Both are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct OldBinaryProtocol;

impl TProtocol for OldBinaryProtocol {
    type Input<'m> = BinaryInput<'m>;

    fn input<'m>(message: &'m Bytes, limits: &'m Limits) -> BinaryInput<'m> {
        TBinaryProtocol::input(message, limits)
    }
}

impl Encoder for OldBinaryProtocol {
    type Output<'b> = BinaryOutput<'b>;

    fn output(buffer: &mut Vec<u8>) -> BinaryOutput<'_> {
        TBinaryProtocol::output(buffer)
    }

    fn output_linked<'b>(buffer: &'b mut Vec<u8>, links: &'b mut Links) -> BinaryOutput<'b> {
        TBinaryProtocol::output_linked(buffer, links)
    }

    fn message_begin(output: &mut BinaryOutput<'_>, header: &MessageHeader) {
        output.old_message_begin(header);
    }

    fn finish(output: BinaryOutput<'_>) -> Result<()> {
        TBinaryProtocol::finish(output)
    }
}

/// The upper half of the first word of a strict message; the lower half holds the message type.
pub(crate) const VERSION_1: u32 = 0x8001_0000;
pub(crate) const VERSION_MASK: u32 = 0xffff_0000;

/// The fewest bytes that a value of this type takes: one bounds check then covers a field's header and its value, and
/// a count is not believed beyond them. An empty struct is its stop byte.
#[inline(always)]
pub(crate) const fn least(t: TType) -> usize {
    match t {
        TType::Bool | TType::I8 | TType::Struct => 1,
        TType::I16 => 2,
        TType::I32 | TType::String => 4,
        TType::List | TType::Set => 5,
        TType::Map => 6,
        TType::I64 | TType::Double => 8,
        TType::Uuid => 16,
    }
}
