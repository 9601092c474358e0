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
    Some(match &name {
        b"i16\"" => TType::I16,
        b"i32\"" => TType::I32,
        b"i64\"" => TType::I64,
        b"dbl\"" => TType::Double,
        b"str\"" => TType::String,
        b"rec\"" => TType::Struct,
        b"map\"" => TType::Map,
        b"lst\"" => TType::List,
        b"set\"" => TType::Set,
        b"uid\"" => TType::Uuid,
        [b't', b'f', b'"', _] => TType::Bool,
        [b'i', b'8', b'"', _] => TType::I8,
        _ => return None,
    })
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

/// The id that `text` begins with, and how many bytes it takes: mostly it has one digit or two, and a quote behind it.
#[inline(always)]
fn field_id(text: &[u8]) -> (i64, usize) {
    match text {
        [ones @ b'0'..=b'9', b'"', ..] => (i64::from(ones - b'0'), 1),
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9', b'"', ..] => {
            (i64::from(tens - b'0') * 10 + i64::from(ones - b'0'), 2)
        }
        _ => digits::integer(text),
    }
}

/// Any field's head, and how many bytes it takes, if it is as libraries write it: `,"1":{"i32":`.
#[inline]
fn plain_head(text: &[u8], comma: bool) -> Option<((i16, TType), usize)> {
    let rest = behind_quote(text, comma)?;
    let (id, length) = field_id(rest);
    let id = i16::try_from(id).ok().filter(|_| length > 0)?;
    let rest = &rest[length..];
    let (opening, rest) = rest.split_first_chunk::<8>()?;
    let [b'"', b':', b'{', b'"', name @ ..] = *opening else {
        return None;
    };
    let t = lettered(name)?;
    let rest = match lacks_colon(t) {
        true => rest.strip_prefix(b":")?,
        false if opening[7] == b':' => rest,
        false => return None,
    };
    Some(((id, t), text.len() - rest.len()))
}

/// The start of a list, and how many bytes it takes, if it is as libraries write it: `["i32",7` and a comma or the end.
fn plain_list(text: &[u8]) -> Option<(TType, i64, usize)> {
    let rest = text.strip_prefix(b"[")?;
    let t = named(rest)?;
    let rest = rest[name(t).len()..].strip_prefix(b",")?;
    let (count, length) = digits::integer(rest);
    match rest.get(length) {
        Some(b',' | b']') if length > 0 => Some((t, count, text.len() - rest.len() + length)),
        _ => None,
    }
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
        if let Some((head, length)) = plain_head(tokens.text(), comma) {
            tokens.pass(length);
            return Ok(Some(head));
        }
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
    fn head_as_written(text: &[u8], comma: bool, t: TType, id: i16, _name: &'static str) -> usize {
        let Some(rest) = behind_quote(text, comma) else {
            return 0;
        };
        let (found, length) = field_id(rest);
        let rest = &rest[length..];
        let colon = usize::from(lacks_colon(t));
        let is_it = found == i64::from(id)
            && length > 0
            && rest.first_chunk() == Some(opening(t))
            && (colon == 0 || rest.get(8) == Some(&b':'));
        if is_it {
            text.len() - rest.len() + 8 + colon
        } else {
            0
        }
    }

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
