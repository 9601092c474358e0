//! The types that values have on the wire.

use std::fmt;

/// The type of a value on the wire, with the code that the binary protocol writes.
///
/// `enum` travels as [`I32`](Self::I32), `binary` as [`String`](Self::String), unions and exceptions as
/// [`Struct`](Self::Struct).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum TType {
    /// `bool`
    Bool = 2,
    /// `i8` and `byte`
    I8 = 3,
    /// `double`
    Double = 4,
    /// `i16`
    I16 = 6,
    /// `i32`
    I32 = 8,
    /// `i64`
    I64 = 10,
    /// `string` and `binary`
    String = 11,
    /// `struct`, `union` and `exception`
    Struct = 12,
    /// `map`
    Map = 13,
    /// `set`
    Set = 14,
    /// `list`
    List = 15,
    /// `uuid`
    Uuid = 16,
}

impl TType {
    /// The type with this code; `None` where Thrift has none that a value can have.
    #[inline]
    pub const fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            2 => Self::Bool,
            3 => Self::I8,
            4 => Self::Double,
            6 => Self::I16,
            8 => Self::I32,
            10 => Self::I64,
            11 => Self::String,
            12 => Self::Struct,
            13 => Self::Map,
            14 => Self::Set,
            15 => Self::List,
            16 => Self::Uuid,
            _ => return None,
        })
    }
}

impl fmt::Display for TType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bool => "bool",
            Self::I8 => "i8",
            Self::Double => "double",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::String => "string",
            Self::Struct => "struct",
            Self::Map => "map",
            Self::Set => "set",
            Self::List => "list",
            Self::Uuid => "uuid",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::TType;

    #[test]
    fn codes_round_trip() {
        let known: Vec<u8> = (0..=u8::MAX)
            .filter(|byte| TType::from_byte(*byte).is_some_and(|t| t as u8 == *byte))
            .collect();
        assert_eq!(known, [2, 3, 4, 6, 8, 10, 11, 12, 13, 14, 15, 16]);
    }
}
