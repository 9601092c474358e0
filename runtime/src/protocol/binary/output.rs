//! Writing binary.

use bytes::Bytes;
use uuid::Uuid;

use super::VERSION_1;
use crate::message::MessageHeader;
use crate::protocol::cursor::Cursor;
use crate::protocol::{Links, Number, TOutputProtocol};
use crate::{Result, TType};

/// Appends binary to a buffer.
#[derive(Debug, Default)]
pub struct BinaryOutput<'b> {
    out: Cursor<'b>,
}

impl<'b> BinaryOutput<'b> {
    pub(super) fn new(buffer: &'b mut Vec<u8>) -> Self {
        let out = Cursor::new(buffer);
        Self { out }
    }

    pub(super) fn linking(buffer: &'b mut Vec<u8>, links: &'b mut Links) -> Self {
        let out = Cursor::linking(buffer, links);
        Self { out }
    }

    /// The header from before there were versions.
    pub(super) fn old_message_begin(&mut self, header: &MessageHeader) {
        self.write_string(&header.name);
        self.out.put([header.kind as u8]);
        self.write_i32(header.sequence);
    }

    pub(super) fn finish(self) -> Result<()> {
        self.out.finish()
    }
}

/// A type byte and a count.
#[inline(always)]
fn counted(t: TType, count: usize) -> [u8; 5] {
    let count = (count as u32).to_be_bytes();
    [t as u8, count[0], count[1], count[2], count[3]]
}

impl TOutputProtocol for BinaryOutput<'_> {
    type Place = ();

    fn message_begin(&mut self, header: &MessageHeader) {
        self.out.put((VERSION_1 | header.kind as u32).to_be_bytes());
        self.write_string(&header.name);
        self.write_i32(header.sequence);
    }

    #[inline(always)]
    fn struct_begin(&mut self, _name: &'static str, fields: usize) {
        // A header of 3 bytes, a value of up to 8, and the string's length that may stand beside it.
        self.out.reserve(16 * fields + 16);
    }

    #[inline(always)]
    fn struct_end(&mut self) {
        self.out.put([0]);
    }

    #[inline(always)]
    fn field(&mut self, _place: &mut (), t: TType, id: i16, _name: &'static str) {
        let [a, b] = id.to_be_bytes();
        self.out.put_first([t as u8, a, b, 0], 3);
    }

    #[inline(always)]
    fn bool_field(&mut self, _place: &mut (), id: i16, _name: &'static str, value: bool) {
        let [a, b] = id.to_be_bytes();
        self.out.put([TType::Bool as u8, a, b, u8::from(value)]);
    }

    #[inline(always)]
    fn write_bool(&mut self, value: bool) {
        self.out.put([u8::from(value)]);
    }

    #[inline(always)]
    fn write_i8(&mut self, value: i8) {
        self.out.put(value.to_be_bytes());
    }

    #[inline(always)]
    fn write_i16(&mut self, value: i16) {
        self.out.put(value.to_be_bytes());
    }

    #[inline(always)]
    fn write_i32(&mut self, value: i32) {
        self.out.put(value.to_be_bytes());
    }

    #[inline(always)]
    fn write_i64(&mut self, value: i64) {
        self.out.put(value.to_be_bytes());
    }

    #[inline(always)]
    fn write_double(&mut self, value: f64) {
        self.out.put(value.to_be_bytes());
    }

    #[inline(always)]
    fn write_uuid(&mut self, value: Uuid) {
        self.out.put(value.into_bytes());
    }

    #[inline(always)]
    fn write_string(&mut self, value: &str) {
        self.out.put((value.len() as u32).to_be_bytes());
        self.out.put_slice(value.as_bytes());
    }

    #[inline(always)]
    fn write_binary(&mut self, value: &Bytes) {
        self.out.put((value.len() as u32).to_be_bytes());
        self.out.put_payload(value);
    }

    #[inline(always)]
    fn list_begin(&mut self, element: TType, count: usize) {
        self.out.put(counted(element, count));
    }

    #[inline(always)]
    fn map_begin(&mut self, key: TType, value: TType, count: usize) {
        self.out.put([key as u8]);
        self.out.put(counted(value, count));
    }

    fn write_numbers<T: Number>(&mut self, values: &[T]) {
        self.out.put_numbers(values);
    }

    fn write_bools(&mut self, values: &[bool]) {
        self.out.put_each(values, u8::from);
    }
}
