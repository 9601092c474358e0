//! `TDebugProtocol`: text for people, which is written only.

use bytes::Bytes;
use uuid::Uuid;

use super::cursor::Cursor;
use super::json::put_seventeen_digits;
use super::{Encoder, Number, TOutputProtocol};
use crate::message::{MessageHeader, TMessageType};
use crate::{Result, TType};

/// Values as C++ shows them (`ThriftDebugString`), for logs and for tests. Nothing reads it.
///
/// ```text
/// Point {
///   01: x (i32) = 3,
///   02: tags (list) = list<string>[1] {
///     [0] = "a",
///   },
/// }
/// ```
///
/// Text is escaped byte by byte as in C, and of more than 256 bytes only 16 are shown. An `i8` is two hexadecimal
/// digits, an enum its number. A `uuid`, for which C++ before 0.18 has no form, is a string.
#[derive(Clone, Copy, Debug, Default)]
pub struct TDebugProtocol;

impl Encoder for TDebugProtocol {
    type Output<'b> = DebugOutput<'b>;

    fn output(buffer: &mut Vec<u8>) -> DebugOutput<'_> {
        DebugOutput {
            out: Cursor::new(buffer),
            open: Vec::new(),
        }
    }

    fn finish(output: DebugOutput<'_>) -> Result<()> {
        output.out.finish()
    }
}

/// Appends text for people to a buffer.
#[derive(Debug, Default)]
pub struct DebugOutput<'b> {
    out: Cursor<'b>,
    open: Vec<Open>,
}

/// What is open, and what comes next in it.
#[derive(Clone, Copy, Debug)]
enum Open {
    Message,
    Struct,
    Set,
    /// The element of this index.
    List(usize),
    Key,
    EntryValue,
}

/// Strings of more bytes than this are not shown whole, but the first [`PREFIX`] of them.
const LONGEST: usize = 256;
const PREFIX: usize = 16;

impl DebugOutput<'_> {
    fn put(&mut self, text: &str) {
        self.out.put_slice(text.as_bytes());
    }

    fn put_number(&mut self, number: impl itoa::Integer) {
        self.put(itoa::Buffer::new().format(number));
    }

    fn indent(&mut self) {
        for _ in 0..self.open.len() {
            self.put("  ");
        }
    }

    /// What stands before a value, by what it is in.
    fn begin(&mut self) {
        match self.open.last_mut() {
            None | Some(Open::Message | Open::Struct) => {}
            Some(Open::Set | Open::Key) => self.indent(),
            Some(Open::EntryValue) => self.put(" -> "),
            Some(Open::List(next)) => {
                let index = *next;
                *next += 1;
                self.indent();
                self.put("[");
                self.put_number(index);
                self.put("] = ");
            }
        }
    }

    /// What stands behind it.
    fn end(&mut self) {
        match self.open.last_mut() {
            None | Some(Open::Message) => {}
            Some(open @ Open::Key) => *open = Open::EntryValue,
            Some(open @ Open::EntryValue) => {
                *open = Open::Key;
                self.put(",\n");
            }
            Some(Open::Struct | Open::Set | Open::List(_)) => self.put(",\n"),
        }
    }

    fn item(&mut self, text: &str) {
        self.begin();
        self.put(text);
        self.end();
    }

    fn integer(&mut self, number: impl itoa::Integer) {
        self.item(itoa::Buffer::new().format(number));
    }

    fn text(&mut self, text: &[u8]) {
        self.begin();
        self.put("\"");
        if text.len() > LONGEST {
            self.escaped(&text[..PREFIX]);
            self.put("[...](");
            self.put_number(text.len());
            self.put(")");
        } else {
            self.escaped(text);
        }
        self.put("\"");
        self.end();
    }

    fn escaped(&mut self, text: &[u8]) {
        for byte in text {
            match byte {
                b'"' => self.put("\\\""),
                b'\\' => self.put("\\\\"),
                b' '..=b'~' => self.out.put([*byte]),
                0x07 => self.put("\\a"),
                0x08 => self.put("\\b"),
                b'\t' => self.put("\\t"),
                b'\n' => self.put("\\n"),
                0x0b => self.put("\\v"),
                0x0c => self.put("\\f"),
                b'\r' => self.put("\\r"),
                _ => {
                    self.put("\\x");
                    self.hex(*byte);
                }
            }
        }
    }

    fn hex(&mut self, byte: u8) {
        let digit = |value: u8| b"0123456789abcdef"[usize::from(value & 15)];
        self.out.put([digit(byte >> 4), digit(byte)]);
    }

    /// `list<i32>[2] {`
    fn container(&mut self, name: &str, types: &[TType], count: usize, open: Open) {
        self.begin();
        self.put(name);
        for (t, mark) in types.iter().zip(["<", ","]) {
            self.put(mark);
            self.put(type_name(*t));
        }
        self.put(">[");
        self.put_number(count);
        self.put("] {\n");
        self.open.push(open);
    }

    fn close(&mut self) {
        self.open.pop();
        self.indent();
        self.put("}");
        self.end();
    }
}

const fn type_name(t: TType) -> &'static str {
    match t {
        TType::Bool => "bool",
        TType::I8 => "byte",
        TType::I16 => "i16",
        TType::I32 => "i32",
        TType::I64 => "i64",
        TType::Double => "double",
        TType::String => "string",
        TType::Struct => "struct",
        TType::Map => "map",
        TType::Set => "set",
        TType::List => "list",
        TType::Uuid => "uuid",
    }
}

impl TOutputProtocol for DebugOutput<'_> {
    type Place = ();
    const BY_CALL: bool = true;

    #[inline(always)]
    fn aside<R>(&mut self, f: impl FnOnce(&mut Self) -> R) -> R {
        f(self)
    }

    fn message_begin(&mut self, header: &MessageHeader) {
        self.put(match header.kind {
            TMessageType::Call => "(call) ",
            TMessageType::Reply => "(reply) ",
            TMessageType::Exception => "(exn) ",
            TMessageType::Oneway => "(oneway) ",
        });
        self.put(&header.name);
        self.put("(");
        self.open.push(Open::Message);
    }

    fn message_end(&mut self) {
        self.open.pop();
        self.put(")\n");
    }

    fn struct_begin(&mut self, name: &'static str, _fields: usize) {
        self.begin();
        self.put(name);
        self.put(" {\n");
        self.open.push(Open::Struct);
    }

    fn struct_end(&mut self) {
        self.close();
    }

    fn field(&mut self, (): &mut (), t: TType, id: i16, name: &'static str) {
        self.indent();
        if (0..10).contains(&id) {
            self.put("0");
        }
        self.put_number(id);
        self.put(": ");
        self.put(name);
        self.put(" (");
        self.put(type_name(t));
        self.put(") = ");
    }

    fn bool_field(&mut self, place: &mut (), id: i16, name: &'static str, value: bool) {
        self.field(place, TType::Bool, id, name);
        self.write_bool(value);
    }

    fn write_bool(&mut self, value: bool) {
        self.item(if value { "true" } else { "false" });
    }

    fn write_i8(&mut self, value: i8) {
        self.begin();
        self.put("0x");
        self.hex(value.cast_unsigned());
        self.end();
    }

    fn write_i16(&mut self, value: i16) {
        self.integer(value);
    }

    fn write_i32(&mut self, value: i32) {
        self.integer(value);
    }

    fn write_i64(&mut self, value: i64) {
        self.integer(value);
    }

    fn write_double(&mut self, value: f64) {
        self.begin();
        if value.is_finite() {
            put_seventeen_digits(value, &mut self.out);
        } else {
            self.put(if value.is_sign_negative() { "-" } else { "" });
            self.put(if value.is_nan() { "nan" } else { "inf" });
        }
        self.end();
    }

    fn write_uuid(&mut self, value: Uuid) {
        let mut text = Uuid::encode_buffer();
        self.text(value.hyphenated().encode_lower(&mut text).as_bytes());
    }

    fn write_string(&mut self, value: &str) {
        self.text(value.as_bytes());
    }

    fn write_binary(&mut self, value: &Bytes) {
        self.text(value);
    }

    fn list_begin(&mut self, element: TType, count: usize) {
        self.container("list", &[element], count, Open::List(0));
    }

    fn set_begin(&mut self, element: TType, count: usize) {
        self.container("set", &[element], count, Open::Set);
    }

    fn map_begin(&mut self, key: TType, value: TType, count: usize) {
        self.container("map", &[key, value], count, Open::Key);
    }

    fn list_end(&mut self) {
        self.close();
    }

    fn map_end(&mut self) {
        self.close();
    }

    fn write_numbers<T: Number>(&mut self, values: &[T]) {
        for value in values {
            match T::TYPE {
                TType::I8 => self.write_i8(value.to_bits() as i8),
                TType::Double => self.write_double(f64::from_bits(value.to_bits() as u64)),
                _ => self.write_i64(value.to_bits()),
            }
        }
    }
}
