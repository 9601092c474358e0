//! Writing compact.

use bytes::Bytes;
use uuid::Uuid;

use super::types::{FALSE, TRUE, nibble};
use super::varint::{self, zigzag};
use super::{LONG_COUNT, PROTOCOL_ID, VERSION, VERSION_BITS};
use crate::message::MessageHeader;
use crate::protocol::cursor::Cursor;
use crate::protocol::{Links, Number, TOutputProtocol};
use crate::{Result, TType};

/// Appends compact to a buffer.
#[derive(Debug, Default)]
pub struct CompactOutput<'b> {
    out: Cursor<'b>,
}

/// How many numbers of a run have room made for them at once.
const BATCH: usize = 256;

impl<'b> CompactOutput<'b> {
    pub(super) fn new(buffer: &'b mut Vec<u8>) -> Self {
        let out = Cursor::new(buffer);
        Self { out }
    }

    pub(super) fn linking(buffer: &'b mut Vec<u8>, links: &'b mut Links) -> Self {
        let out = Cursor::linking(buffer, links);
        Self { out }
    }

    pub(super) fn finish(self) -> Result<()> {
        self.out.finish()
    }

    #[inline(always)]
    fn varint(&mut self, value: u64) {
        let written = varint::write(value);
        self.out.put_first(written.word, written.word_bytes);
        if written.tail_bytes != 0 {
            self.out.put_first(written.tail, written.tail_bytes);
        }
    }

    /// A length or a count.
    #[inline(always)]
    fn length(&mut self, length: usize) {
        if length < 0x80 {
            self.out.put([length as u8]);
        } else {
            self.varint(u64::from(length as u32));
        }
    }

    /// One byte if the id is one to fifteen more than the last.
    #[inline(always)]
    fn header(&mut self, last: &mut i16, nibble: u8, id: i16) {
        let step = i32::from(id) - i32::from(*last);
        *last = id;
        if (1..=15).contains(&step) {
            self.out.put([(step as u8) << 4 | nibble]);
        } else {
            self.out.put([nibble]);
            self.write_i16(id);
        }
    }
}

/// How a bool stands in the header of its field and among elements.
#[inline(always)]
const fn bool_nibble(value: bool) -> u8 {
    if value { TRUE } else { FALSE }
}

impl TOutputProtocol for CompactOutput<'_> {
    /// The id of the last field.
    type Place = i16;

    fn message_begin(&mut self, header: &MessageHeader) {
        let kind = (header.kind as u8) << VERSION_BITS;
        self.out.put([PROTOCOL_ID, kind | VERSION]);
        self.varint(u64::from(header.sequence as u32));
        self.write_string(&header.name);
    }

    #[inline(always)]
    fn struct_begin(&mut self, _name: &'static str, fields: usize) -> i16 {
        // A header of up to 4 bytes and a value of up to 10, which is stored as a whole word and a half.
        self.out.reserve(16 * fields + 16);
        0
    }

    #[inline(always)]
    fn struct_end(&mut self) {
        self.out.put([0]);
    }

    #[inline(always)]
    fn field(&mut self, last: &mut i16, t: TType, id: i16, _name: &'static str) {
        self.header(last, nibble(t), id);
    }

    #[inline(always)]
    fn bool_field(&mut self, last: &mut i16, id: i16, _name: &'static str, value: bool) {
        self.header(last, bool_nibble(value), id);
    }

    #[inline(always)]
    fn write_bool(&mut self, value: bool) {
        self.out.put([bool_nibble(value)]);
    }

    #[inline(always)]
    fn write_i8(&mut self, value: i8) {
        self.out.put(value.to_le_bytes());
    }

    #[inline(always)]
    fn write_i16(&mut self, value: i16) {
        self.write_i32(value.into());
    }

    #[inline(always)]
    fn write_i32(&mut self, value: i32) {
        // 32 bits, so that the compiler sees that there is no tail.
        self.varint(u64::from(((value << 1) ^ (value >> 31)) as u32));
    }

    #[inline(always)]
    fn write_i64(&mut self, value: i64) {
        self.varint(zigzag(value));
    }

    #[inline(always)]
    fn write_double(&mut self, value: f64) {
        self.out.put(value.to_le_bytes());
    }

    #[inline(always)]
    fn write_uuid(&mut self, value: Uuid) {
        self.out.put(value.into_bytes());
    }

    #[inline(always)]
    fn write_string(&mut self, value: &str) {
        self.length(value.len());
        self.out.put_slice(value.as_bytes());
    }

    #[inline(always)]
    fn write_binary(&mut self, value: &Bytes) {
        self.length(value.len());
        self.out.put_payload(value);
    }

    #[inline(always)]
    fn list_begin(&mut self, element: TType, count: usize) {
        if count < usize::from(LONG_COUNT) {
            self.out.put([(count as u8) << 4 | nibble(element)]);
        } else {
            self.out.put([LONG_COUNT << 4 | nibble(element)]);
            self.varint(u64::from(count as u32));
        }
    }

    #[inline(always)]
    fn map_begin(&mut self, key: TType, value: TType, count: usize) {
        self.length(count);
        if count != 0 {
            self.out.put([nibble(key) << 4 | nibble(value)]);
        }
    }

    fn write_numbers<T: Number>(&mut self, values: &[T]) {
        if T::TYPE == TType::I8 {
            return self.out.put_numbers(values);
        }
        self.aside(|own| {
            for batch in values.chunks(BATCH) {
                own.out.reserve(16 * BATCH);
                for value in batch {
                    let bits = value.to_bits();
                    match T::TYPE {
                        TType::Double => own.out.put(bits.to_le_bytes()),
                        TType::I64 => own.write_i64(bits),
                        // invariant: `i16` and `i32` are left
                        _ => own.write_i32(bits as i32),
                    }
                }
            }
        });
    }

    fn write_bools(&mut self, values: &[bool]) {
        self.out.put_each(values, bool_nibble);
    }
}
