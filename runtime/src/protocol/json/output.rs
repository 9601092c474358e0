//! Writing JSON.

use std::marker::PhantomData;

use bytes::Bytes;
use uuid::Uuid;

use super::dialect::JsonDialect;
use super::digits::put_integer;
use super::numbers::not_finite;
use super::strings;
use crate::error::ErrorKind;
use crate::message::MessageHeader;
use crate::protocol::cursor::Cursor;
use crate::protocol::{Number, TOutputProtocol};
use crate::{Error, Result, TType};

/// Appends JSON of a dialect to a buffer.
#[derive(Debug, Default)]
pub struct JsonOutput<'b, D> {
    pub(super) out: Cursor<'b>,
    /// What comes next is the key of a map, and numbers stand in quotes.
    pub(super) key: bool,
    /// Why what was written means nothing.
    pub(super) unwritable: Option<&'static str>,
    dialect: PhantomData<D>,
}

impl<'b, D: JsonDialect> JsonOutput<'b, D> {
    pub(super) fn new(buffer: &'b mut Vec<u8>) -> Self {
        Self {
            out: Cursor::new(buffer),
            key: false,
            unwritable: None,
            dialect: PhantomData,
        }
    }

    pub(super) fn finish(self) -> Result<()> {
        match self.unwritable {
            Some(why) => Err(Error::new(ErrorKind::Usage(why.into()))),
            None => self.out.finish(),
        }
    }

    pub(super) fn put(&mut self, text: &[u8]) {
        self.out.put_slice(text);
    }

    pub(super) fn integer(&mut self, value: i64) {
        self.number(|out| put_integer(value, out));
    }

    /// What `write` appends: a number.
    pub(super) fn number(&mut self, write: impl FnOnce(&mut Cursor<'b>)) {
        if self.key {
            self.quoted(|output| write(&mut output.out));
        } else {
            write(&mut self.out);
        }
    }

    /// A string whose text, escaped already, is what `write` writes.
    fn quoted(&mut self, write: impl FnOnce(&mut Self)) {
        self.out.put(*b"\"");
        write(self);
        self.out.put(*b"\"");
    }

    /// Text between quotes.
    pub(super) fn escaped(&mut self, text: &[u8]) {
        strings::escape(text, |piece| self.out.put_slice(piece));
    }

    pub(super) fn string(&mut self, text: &[u8]) {
        self.quoted(|output| output.escaped(text));
    }
}

impl<D: JsonDialect> TOutputProtocol for JsonOutput<'_, D> {
    /// Has a field been written?
    type Place = bool;
    const BY_CALL: bool = D::BY_CALL;

    #[inline(always)]
    fn aside<R>(&mut self, f: impl FnOnce(&mut Self) -> R) -> R {
        f(self)
    }

    fn message_begin(&mut self, header: &MessageHeader) {
        self.put(b"[");
        if let Some(version) = D::VERSION {
            self.integer(version.into());
            self.put(b",");
        }
        self.string(header.name.as_bytes());
        self.put(b",");
        self.integer(header.kind as i64);
        self.put(b",");
        self.integer(header.sequence.into());
        self.put(b",");
    }

    fn message_end(&mut self) {
        self.put(b"]");
    }

    fn struct_begin(&mut self, _name: &'static str, _fields: usize) -> bool {
        self.key = false;
        self.put(b"{");
        false
    }

    fn struct_end(&mut self) {
        self.put(b"}");
    }

    fn field(&mut self, place: &mut bool, t: TType, id: i16, name: &'static str) {
        if std::mem::replace(place, true) {
            self.put(b",");
        }
        D::write_head(self, t, id, name);
    }

    fn bool_field(&mut self, place: &mut bool, id: i16, name: &'static str, value: bool) {
        self.field(place, TType::Bool, id, name);
        self.write_bool(value);
        self.field_end();
    }

    fn field_end(&mut self) {
        D::write_field_end(self);
    }

    fn write_bool(&mut self, value: bool) {
        self.number(|out| out.put([b'0' + u8::from(value)]));
    }

    fn write_i8(&mut self, value: i8) {
        self.integer(value.into());
    }

    fn write_i16(&mut self, value: i16) {
        self.integer(value.into());
    }

    fn write_i32(&mut self, value: i32) {
        self.integer(value.into());
    }

    fn write_i64(&mut self, value: i64) {
        self.integer(value);
    }

    fn write_double(&mut self, value: f64) {
        match not_finite(value) {
            Some(text) => self.put(text),
            None => D::write_double(self, value),
        }
    }

    fn write_uuid(&mut self, value: Uuid) {
        let mut text = Uuid::encode_buffer();
        self.string(value.hyphenated().encode_lower(&mut text).as_bytes());
    }

    fn write_string(&mut self, value: &str) {
        self.string(value.as_bytes());
    }

    fn write_binary(&mut self, value: &Bytes) {
        self.quoted(|output| D::write_binary(output, value));
    }

    fn write_opaque(&mut self, value: &Bytes) {
        self.quoted(|output| D::write_opaque(output, value));
    }

    fn element(&mut self, index: usize) {
        if D::LIST_HEADERS || index > 0 {
            self.put(b",");
        }
    }

    fn key(&mut self, index: usize) {
        if index > 0 {
            self.put(b",");
        }
        self.key = true;
    }

    fn entry_value(&mut self) {
        self.put(b":");
        self.key = false;
    }

    fn list_begin(&mut self, element: TType, count: usize) {
        D::write_list(self, element, count);
        self.key = false;
    }

    fn map_begin(&mut self, key: TType, value: TType, count: usize) {
        D::write_map(self, key, value, count);
        self.key = false;
    }

    fn list_end(&mut self) {
        self.put(b"]");
    }

    fn map_end(&mut self) {
        D::write_map_end(self);
    }

    fn write_numbers<T: Number>(&mut self, values: &[T]) {
        for (index, value) in values.iter().enumerate() {
            self.element(index);
            match T::TYPE {
                TType::Double => self.write_double(f64::from_bits(value.to_bits() as u64)),
                _ => self.write_i64(value.to_bits()),
            }
        }
    }
}
