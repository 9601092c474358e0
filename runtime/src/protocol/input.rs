//! Reading values from a message.

use bytes::Bytes;
use uuid::Uuid;

use super::Number;
use crate::message::MessageHeader;
use crate::value::UnknownVariant;
use crate::{Error, Result, TType};

/// A cursor that reads values from one contiguous message.
///
/// It is a small value that is copied freely. Generated code works on its own copy and *lends* a copy
/// ([`aside`](Self::aside)) to code that is not inlined: the copy in hand then never has its address taken and lives
/// in registers.
///
/// A struct is read in passes. Fields are expected in ascending order of their ids; one pass over them, in which each
/// asks [`field`](Self::field) whether it comes next, decodes a struct that was written in order. What is left over
/// (unknown, reordered or repeated fields) takes another pass; a pass that wanted nothing skips one field.
pub trait TInputProtocol: Copy {
    /// What one struct remembers while it is read: where the last pass ended, the previous id where headers are deltas.
    type Place: Copy;

    /// Is a field read by a call of one function a type? Otherwise its code is repeated wherever there is such a field,
    /// which is faster and takes several times the machine code, and the time to compile it.
    const BY_CALL: bool = false;

    /// Lends a copy to code that is not inlined.
    #[inline(always)]
    fn aside<R>(&mut self, f: impl FnOnce(&mut Self) -> R) -> R {
        let mut lent = *self;
        let result = f(&mut lent);
        self.catch_up(lent);
        result
    }

    /// Moves to where `other`, a copy of this cursor, has read to. The depth stays.
    fn catch_up(&mut self, other: Self);

    /// The bytes that are left. No count is believed beyond them.
    fn remaining(&self) -> usize;

    /// Goes one level deeper, until the next [`catch_up`](Self::catch_up) of an outer copy.
    ///
    /// # Errors
    /// [`TooDeep`](crate::ErrorKind::TooDeep).
    fn descend(&mut self) -> Result<()>;

    /// The header of a message.
    ///
    /// # Errors
    /// What is there is no message of this protocol.
    fn message_begin(&mut self) -> Result<MessageHeader>;

    /// The end of a message, behind its body.
    ///
    /// # Errors
    /// Something else is there.
    #[inline(always)]
    fn message_end(&mut self) -> Result<()> {
        Ok(())
    }

    /// Gives the message up, whose body cannot be read: its end is not looked for.
    #[inline(always)]
    fn give_up(&mut self) {}

    /// The start of a struct, one level deeper.
    ///
    /// # Errors
    /// [`TooDeep`](crate::ErrorKind::TooDeep), or no struct is there.
    fn struct_begin(&mut self) -> Result<Self::Place>;

    /// Does the struct end here? Then its end is consumed.
    fn struct_end(&mut self, place: &mut Self::Place) -> bool;

    /// Is the next field exactly this one? Then its header is consumed. What is cut short is no field;
    /// [`skip_field`](Self::skip_field) reports it.
    fn field(&mut self, place: &mut Self::Place, t: TType, id: i16, name: &'static str) -> bool;

    /// The next field, header and value, if it is this bool: some encodings keep the value in the header.
    fn bool_field(&mut self, place: &mut Self::Place, id: i16, name: &'static str) -> Option<bool>;

    /// The end of a field, behind its value. Whoever tells fields apart by what was looked at once looks at the next one.
    ///
    /// # Errors
    /// Something else is there.
    fn field_end(&mut self, place: &mut Self::Place) -> Result<()>;

    /// Notes where the next pass over a struct's fields begins. True: something was read since the last note.
    fn mark(&self, place: &mut Self::Place) -> bool;

    /// Is this the second pass or a later one? Only then can a field come a second time.
    fn again(place: &Self::Place) -> bool;

    /// Passes over the next field, whatever it is.
    ///
    /// # Errors
    /// It is malformed, cut short or nested too deeply.
    fn skip_field(&mut self, place: &mut Self::Place) -> Result<()>;

    /// Reads the next field, whatever it is.
    ///
    /// # Errors
    /// It is malformed, cut short or nested too deeply.
    fn unknown_field(&mut self, place: &mut Self::Place) -> Result<UnknownVariant>;

    /// Passes over a value of this type.
    ///
    /// # Errors
    /// It is malformed, cut short or nested too deeply.
    fn skip(&mut self, t: TType) -> Result<()>;

    /// A `bool` that is an element.
    ///
    /// # Errors
    /// [`Short`](crate::ErrorKind::Short), or no such value is there; so for all scalars.
    fn read_bool(&mut self) -> Result<bool>;
    /// An `i8`.
    ///
    /// # Errors
    /// As [`read_bool`](Self::read_bool).
    fn read_i8(&mut self) -> Result<i8>;
    /// An `i16`.
    ///
    /// # Errors
    /// As [`read_bool`](Self::read_bool).
    fn read_i16(&mut self) -> Result<i16>;
    /// An `i32`.
    ///
    /// # Errors
    /// As [`read_bool`](Self::read_bool).
    fn read_i32(&mut self) -> Result<i32>;
    /// An `i64`.
    ///
    /// # Errors
    /// As [`read_bool`](Self::read_bool).
    fn read_i64(&mut self) -> Result<i64>;
    /// A `double`.
    ///
    /// # Errors
    /// As [`read_bool`](Self::read_bool).
    fn read_double(&mut self) -> Result<f64>;
    /// A `uuid`.
    ///
    /// # Errors
    /// As [`read_bool`](Self::read_bool).
    fn read_uuid(&mut self) -> Result<Uuid>;

    /// A `string`, in place of what `into` holds.
    ///
    /// # Errors
    /// As [`read_bool`](Self::read_bool), and text that is not UTF-8 or longer than the limit.
    fn read_string(&mut self, into: &mut String) -> Result<()>;

    /// A `binary`, in place of what `into` holds. A long one may share the message's memory.
    ///
    /// # Errors
    /// As [`read_bool`](Self::read_bool), and bytes that are more than the limit.
    fn read_binary(&mut self, into: &mut Bytes) -> Result<()>;

    /// A `string` or a `binary`, of which nobody knows here which it is, in place of what `into` holds.
    ///
    /// # Errors
    /// As [`read_binary`](Self::read_binary).
    #[inline(always)]
    fn read_opaque(&mut self, into: &mut Bytes) -> Result<()> {
        self.read_binary(into)
    }

    /// Passes over what may stand behind the outermost value and means nothing, such as white space.
    #[inline(always)]
    fn settle(&mut self) {}

    /// The element type and the count of a list. The count is never more than the bytes left can hold; of an empty
    /// list the type means nothing.
    ///
    /// # Errors
    /// As [`read_bool`](Self::read_bool), and an unknown type or a count beyond the limit.
    fn list_header(&mut self) -> Result<(TType, usize)>;

    /// The same of a set.
    ///
    /// # Errors
    /// As [`list_header`](Self::list_header).
    #[inline(always)]
    fn set_header(&mut self) -> Result<(TType, usize)> {
        self.list_header()
    }

    /// The key type, the value type and the count of a map.
    ///
    /// # Errors
    /// As [`list_header`](Self::list_header).
    fn map_header(&mut self) -> Result<(TType, TType, usize)>;

    /// The count of a list whose elements have to be of this type.
    ///
    /// # Errors
    /// As [`list_header`](Self::list_header), and elements of another type.
    #[inline(always)]
    fn list_begin(&mut self, element: TType) -> Result<usize> {
        let (found, count) = self.list_header()?;
        expect(element, found, count)
    }

    /// The count of a set whose elements have to be of this type.
    ///
    /// # Errors
    /// As [`list_begin`](Self::list_begin).
    #[inline(always)]
    fn set_begin(&mut self, element: TType) -> Result<usize> {
        let (found, count) = self.set_header()?;
        expect(element, found, count)
    }

    /// The count of a map whose keys and values have to be of these types.
    ///
    /// # Errors
    /// As [`list_begin`](Self::list_begin).
    #[inline(always)]
    fn map_begin(&mut self, key: TType, value: TType) -> Result<usize> {
        let (found_key, found_value, count) = self.map_header()?;
        expect(key, found_key, count)?;
        expect(value, found_value, count)
    }

    /// The start of the element `index` of a list or a set, counted from 0.
    ///
    /// # Errors
    /// Something else is there.
    #[inline(always)]
    fn element(&mut self, index: usize) -> Result<()> {
        let _ = index;
        Ok(())
    }

    /// The start of the key of a map's entry `index`, counted from 0.
    ///
    /// # Errors
    /// Something else is there.
    #[inline(always)]
    fn key(&mut self, index: usize) -> Result<()> {
        let _ = index;
        Ok(())
    }

    /// The start of the value of a map's entry, behind its key.
    ///
    /// # Errors
    /// Something else is there.
    #[inline(always)]
    fn entry_value(&mut self) -> Result<()> {
        Ok(())
    }

    /// The end of a list, behind its elements.
    ///
    /// # Errors
    /// Something else is there.
    #[inline(always)]
    fn list_end(&mut self) -> Result<()> {
        Ok(())
    }

    /// The end of a set, behind its elements.
    ///
    /// # Errors
    /// Something else is there.
    #[inline(always)]
    fn set_end(&mut self) -> Result<()> {
        self.list_end()
    }

    /// The end of a map, behind its entries.
    ///
    /// # Errors
    /// Something else is there.
    #[inline(always)]
    fn map_end(&mut self) -> Result<()> {
        Ok(())
    }

    /// `count` numbers, appended to `into`; `count` comes from a header.
    ///
    /// # Errors
    /// As [`read_bool`](Self::read_bool).
    fn read_numbers<T: Number>(&mut self, count: usize, into: &mut Vec<T>) -> Result<()>;

    /// `count` bools, appended to `into`; `count` comes from a header.
    ///
    /// # Errors
    /// As [`read_bool`](Self::read_bool).
    fn read_bools(&mut self, count: usize, into: &mut Vec<bool>) -> Result<()>;
}

/// Elements have to be of the reader's type, where there are any.
#[inline(always)]
fn expect(wanted: TType, found: TType, count: usize) -> Result<usize> {
    if wanted == found || count == 0 {
        Ok(count)
    } else {
        Err(Error::wrong_type(wanted, found as u8))
    }
}
