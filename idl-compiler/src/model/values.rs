//! Constants, converted to the type of the place they stand in.

use serde::Serialize;

use super::{ConstantId, EnumId, StructId};

/// A value of a known type. Its variant always fits the resolved type of its place: an int for a double has become
/// `Double`, `1` for a bool `Bool`, a bare number for an enum `Enum`, `{}` for a list `List`, a text for a uuid `Uuid`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Value {
    /// For `bool`.
    Bool(bool),
    /// For `i8` to `i64`, in the range of the type.
    Int(i64),
    /// For `double`.
    Double(f64),
    /// For `string` and `binary`.
    String(String),
    /// For `uuid`, in network order.
    Uuid([u8; 16]),
    /// A member of an enum, by its index in [`super::Enum::members`].
    Enum(EnumId, usize),
    /// For `list` and `set`, in order of writing; a set's elements may repeat.
    List(Vec<Value>),
    /// For `map`, in order of writing; a key may repeat.
    Map(Vec<(Value, Value)>),
    /// For a struct, union or exception: indices into [`super::Struct::fields`] and their values.
    Struct(StructId, Vec<(usize, Value)>),
    /// Another constant, named. Its declared type is (behind typedefs) the type of the place; a constant of another
    /// type that converts (`i32` for `i64`, an enum for a number) has been replaced by its value.
    Constant(ConstantId),
}
