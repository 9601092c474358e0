//! Writing values into a buffer.

use bytes::Bytes;
use uuid::Uuid;

use super::Number;
use crate::TType;
use crate::message::MessageHeader;

/// A cursor that appends values to a buffer in memory, which cannot fail half-way:
/// [`Encoder::finish`](super::Encoder::finish) reports what could not be said. A string or a container that is too
/// long for Thrift's 31 bits of length makes a message that is, so no single write checks for it.
///
/// `Default` is the empty cursor that is left behind while the real one is lent; nothing can be written to it.
pub trait TOutputProtocol: Default {
    /// What one struct remembers while it is written: the previous id where headers are deltas.
    type Place: Copy;

    /// Is a field written by a call of one function a type? As [`TInputProtocol::BY_CALL`](super::TInputProtocol::BY_CALL).
    const BY_CALL: bool = false;

    /// Lends the cursor to code that is not inlined, so that the one in hand lives in registers.
    #[inline(always)]
    fn aside<R>(&mut self, f: impl FnOnce(&mut Self) -> R) -> R {
        let mut lent = std::mem::take(self);
        let result = f(&mut lent);
        *self = lent;
        result
    }

    /// The header of a message.
    fn message_begin(&mut self, header: &MessageHeader);

    /// The end of a message, behind its body.
    #[inline(always)]
    fn message_end(&mut self) {}

    /// The start of a struct of at most this many fields: makes room for all that are of fixed width at once.
    fn struct_begin(&mut self, name: &'static str, fields: usize) -> Self::Place;

    /// The end of a struct.
    fn struct_end(&mut self);

    /// The header of a field; its value follows.
    fn field(&mut self, place: &mut Self::Place, t: TType, id: i16, name: &'static str);

    /// A whole bool field: some encodings keep the value in the header.
    fn bool_field(&mut self, place: &mut Self::Place, id: i16, name: &'static str, value: bool);

    /// The end of a field, behind its value.
    #[inline(always)]
    fn field_end(&mut self) {}

    /// A `bool` that is an element.
    fn write_bool(&mut self, value: bool);
    /// An `i8`.
    fn write_i8(&mut self, value: i8);
    /// An `i16`.
    fn write_i16(&mut self, value: i16);
    /// An `i32`.
    fn write_i32(&mut self, value: i32);
    /// An `i64`.
    fn write_i64(&mut self, value: i64);
    /// A `double`.
    fn write_double(&mut self, value: f64);
    /// A `uuid`.
    fn write_uuid(&mut self, value: Uuid);
    /// A `string`.
    fn write_string(&mut self, value: &str);
    /// A `binary`.
    fn write_binary(&mut self, value: &Bytes);

    /// A `string` or a `binary`, of which nobody knows here which it is.
    #[inline(always)]
    fn write_opaque(&mut self, value: &Bytes) {
        self.write_binary(value);
    }

    /// The start of a list of `count` elements, which follow.
    fn list_begin(&mut self, element: TType, count: usize);

    /// The start of a set of `count` elements, which follow.
    #[inline(always)]
    fn set_begin(&mut self, element: TType, count: usize) {
        self.list_begin(element, count);
    }

    /// The start of a map of `count` entries, which follow, each key before its value.
    fn map_begin(&mut self, key: TType, value: TType, count: usize);

    /// The start of the element `index` of a list or a set, counted from 0.
    #[inline(always)]
    fn element(&mut self, index: usize) {
        let _ = index;
    }

    /// The start of the key of a map's entry `index`, counted from 0.
    #[inline(always)]
    fn key(&mut self, index: usize) {
        let _ = index;
    }

    /// The start of the value of a map's entry, behind its key.
    #[inline(always)]
    fn entry_value(&mut self) {}

    /// The end of a list.
    #[inline(always)]
    fn list_end(&mut self) {}

    /// The end of a set.
    #[inline(always)]
    fn set_end(&mut self) {
        self.list_end();
    }

    /// The end of a map.
    #[inline(always)]
    fn map_end(&mut self) {}

    /// A run of numbers, elements of a container.
    fn write_numbers<T: Number>(&mut self, values: &[T]);

    /// A run of bools, elements of a container.
    #[inline]
    fn write_bools(&mut self, values: &[bool]) {
        for (index, value) in values.iter().enumerate() {
            self.element(index);
            self.write_bool(*value);
        }
    }
}
