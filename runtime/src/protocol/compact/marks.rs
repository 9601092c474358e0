//! What stands before values: headers, counts and lengths, not yet believed. Each is read from the start of `rest` and
//! comes with what follows it.

use super::types::known;
use super::varint::{split_length, split_varint, unzigzag_32};
use super::{LONG_COUNT, PROTOCOL_ID, VERSION, VERSION_BITS};
use crate::error::ErrorKind;
use crate::message::TMessageType;
use crate::{Error, Result, TType};

/// The type and the sequence id of a message; its name follows.
pub(crate) fn message(rest: &[u8]) -> Result<(TMessageType, i32, &[u8])> {
    let ([id, second], rest) = rest.split_first_chunk().ok_or_else(Error::short)?;
    if *id != PROTOCOL_ID || second & ((1 << VERSION_BITS) - 1) != VERSION {
        let found = u16::from_be_bytes([*id, *second]);
        return Err(Error::new(ErrorKind::BadVersion(found.into())));
    }
    let kind = TMessageType::known(second >> VERSION_BITS)?;
    let (sequence, rest) = split_varint(rest)?;
    Ok((kind, sequence as i32, rest))
}

/// The nibble and the id of a field; it is no stop. `last` is the id before it.
pub(crate) fn field(rest: &[u8], last: i16) -> Result<(u8, i16, &[u8])> {
    let (head, rest) = byte(rest)?;
    let nibble = head & 15;
    match head >> 4 {
        0 => {
            let (id, rest) = split_varint(rest)?;
            Ok((nibble, unzigzag_32(id) as i16, rest))
        }
        step => Ok((nibble, last.wrapping_add(i16::from(step)), rest)),
    }
}

/// The type of the value that follows a field's header with this nibble: none does where the header is a bool.
pub(crate) fn field_value(nibble: u8) -> Result<Option<TType>> {
    known(nibble).map(|t| Some(t).filter(|t| *t != TType::Bool))
}

/// The nibble and the count of a list or set.
pub(crate) fn list(rest: &[u8]) -> Result<(u8, usize, &[u8])> {
    let (head, rest) = byte(rest)?;
    let (count, rest) = match head >> 4 {
        LONG_COUNT => natural(rest)?,
        short => (usize::from(short), rest),
    };
    Ok((head & 15, count, rest))
}

/// The nibbles of a map's keys and values, and the count. An empty map has no types.
pub(crate) fn map(rest: &[u8]) -> Result<(u8, u8, usize, &[u8])> {
    let (count, rest) = natural(rest)?;
    if count == 0 {
        return Ok((0, 0, 0, rest));
    }
    let (types, rest) = byte(rest)?;
    Ok((types >> 4, types & 15, count, rest))
}

/// A length or a count.
pub(crate) fn natural(rest: &[u8]) -> Result<(usize, &[u8])> {
    let (number, rest) = split_length(rest)?;
    if number > i32::MAX as u32 {
        return Err(Error::new(ErrorKind::NegativeLength));
    }
    Ok((number as usize, rest))
}

fn byte(rest: &[u8]) -> Result<(u8, &[u8])> {
    let (first, rest) = rest.split_first().ok_or_else(Error::short)?;
    Ok((*first, rest))
}
