//! What tells the two kinds of JSON apart.

use std::fmt::Debug;

use bytes::Bytes;

use super::tokens::Tokens;
use super::{JsonInput, JsonOutput};
use crate::value::UnknownVariant;
use crate::{Result, TType};

/// A dialect of JSON: how it names fields and what it says of containers. It is not for implementing elsewhere.
pub trait JsonDialect: Copy + Debug + Default + 'static {
    /// What stands before the value of a field.
    #[doc(hidden)]
    type Head<'m>: Copy + Debug;

    /// The version that stands first in a message, if one does.
    #[doc(hidden)]
    const VERSION: Option<u32>;

    /// Does something stand before the first element of a list, so that a comma does, too?
    #[doc(hidden)]
    const LIST_HEADERS: bool;

    /// Are fields read and written by calls? See [`TInputProtocol::BY_CALL`](crate::protocol::TInputProtocol::BY_CALL).
    #[doc(hidden)]
    const BY_CALL: bool = false;

    /// Reads what stands before a field's value; the struct's first field has no comma before it. `None`: the field
    /// was there to say that it is not.
    #[doc(hidden)]
    fn head<'m>(tokens: &mut Tokens<'m>, comma: bool) -> Result<Option<Self::Head<'m>>>;

    /// The same, and how many bytes are left behind it, if it is there just as libraries write it. If not, it is to be
    /// read. It is the fast way, since nearly every field is.
    #[doc(hidden)]
    fn head_as_written(tokens: Tokens<'_>, comma: bool) -> Option<(Self::Head<'_>, usize)>;

    /// How many bytes the head of the field of this name takes, if `text` begins with it just as libraries write it.
    /// None, if it is to be looked at what is there, as it always is where a head is read as fast as it is compared.
    #[doc(hidden)]
    fn named_head(text: &[u8], comma: bool, name: &'static str) -> usize {
        let _ = (text, comma, name);
        0
    }

    /// Is it this field's?
    #[doc(hidden)]
    fn is(head: &Self::Head<'_>, t: TType, id: i16, name: &'static str) -> bool;

    /// Reads what stands behind a field's value.
    #[doc(hidden)]
    fn field_end(tokens: &mut Tokens<'_>) -> Result<()>;

    /// Passes over the value of a field that nobody wants.
    #[doc(hidden)]
    fn skip_value(input: &mut JsonInput<'_, Self>, head: &Self::Head<'_>) -> Result<()>;

    /// Reads the value of a field that nobody knows.
    #[doc(hidden)]
    fn unknown_value(
        input: &mut JsonInput<'_, Self>,
        head: &Self::Head<'_>,
    ) -> Result<UnknownVariant>;

    /// Passes over a value.
    #[doc(hidden)]
    fn skip(input: &mut JsonInput<'_, Self>, t: TType) -> Result<()>;

    /// Reads the start of a list of elements of type `wanted`, or of any.
    #[doc(hidden)]
    fn read_list(input: &mut JsonInput<'_, Self>, wanted: Option<TType>) -> Result<(TType, usize)>;

    /// Reads the start of a map of keys and values of types `wanted`, or of any.
    #[doc(hidden)]
    fn read_map(
        input: &mut JsonInput<'_, Self>,
        wanted: Option<(TType, TType)>,
    ) -> Result<(TType, TType, usize)>;

    /// Reads what closes a map.
    #[doc(hidden)]
    fn map_end(tokens: &mut Tokens<'_>) -> Result<()>;

    /// Reads a `binary`.
    #[doc(hidden)]
    fn read_binary(input: &mut JsonInput<'_, Self>) -> Result<Bytes>;

    /// Writes what stands before a field's value, but the comma.
    #[doc(hidden)]
    fn write_head(output: &mut JsonOutput<'_, Self>, t: TType, id: i16, name: &'static str);

    /// Writes what stands behind a field's value.
    #[doc(hidden)]
    fn write_field_end(output: &mut JsonOutput<'_, Self>);

    /// Writes the start of a list.
    #[doc(hidden)]
    fn write_list(output: &mut JsonOutput<'_, Self>, element: TType, count: usize);

    /// Writes the start of a map.
    #[doc(hidden)]
    fn write_map(output: &mut JsonOutput<'_, Self>, key: TType, value: TType, count: usize);

    /// Writes what closes a map.
    #[doc(hidden)]
    fn write_map_end(output: &mut JsonOutput<'_, Self>);

    /// Writes a double that is finite.
    #[doc(hidden)]
    fn write_double(output: &mut JsonOutput<'_, Self>, value: f64);

    /// Writes a `binary` between its quotes.
    #[doc(hidden)]
    fn write_binary(output: &mut JsonOutput<'_, Self>, bytes: &[u8]);

    /// Writes what may be a `string` or a `binary` between its quotes.
    #[doc(hidden)]
    fn write_opaque(output: &mut JsonOutput<'_, Self>, bytes: &[u8]);
}
