//! The four bits that say a type.

use crate::{Error, Result, TType};

/// `true`, where the header of a field holds the value; of elements and entries, `bool`.
pub(super) const TRUE: u8 = 1;
/// `false` in the header of a field. Some peers say `bool` with it, too.
pub(super) const FALSE: u8 = 2;

/// The nibble of a type.
#[inline(always)]
pub(super) const fn nibble(t: TType) -> u8 {
    match t {
        TType::Bool => TRUE,
        TType::I8 => 3,
        TType::I16 => 4,
        TType::I32 => 5,
        TType::I64 => 6,
        TType::Double => 7,
        TType::String => 8,
        TType::List => 9,
        TType::Set => 10,
        TType::Map => 11,
        TType::Struct => 12,
        TType::Uuid => 13,
    }
}

/// The type with this nibble; `None` where there is none that a value can have.
#[inline]
pub(super) const fn from_nibble(nibble: u8) -> Option<TType> {
    Some(match nibble {
        TRUE | FALSE => TType::Bool,
        3 => TType::I8,
        4 => TType::I16,
        5 => TType::I32,
        6 => TType::I64,
        7 => TType::Double,
        8 => TType::String,
        9 => TType::List,
        10 => TType::Set,
        11 => TType::Map,
        12 => TType::Struct,
        13 => TType::Uuid,
        _ => return None,
    })
}

/// The type with this nibble.
///
/// # Errors
/// There is none.
pub(crate) fn known(nibble: u8) -> Result<TType> {
    from_nibble(nibble).ok_or_else(|| Error::unknown_type(nibble))
}

/// Elements, keys or values have to be of the reader's type.
#[inline(always)]
pub(super) fn expect(wanted: TType, found: u8) -> Result<()> {
    if found == nibble(wanted) || wanted == TType::Bool && found == FALSE {
        return Ok(());
    }
    Err(wrong(wanted, found))
}

#[cold]
#[inline(never)]
fn wrong(wanted: TType, found: u8) -> Error {
    match known(found) {
        Ok(found) => Error::wrong_type(wanted, found as u8),
        Err(unknown) => unknown,
    }
}

/// A type that was read from a nibble, which of an empty container may be anything.
pub(super) fn element_type(nibble: u8, count: usize) -> Result<TType> {
    if count == 0 {
        Ok(from_nibble(nibble).unwrap_or(TType::I8))
    } else {
        known(nibble)
    }
}

/// What a value of some type takes, outside the header of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Width {
    /// So many bytes.
    Fixed(usize),
    /// A variable-length number.
    Varint,
    /// At least a byte; the value itself says how many.
    Own,
}

pub(crate) const fn width(t: TType) -> Width {
    match t {
        TType::Bool | TType::I8 => Width::Fixed(1),
        TType::Double => Width::Fixed(8),
        TType::Uuid => Width::Fixed(16),
        TType::I16 | TType::I32 | TType::I64 => Width::Varint,
        TType::String | TType::Struct | TType::Map | TType::Set | TType::List => Width::Own,
    }
}

/// The fewest bytes that a value of this type takes: a count is not believed beyond them.
#[inline(always)]
pub(crate) const fn least(t: TType) -> usize {
    match width(t) {
        Width::Fixed(bytes) => bytes,
        Width::Varint | Width::Own => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nibbles_round_trip() {
        for code in 0..=u8::MAX {
            if let Some(t) = TType::from_byte(code) {
                assert_eq!(from_nibble(nibble(t)), Some(t));
            }
        }
        let unknown: Vec<u8> = (0..16).filter(|n| from_nibble(*n).is_none()).collect();
        assert_eq!(unknown, [0, 14, 15]);
    }
}
