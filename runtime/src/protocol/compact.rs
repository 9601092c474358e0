//! `TCompactProtocol`: variable-length numbers, and field headers of one byte
//! (`doc/specs/thrift-compact-protocol.md`).

mod input;
pub(crate) mod marks;
mod output;
mod skip;
mod types;
mod varint;

pub use input::{CompactInput, CompactPlace};
pub use output::CompactOutput;
pub(crate) use types::{Width, known, least, width};
pub(crate) use varint::split_varint;

use bytes::Bytes;

use super::{Encoder, Links, TProtocol};
use crate::{Limits, Result};

/// The compact protocol. What is written is what Apache's C++ library writes.
#[derive(Clone, Copy, Debug, Default)]
pub struct TCompactProtocol;

impl TProtocol for TCompactProtocol {
    type Input<'m> = CompactInput<'m>;

    fn input<'m>(message: &'m Bytes, limits: &'m Limits) -> CompactInput<'m> {
        CompactInput::within(message, message, limits)
    }
}

impl Encoder for TCompactProtocol {
    type Output<'b> = CompactOutput<'b>;

    fn output(buffer: &mut Vec<u8>) -> CompactOutput<'_> {
        CompactOutput::new(buffer)
    }

    fn output_linked<'b>(buffer: &'b mut Vec<u8>, links: &'b mut Links) -> CompactOutput<'b> {
        CompactOutput::linking(buffer, links)
    }

    fn finish(output: CompactOutput<'_>) -> Result<()> {
        output.finish()
    }
}

/// The first byte of a message.
const PROTOCOL_ID: u8 = 0x82;
/// The lower five bits of the second byte; the upper three hold the message type.
const VERSION: u8 = 1;
const VERSION_BITS: u32 = 5;

/// The nibble of a count that does not fit into one; a varint follows.
const LONG_COUNT: u8 = 15;
