//! The marks of compact messages (`doc/specs/thrift-compact-protocol.md`).

use super::marks::{Contents, Due, Field, Marks};
use crate::protocol::compact::{self, Width, marks, split_varint};
use crate::{Result, TType};

#[derive(Debug)]
pub(super) struct CompactMarks;

impl Marks for CompactMarks {
    /// The name is the last of the header.
    fn start(rest: &[u8]) -> Result<([Due; 2], &[u8])> {
        let (_, _, rest) = marks::message(rest)?;
        Ok(([Due::Text, Due::Bytes(0)], rest))
    }

    fn number(rest: &[u8]) -> Result<&[u8]> {
        split_varint(rest).map(|(_, rest)| rest)
    }

    fn length(rest: &[u8]) -> Result<(usize, &[u8])> {
        marks::natural(rest)
    }

    fn field(rest: &[u8]) -> Result<(Field, &[u8])> {
        if let Some((0, rest)) = rest.split_first() {
            return Ok((Field::Stop, rest));
        }
        let (nibble, _, rest) = marks::field(rest, 0)?;
        let field = marks::field_value(nibble)?.map_or(Field::Whole, Field::Value);
        Ok((field, rest))
    }

    fn list(rest: &[u8]) -> Result<(Contents, &[u8])> {
        let (this, count, rest) = marks::list(rest)?;
        let contents = Contents {
            count,
            this,
            that: None,
        };
        Ok((contents, rest))
    }

    fn map(rest: &[u8]) -> Result<(Contents, &[u8])> {
        let (this, that, count, rest) = marks::map(rest)?;
        let contents = Contents {
            count,
            this,
            that: Some(that),
        };
        Ok((contents, rest))
    }

    fn known(code: u8) -> Result<TType> {
        compact::known(code)
    }

    fn fixed(t: TType) -> Option<usize> {
        match compact::width(t) {
            Width::Fixed(bytes) => Some(bytes),
            Width::Varint | Width::Own => None,
        }
    }

    fn least(t: TType) -> usize {
        compact::least(t)
    }
}
