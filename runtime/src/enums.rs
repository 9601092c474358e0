//! What all enums of an IDL have in common.

use std::fmt;
use std::str::FromStr;

use crate::Result;
use crate::protocol::TInputProtocol;

/// An enum of the IDL: a number with names for some of its values. Values without a name are kept, since a newer peer
/// may know them.
pub trait TEnum: Copy + Sized + 'static {
    /// The IDL's name of the enum.
    const NAME: &'static str;
    /// The named values, in the IDL's order. Two names may share a value.
    const VARIANTS: &'static [(&'static str, Self)];

    /// The enum with this value, named or not.
    fn from_value(value: i32) -> Self;

    /// The number on the wire.
    fn value(self) -> i32;

    /// The first name of this value, if it has one.
    fn name(self) -> Option<&'static str> {
        let named = |(_, variant): &&(_, Self)| variant.value() == self.value();
        Self::VARIANTS.iter().find(named).map(|(name, _)| *name)
    }
}

/// Text that is neither a name of the enum nor a number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is neither a name nor a number of {of}")]
pub struct UnknownEnumName {
    /// The IDL's name of the enum.
    pub of: &'static str,
    /// The text.
    pub text: String,
}

/// A number that has no name in the enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{value} is no named value of {of}")]
pub struct UnknownEnumValue {
    /// The IDL's name of the enum.
    pub of: &'static str,
    /// The number.
    pub value: i32,
}

/// `RED`, or the number of a value without a name.
///
/// # Errors
/// The formatter's.
pub fn display<T: TEnum>(value: T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match value.name() {
        Some(name) => f.pad(name),
        None => fmt::Display::fmt(&value.value(), f),
    }
}

/// `Color::RED`, or `Color(7)`.
///
/// # Errors
/// The formatter's.
pub fn debug<T: TEnum>(value: T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match value.name() {
        Some(name) => write!(f, "{}::{name}", T::NAME),
        None => write!(f, "{}({})", T::NAME, value.value()),
    }
}

/// A name, or a decimal number.
///
/// # Errors
/// The text is neither.
pub fn from_text<T: TEnum>(text: &str) -> Result<T, UnknownEnumName> {
    if let Some((_, variant)) = T::VARIANTS.iter().find(|(name, _)| *name == text) {
        return Ok(*variant);
    }
    i32::from_str(text)
        .map(T::from_value)
        .map_err(|_| UnknownEnumName {
            of: T::NAME,
            text: text.to_owned(),
        })
}

/// A number that has a name.
///
/// # Errors
/// The number has none.
pub fn named<T: TEnum>(value: i32) -> Result<T, UnknownEnumValue> {
    let found = T::from_value(value);
    found
        .name()
        .map(|_| found)
        .ok_or(UnknownEnumValue { of: T::NAME, value })
}

/// A list of enums, read as the run of numbers that it is.
///
/// # Errors
/// One of them is malformed.
pub fn read_list<T: TEnum, P: TInputProtocol>(
    input: &mut P,
    count: usize,
    list: &mut Vec<T>,
) -> Result<()> {
    let mut numbers = Vec::new();
    input.read_numbers(count, &mut numbers)?;
    list.extend(numbers.into_iter().map(T::from_value));
    Ok(())
}

/// Gives a type that implements [`TEnum`] the rest of what an enum has: `Display` (name, else number), `Debug`
/// (`Color::RED`, else `Color(7)`), `FromStr` (name, else number), `TryFrom<i32>` (named values only), `From` into
/// `i32`, and its wire form.
#[macro_export]
macro_rules! enumeration {
    ($name:ident $(,)?) => {
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::codegen::enums::display(*self, f)
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::codegen::enums::debug(*self, f)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::UnknownEnumName;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                $crate::codegen::enums::from_text(text)
            }
        }

        impl ::std::convert::TryFrom<i32> for $name {
            type Error = $crate::UnknownEnumValue;

            fn try_from(value: i32) -> ::std::result::Result<Self, Self::Error> {
                $crate::codegen::enums::named(value)
            }
        }

        impl ::std::convert::From<$name> for i32 {
            fn from(value: $name) -> Self {
                $crate::TEnum::value(value)
            }
        }

        impl $crate::codegen::Wire for $name {
            const TYPE: $crate::codegen::TType = $crate::codegen::TType::I32;
            const LEAF: bool = true;

            #[inline(always)]
            fn read_into<P: $crate::codegen::TInputProtocol>(
                &mut self,
                input: &mut P,
            ) -> $crate::Result<()> {
                *self = $crate::TEnum::from_value(input.read_i32()?);
                ::std::result::Result::Ok(())
            }

            #[inline(always)]
            fn write<P: $crate::codegen::TOutputProtocol>(&self, output: &mut P) {
                output.write_i32($crate::TEnum::value(*self));
            }

            fn read_list<P: $crate::codegen::TInputProtocol>(
                input: &mut P,
                count: usize,
                list: &mut ::std::vec::Vec<Self>,
            ) -> $crate::Result<()> {
                $crate::codegen::enums::read_list(input, count, list)
            }
        }
    };
}
