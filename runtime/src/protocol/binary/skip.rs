//! Passing over values that nobody wants.

use super::least;
use crate::error::ErrorKind;
use crate::{Error, Result, TType};

/// What follows a value of type `t`. Structs and containers inside each other may take `depth` levels.
#[cold]
#[inline(never)]
pub(super) fn skip(mut rest: &[u8], t: u8, depth: usize) -> Result<&[u8]> {
    let t = TType::from_byte(t).ok_or_else(|| Error::unknown_type(t))?;
    if let Some(width) = fixed_width(t) {
        return drop_first(rest, width);
    }
    if t == TType::String {
        let length = number(&mut rest)?;
        return drop_first(rest, length);
    }
    let depth = depth.checked_sub(1).ok_or_else(Error::too_deep)?;
    match t {
        TType::Struct => loop {
            let t = byte(&mut rest)?;
            if t == 0 {
                return Ok(rest);
            }
            rest = skip(drop_first(rest, 2)?, t, depth)?;
        },
        TType::Map => {
            let types = [byte(&mut rest)?, byte(&mut rest)?];
            skip_elements(rest, &types, depth)
        }
        // invariant: only sets and lists are left
        _ => {
            let element = byte(&mut rest)?;
            skip_elements(rest, &[element], depth)
        }
    }
}

/// A count, and as many elements (one type) or entries (two). Runs of fixed width go at once.
fn skip_elements<'m>(mut rest: &'m [u8], types: &[u8], depth: usize) -> Result<&'m [u8]> {
    let count = number(&mut rest)?;
    if count == 0 {
        return Ok(rest);
    }
    let mut fewest = 0;
    let mut fixed = true;
    for t in types {
        let t = TType::from_byte(*t).ok_or_else(|| Error::unknown_type(*t))?;
        fewest += least(t);
        fixed &= fixed_width(t).is_some();
    }
    let bytes = count
        .checked_mul(fewest)
        .filter(|bytes| *bytes <= rest.len());
    let bytes = bytes.ok_or_else(Error::short)?;
    if fixed {
        return drop_first(rest, bytes);
    }
    for _ in 0..count {
        for t in types {
            rest = skip(rest, *t, depth)?;
        }
    }
    Ok(rest)
}

/// How many bytes every value of this type takes, where that is so.
pub(crate) const fn fixed_width(t: TType) -> Option<usize> {
    match t {
        TType::String | TType::Struct | TType::Map | TType::Set | TType::List => None,
        _ => Some(least(t)),
    }
}

fn drop_first(rest: &[u8], n: usize) -> Result<&[u8]> {
    rest.get(n..).ok_or_else(Error::short)
}

fn byte(rest: &mut &[u8]) -> Result<u8> {
    let (first, after) = rest.split_first().ok_or_else(Error::short)?;
    *rest = after;
    Ok(*first)
}

/// A length or a count.
fn number(rest: &mut &[u8]) -> Result<usize> {
    let (bytes, after) = rest.split_first_chunk().ok_or_else(Error::short)?;
    *rest = after;
    let number = u32::from_be_bytes(*bytes);
    if number > i32::MAX as u32 {
        return Err(Error::new(ErrorKind::NegativeLength));
    }
    Ok(number as usize)
}
