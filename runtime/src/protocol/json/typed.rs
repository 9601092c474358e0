//! `TJSONProtocol`.

use bytes::Bytes;

use super::input::JsonInput;
use super::numbers::put_seventeen_digits;
use super::output::JsonOutput;
use super::tokens::Tokens;
use super::{JsonDialect, digits, skip, strings};
use crate::error::ErrorKind;
use crate::protocol::{Encoder, TProtocol, lengths};
use crate::value::{UnknownVariant, Value};
use crate::{Error, Limits, Result, TType};

/// JSON with the types and the ids of the fields: `{"1":{"i32":7},"2":{"lst":["str",1,"a"]}}`, and a message is
/// `[1,"name",type,sequence,{…}]`.
///
/// What it writes is C++'s to the byte: no white space, doubles of 17 digits (`"NaN"`, `"Infinity"` and `"-Infinity"`
/// in quotes), base64 without padding, `\u00xx` below a space and everything else as UTF-8. Numbers stand in quotes
/// where they are keys of a map. A struct or a container that is a key stands there as it is, which no JSON parser
/// but Thrift's reads.
///
/// What it reads is what any Apache library writes, where they differ:
///
/// | what | who |
/// |---|---|
/// | base64 with padding | Python, Go, Node |
/// | `1.0E15`, `1e+15`, `0.0` | Java, Go |
/// | `nan`, `inf`, `NaN` without quotes | Python, Node |
/// | numbers with leading zeros | Node |
/// | control characters as they are | Python, Node |
/// | `\/`, `\u` in upper case, surrogate pairs, white space, fields in any order | others |
///
/// Not read, since it is another value: keys of maps that Go writes for `binary` (not base64) and Node for numbers
/// beyond 2⁵³. Negative field ids, which C++ and Node cannot read, are read and written.
#[derive(Clone, Copy, Debug, Default)]
pub struct TJSONProtocol;

impl TProtocol for TJSONProtocol {
    type Input<'m> = JsonInput<'m, Self>;

    fn input<'m>(message: &'m Bytes, limits: &'m Limits) -> JsonInput<'m, Self> {
        JsonInput::new(message, limits)
    }
}

impl Encoder for TJSONProtocol {
    type Output<'b> = JsonOutput<'b, Self>;

    fn output(buffer: &mut Vec<u8>) -> JsonOutput<'_, Self> {
        JsonOutput::new(buffer)
    }

    fn finish(output: JsonOutput<'_, Self>) -> Result<()> {
        output.finish()
    }
}

/// What stands between a field's id and its value; behind a name of three letters, a colon is missing.
const fn opening(t: TType) -> &'static [u8; 8] {
    match t {
        TType::Bool => b"\":{\"tf\":",
        TType::I8 => b"\":{\"i8\":",
        TType::I16 => b"\":{\"i16\"",
        TType::I32 => b"\":{\"i32\"",
        TType::I64 => b"\":{\"i64\"",
        TType::Double => b"\":{\"dbl\"",
        TType::String => b"\":{\"str\"",
        TType::Struct => b"\":{\"rec\"",
        TType::Map => b"\":{\"map\"",
        TType::List => b"\":{\"lst\"",
        TType::Set => b"\":{\"set\"",
        TType::Uuid => b"\":{\"uid\"",
    }
}

const fn lacks_colon(t: TType) -> bool {
    opening(t)[7] != b':'
}

/// The name of a type, in quotes.
fn name(t: TType) -> &'static [u8] {
    match opening(t) {
        [_, _, _, name @ .., b':'] => name,
        [_, _, _, name @ ..] => name,
    }
}

/// The type with this name, without the quote before it; whatever stands behind the one after it.
#[inline(always)]
fn lettered(name: [u8; 4]) -> Option<TType> {
    three_letters(name).or_else(|| two_letters(name))
}

/// One comparison of a word for each name, instead of one for each letter.
#[inline(always)]
fn three_letters(name: [u8; 4]) -> Option<TType> {
    const I16: u32 = u32::from_le_bytes(*b"i16\"");
    const I32: u32 = u32::from_le_bytes(*b"i32\"");
    const I64: u32 = u32::from_le_bytes(*b"i64\"");
    const DBL: u32 = u32::from_le_bytes(*b"dbl\"");
    const STR: u32 = u32::from_le_bytes(*b"str\"");
    const REC: u32 = u32::from_le_bytes(*b"rec\"");
    const MAP: u32 = u32::from_le_bytes(*b"map\"");
    const LST: u32 = u32::from_le_bytes(*b"lst\"");
    const SET: u32 = u32::from_le_bytes(*b"set\"");
    const UID: u32 = u32::from_le_bytes(*b"uid\"");
    Some(match u32::from_le_bytes(name) {
        I16 => TType::I16,
        I32 => TType::I32,
        I64 => TType::I64,
        DBL => TType::Double,
        STR => TType::String,
        REC => TType::Struct,
        MAP => TType::Map,
        LST => TType::List,
        SET => TType::Set,
        UID => TType::Uuid,
        _ => return None,
    })
}

#[inline(always)]
fn two_letters(name: [u8; 4]) -> Option<TType> {
    match name {
        [b't', b'f', b'"', _] => Some(TType::Bool),
        [b'i', b'8', b'"', _] => Some(TType::I8),
        _ => None,
    }
}

/// The type that `text` begins with the name of.
#[inline]
fn named(text: &[u8]) -> Option<TType> {
    match text.first_chunk::<5>() {
        Some(&[b'"', a, b, c, d]) => lettered([a, b, c, d]),
        Some(_) => None,
        None => named_at_the_end(text),
    }
}

/// The same where nothing stands behind a name of two letters, which is all that fits.
#[cold]
fn named_at_the_end(text: &[u8]) -> Option<TType> {
    match text {
        b"\"tf\"" => Some(TType::Bool),
        b"\"i8\"" => Some(TType::I8),
        _ => None,
    }
}

fn read_type(tokens: &mut Tokens<'_>) -> Result<TType> {
    tokens.pass_space();
    let Some(t) = named(tokens.text()) else {
        return Err(tokens.string()?.no("the name of a type"));
    };
    tokens.pass(name(t).len());
    Ok(t)
}

/// What stands behind the quote before a field's id; before the first field, the comma is missing.
#[inline(always)]
fn behind_quote(text: &[u8], comma: bool) -> Option<&[u8]> {
    match text {
        [b',', b'"', rest @ ..] if comma => Some(rest),
        [b'"', rest @ ..] if !comma => Some(rest),
        _ => None,
    }
}

/// A field's id of up to four digits, and how many bytes it takes with what stands before the name of the type: `1":{"`.
/// Both are in one word.
#[inline(always)]
fn short_id(text: &[u8]) -> Option<(i16, usize)> {
    const OPENING: u32 = u32::from_le_bytes(*b"\":{\"");
    let bytes = text.first_chunk()?;
    let word = u64::from_le_bytes(*bytes);
    let count = (1..5).find(|count| (word >> (8 * count)) as u32 == OPENING)?;
    let mut id = 0;
    for byte in &bytes[..count] {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        id = id * 10 + i16::from(digit);
    }
    Some((id, count + 4))
}

/// The start of a list, and how many bytes it takes, if it is as libraries write it: `["i32",7` and a comma or the end.
fn plain_list(text: &[u8]) -> Option<(TType, i64, usize)> {
    let rest = text.strip_prefix(b"[")?;
    let t = named(rest)?;
    let rest = rest[name(t).len()..].strip_prefix(b",")?;
    let (count, length, behind) = digits::short_integer(rest)?;
    let ends = matches!(behind, b',' | b']');
    ends.then(|| (t, count, text.len() - rest.len() + length))
}

/// The fewest bytes of an element, or of an entry, with its comma.
const ELEMENT: usize = 2;
const ENTRY: usize = 4;

fn read_count(input: &mut JsonInput<'_, TJSONProtocol>, least: usize) -> Result<usize> {
    let count = input.tokens.integer("a count")?;
    check_count(input, count, least)
}

fn check_count(input: &JsonInput<'_, TJSONProtocol>, count: i64, least: usize) -> Result<usize> {
    if count < 0 {
        return Err(Error::new(ErrorKind::NegativeLength));
    }
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    // the comma before the first entry is not there
    lengths::check(count, least, input.tokens.left() + 1, input.limits)
}

/// Elements have to be of the wanted type, where there are any.
fn expect(wanted: TType, found: TType, count: usize) -> Result<()> {
    if wanted == found || count == 0 {
        return Ok(());
    }
    Err(Error::wrong_type(wanted, found as u8))
}

impl JsonDialect for TJSONProtocol {
    type Head<'m> = (i16, TType);
    const VERSION: Option<u32> = Some(1);
    const LIST_HEADERS: bool = true;

    fn head(tokens: &mut Tokens<'_>, comma: bool) -> Result<Option<(i16, TType)>> {
        if comma {
            tokens.expect(b',')?;
        }
        if tokens.peek() != Some(b'"') {
            return Err(tokens.unexpected("a field"));
        }
        let id = tokens.integer("a field id")?;
        tokens.expect(b':')?;
        tokens.expect(b'{')?;
        let t = read_type(tokens)?;
        tokens.expect(b':')?;
        Ok(Some((id, t)))
    }

    /// `,"1":{"i32":`
    #[inline(always)]
    fn head_as_written(tokens: Tokens<'_>, comma: bool) -> Option<((i16, TType), usize)> {
        let rest = behind_quote(tokens.text(), comma)?;
        let (id, length) = short_id(rest)?;
        let (name, rest) = rest.get(length..)?.split_first_chunk()?;
        let (t, rest) = match three_letters(*name) {
            Some(t) => (t, rest.strip_prefix(b":")?),
            None if name[3] == b':' => (two_letters(*name)?, rest),
            None => return None,
        };
        Some(((id, t), rest.len()))
    }

    #[inline(always)]
    fn is(head: &(i16, TType), t: TType, id: i16, _name: &'static str) -> bool {
        *head == (id, t)
    }

    fn field_end(tokens: &mut Tokens<'_>) -> Result<()> {
        tokens.expect(b'}')
    }

    fn skip_value(input: &mut JsonInput<'_, Self>, (_, t): &(i16, TType)) -> Result<()> {
        skip::typed(input, *t)
    }

    fn unknown_value(
        input: &mut JsonInput<'_, Self>,
        (id, t): &(i16, TType),
    ) -> Result<UnknownVariant> {
        let value = Value::read(*t, input)?;
        Ok(UnknownVariant { id: *id, value })
    }

    fn skip(input: &mut JsonInput<'_, Self>, t: TType) -> Result<()> {
        skip::typed(input, t)
    }

    fn read_list(input: &mut JsonInput<'_, Self>, wanted: Option<TType>) -> Result<(TType, usize)> {
        let (t, count) = if let Some((t, count, length)) = plain_list(input.tokens.text()) {
            input.tokens.pass(length);
            (t, check_count(input, count, ELEMENT)?)
        } else {
            input.tokens.expect(b'[')?;
            let t = read_type(&mut input.tokens)?;
            input.tokens.expect(b',')?;
            (t, read_count(input, ELEMENT)?)
        };
        expect(wanted.unwrap_or(t), t, count)?;
        Ok((t, count))
    }

    fn read_map(
        input: &mut JsonInput<'_, Self>,
        wanted: Option<(TType, TType)>,
    ) -> Result<(TType, TType, usize)> {
        input.tokens.expect(b'[')?;
        let key = read_type(&mut input.tokens)?;
        input.tokens.expect(b',')?;
        let value = read_type(&mut input.tokens)?;
        input.tokens.expect(b',')?;
        let count = read_count(input, ENTRY)?;
        let (wanted_key, wanted_value) = wanted.unwrap_or((key, value));
        expect(wanted_key, key, count)?;
        expect(wanted_value, value, count)?;
        input.tokens.expect(b',')?;
        input.tokens.expect(b'{')?;
        Ok((key, value, count))
    }

    fn map_end(tokens: &mut Tokens<'_>) -> Result<()> {
        tokens.expect(b'}')?;
        tokens.expect(b']')
    }

    fn read_binary(input: &mut JsonInput<'_, Self>) -> Result<Bytes> {
        let start = input.tokens;
        let plain = input.tokens.plain_string();
        if let Some(bytes) = plain.and_then(strings::decode_base64) {
            return Ok(bytes.into());
        }
        input.tokens = start;
        let quoted = input.tokens.string()?;
        let text = quoted.text()?;
        match strings::decode_base64(&text) {
            Some(bytes) => Ok(bytes.into()),
            None => Err(quoted.no("base64")),
        }
    }

    fn write_head(output: &mut JsonOutput<'_, Self>, t: TType, id: i16, _name: &'static str) {
        output.out.put(*b"\"");
        match id {
            0..10 => output.out.put([b'0' + id as u8]),
            _ => digits::put_integer(id.into(), &mut output.out),
        }
        output.out.put(*opening(t));
        output.out.put_first(*b":", usize::from(lacks_colon(t)));
    }

    fn write_field_end(output: &mut JsonOutput<'_, Self>) {
        output.put(b"}");
    }

    fn write_list(output: &mut JsonOutput<'_, Self>, element: TType, count: usize) {
        output.put(b"[");
        output.put(name(element));
        output.put(b",");
        digits::put_integer(count as i64, &mut output.out);
    }

    fn write_map(output: &mut JsonOutput<'_, Self>, key: TType, value: TType, count: usize) {
        output.put(b"[");
        output.put(name(key));
        output.put(b",");
        output.put(name(value));
        output.put(b",");
        digits::put_integer(count as i64, &mut output.out);
        output.put(b",{");
    }

    fn write_map_end(output: &mut JsonOutput<'_, Self>) {
        output.put(b"}]");
    }

    fn write_double(output: &mut JsonOutput<'_, Self>, value: f64) {
        output.number(|out| put_seventeen_digits(value, out));
    }

    fn write_binary(output: &mut JsonOutput<'_, Self>, bytes: &[u8]) {
        strings::encode_base64(bytes, &mut output.out);
    }

    /// As text, if it can be: what was kept unread was text in JSON, too.
    fn write_opaque(output: &mut JsonOutput<'_, Self>, bytes: &[u8]) {
        match simdutf8::basic::from_utf8(bytes) {
            Ok(text) => output.escaped(text.as_bytes()),
            Err(_) => Self::write_binary(output, bytes),
        }
    }
}
