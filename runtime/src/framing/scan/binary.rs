//! The marks of binary messages (`doc/specs/thrift-binary-protocol.md`), strict header or old.

use super::marks::{Contents, Due, Field, Marks};
use crate::protocol::binary::{VERSION_1, VERSION_MASK, fixed_width, least};
use crate::{Error, ErrorKind, Result, TType};

#[derive(Debug)]
pub(super) struct BinaryMarks;

impl Marks for BinaryMarks {
    /// After a strict version word: name, sequence id. After the length of an old header: name, type, sequence id.
    fn start(rest: &[u8]) -> Result<([Due; 2], &[u8])> {
        let (word, rest) = word(rest)?;
        if word & VERSION_MASK == VERSION_1 {
            return Ok(([Due::Text, Due::Bytes(4)], rest));
        }
        let length =
            usize::try_from(word.cast_signed()).map_err(|_| ErrorKind::BadVersion(word))?;
        Ok(([Due::Bytes(length), Due::Bytes(5)], rest))
    }

    /// Every number is of fixed width; see [`fixed`](Self::fixed).
    fn number(rest: &[u8]) -> Result<&[u8]> {
        Ok(rest)
    }

    fn length(rest: &[u8]) -> Result<(usize, &[u8])> {
        let (word, rest) = word(rest)?;
        let length = usize::try_from(word.cast_signed()).map_err(|_| ErrorKind::NegativeLength)?;
        Ok((length, rest))
    }

    fn field(rest: &[u8]) -> Result<(Field, &[u8])> {
        match rest {
            [0, rest @ ..] => Ok((Field::Stop, rest)),
            [code, _, _, rest @ ..] => Ok((Field::Value(Self::known(*code)?), rest)),
            _ => Err(Error::short()),
        }
    }

    fn list(rest: &[u8]) -> Result<(Contents, &[u8])> {
        let (this, rest) = rest.split_first().ok_or_else(Error::short)?;
        let (count, rest) = Self::length(rest)?;
        let contents = Contents {
            count,
            this: *this,
            that: None,
        };
        Ok((contents, rest))
    }

    fn map(rest: &[u8]) -> Result<(Contents, &[u8])> {
        let ([this, that], rest) = rest.split_first_chunk().ok_or_else(Error::short)?;
        let (count, rest) = Self::length(rest)?;
        let contents = Contents {
            count,
            this: *this,
            that: Some(*that),
        };
        Ok((contents, rest))
    }

    fn known(code: u8) -> Result<TType> {
        TType::from_byte(code).ok_or_else(|| Error::unknown_type(code))
    }

    fn fixed(t: TType) -> Option<usize> {
        fixed_width(t)
    }

    fn least(t: TType) -> usize {
        least(t)
    }
}

fn word(rest: &[u8]) -> Result<(u32, &[u8])> {
    let (word, rest) = rest.split_first_chunk().ok_or_else(Error::short)?;
    Ok((u32::from_be_bytes(*word), rest))
}
