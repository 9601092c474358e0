//! Passing over values that nobody wants.

use super::marks;
use super::types::{Width, known, least, width};
use super::varint::split_varint;
use crate::{Error, Result, TType};

/// What follows a value of type `t`. Structs and containers inside each other may take `depth` levels.
#[cold]
#[inline(never)]
pub(super) fn skip(mut rest: &[u8], t: TType, depth: usize) -> Result<&[u8]> {
    match width(t) {
        Width::Fixed(bytes) => return drop_first(rest, bytes),
        Width::Varint => return split_varint(rest).map(|(_, rest)| rest),
        Width::Own => {}
    }
    if t == TType::String {
        let (length, rest) = marks::natural(rest)?;
        return drop_first(rest, length);
    }
    let depth = depth.checked_sub(1).ok_or_else(Error::too_deep)?;
    match t {
        TType::Struct => loop {
            if let Some((0, rest)) = rest.split_first() {
                return Ok(rest);
            }
            let (nibble, _, value) = marks::field(rest, 0)?;
            rest = skip_field_value(value, nibble, depth)?;
        },
        TType::Map => {
            let (key, value, count, rest) = marks::map(rest)?;
            skip_elements(rest, count, &[key, value], depth)
        }
        // invariant: only sets and lists are left
        _ => {
            let (element, count, rest) = marks::list(rest)?;
            skip_elements(rest, count, &[element], depth)
        }
    }
}

/// What follows the value of a field whose header said `nibble`.
pub(super) fn skip_field_value(rest: &[u8], nibble: u8, depth: usize) -> Result<&[u8]> {
    match marks::field_value(nibble)? {
        Some(t) => skip(rest, t, depth),
        None => Ok(rest),
    }
}

/// As many elements (one type) or entries (two). Runs of fixed width go at once.
fn skip_elements<'m>(
    mut rest: &'m [u8],
    count: usize,
    nibbles: &[u8],
    depth: usize,
) -> Result<&'m [u8]> {
    if count == 0 {
        return Ok(rest);
    }
    let mut fewest = 0;
    let mut fixed = true;
    for nibble in nibbles {
        let t = known(*nibble)?;
        fewest += least(t);
        fixed &= matches!(width(t), Width::Fixed(_));
    }
    let bytes = count
        .checked_mul(fewest)
        .filter(|bytes| *bytes <= rest.len());
    let bytes = bytes.ok_or_else(Error::short)?;
    if fixed {
        return drop_first(rest, bytes);
    }
    for _ in 0..count {
        for nibble in nibbles {
            rest = skip(rest, known(*nibble)?, depth)?;
        }
    }
    Ok(rest)
}

fn drop_first(rest: &[u8], n: usize) -> Result<&[u8]> {
    rest.get(n..).ok_or_else(Error::short)
}
