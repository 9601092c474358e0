//! `TSimpleJSONProtocol`.

use bytes::Bytes;

use super::input::{JsonInput, payload};
use super::numbers::put_fewest_digits;
use super::output::JsonOutput;
use super::tokens::{Quoted, Tokens};
use super::{Brackets, JsonDialect, skip};
use crate::error::{ErrorKind, Limit};
use crate::protocol::{Encoder, TProtocol};
use crate::value::UnknownVariant;
use crate::{Error, Limits, Result, TType};

/// JSON by the names of the fields, for people, scripts and configuration files: `{"id":7,"tags":["a"]}`, and a
/// message is `["name",type,sequence,{…}]`.
///
/// # What it writes
/// Apache's libraries have a dialect each. This one is Java's: bools are `1` and `0`, enums numbers, keys of maps
/// strings, `binary` is text as it is, with `U+FFFD` for what is not UTF-8, doubles have the fewest digits
/// (`1.0E15`). A map whose keys are lists, sets or maps cannot be written, as in Java; keys that are structs are, and
/// are no JSON. One thing is not Java's: `NaN`, `Infinity` and `-Infinity` stand in quotes, since they would be no
/// JSON either.
///
/// | | Java | Python | Go |
/// |---|---|---|---|
/// | bool | `1` | `1` | `true` |
/// | binary | text | base64 | base64 |
/// | list | `[1,2]` | `[1,2]` | `[8,2,1,2]` |
/// | map | `{"k":1}` | `{"k":1}` | `[11,8,1,"k",1]` |
/// | 10¹⁵ | `1.0E15` | `1000000000000000.0` | `1e+15` |
/// | not a number | `NaN` | `nan` | `"NaN"` |
/// | control characters | `\u0001` | as they are | `\u0001` |
/// | message | `["add",1,7,{…}]` | `{…}` | `["add",1,7,{…}]` |
///
/// # What it reads
/// What it writes (Java itself reads nothing), and what people write: white space, fields in any order, names that
/// are not known, which are passed over, `true` and `false`, and `null` for a field that is not there. An enum is its
/// number. What the text does not say comes from the types that are read into, so [`Value`](crate::Value)s cannot be
/// read, and a member that a union does not know is an error. A list is passed over once to count its elements, so the
/// time to read grows with the depth of nesting, too.
///
/// # What it cannot carry
/// A `binary` that is no UTF-8 arrives as another one; a map whose keys are lists, sets or maps is an error to write; and
/// an exception that `throws` names `success` cannot be told from a result, which has that name, too.
#[derive(Clone, Copy, Debug, Default)]
pub struct TSimpleJSONProtocol;

impl TProtocol for TSimpleJSONProtocol {
    type Input<'m> = JsonInput<'m, Self>;

    fn input<'m>(message: &'m Bytes, limits: &'m Limits) -> JsonInput<'m, Self> {
        JsonInput::new(message, limits)
    }
}

impl Encoder for TSimpleJSONProtocol {
    type Output<'b> = JsonOutput<'b, Self>;

    fn output(buffer: &mut Vec<u8>) -> JsonOutput<'_, Self> {
        JsonOutput::new(buffer)
    }

    fn finish(output: JsonOutput<'_, Self>) -> Result<()> {
        output.finish()
    }
}

const CONTAINER_KEY: &str = "simple JSON has no maps whose keys are lists, sets or maps";

fn untyped() -> Error {
    let why = "simple JSON does not say the types of its values";
    Error::new(ErrorKind::Usage(why.into()))
}

/// How many elements, or entries, stand between the bracket that comes next and the one that closes it.
fn count(input: &mut JsonInput<'_, TSimpleJSONProtocol>, open: u8, close: u8) -> Result<usize> {
    let inside = input.tokens.rest();
    input.tokens.expect(open)?;
    if input.tokens.peek() == Some(close) {
        return Ok(0);
    }
    let mut brackets = Brackets::default();
    brackets.advance(inside).ok_or_else(Error::short)?;
    let count = brackets.commas() + 1;
    if count > input.limits.container {
        return Err(Error::too_long(
            Limit::Container,
            input.limits.container,
            count,
        ));
    }
    Ok(count)
}

impl JsonDialect for TSimpleJSONProtocol {
    type Head<'m> = Quoted<'m>;
    const VERSION: Option<u32> = None;
    const LIST_HEADERS: bool = false;
    const BY_CALL: bool = true;

    fn head<'m>(tokens: &mut Tokens<'m>, comma: bool) -> Result<Option<Quoted<'m>>> {
        if comma {
            tokens.expect(b',')?;
        }
        let name = tokens.string()?;
        tokens.expect(b':')?;
        if tokens.null() {
            return Ok(None);
        }
        Ok(Some(name))
    }

    /// `,"name":`
    fn head_as_written(mut tokens: Tokens<'_>, comma: bool) -> Option<(Quoted<'_>, usize)> {
        if comma && !tokens.take(b',') {
            return None;
        }
        let at = tokens.at();
        let raw = tokens.plain_string()?;
        let name = Quoted {
            raw,
            escaped: false,
            at,
        };
        match tokens.text() {
            // a `null` may follow, which is no value
            [b':', b'n' | b' ' | b'\t' | b'\n' | b'\r', ..] => None,
            [b':', rest @ ..] => Some((name, rest.len())),
            _ => None,
        }
    }

    fn named_head(text: &[u8], comma: bool, name: &'static str) -> usize {
        let before: &[u8] = if comma { b",\"" } else { b"\"" };
        let behind = text
            .strip_prefix(before)
            .and_then(|rest| rest.strip_prefix(name.as_bytes()))
            .and_then(|rest| rest.strip_prefix(b"\":"));
        match behind {
            // a `null` may follow, which is no value
            Some([b'n' | b' ' | b'\t' | b'\n' | b'\r', ..]) | None => 0,
            Some(behind) => text.len() - behind.len(),
        }
    }

    fn is(head: &Quoted<'_>, _t: TType, _id: i16, name: &'static str) -> bool {
        head.raw == name.as_bytes() || head.text().is_ok_and(|text| *text == *name.as_bytes())
    }

    fn field_end(_tokens: &mut Tokens<'_>) -> Result<()> {
        Ok(())
    }

    fn skip_value(input: &mut JsonInput<'_, Self>, _head: &Quoted<'_>) -> Result<()> {
        skip::plain(input)
    }

    fn unknown_value(
        _input: &mut JsonInput<'_, Self>,
        head: &Quoted<'_>,
    ) -> Result<UnknownVariant> {
        Err(head.no("a member of the union"))
    }

    fn skip(input: &mut JsonInput<'_, Self>, _t: TType) -> Result<()> {
        skip::plain(input)
    }

    fn read_list(input: &mut JsonInput<'_, Self>, wanted: Option<TType>) -> Result<(TType, usize)> {
        let wanted = wanted.ok_or_else(untyped)?;
        let count = count(input, b'[', b']')?;
        Ok((wanted, count))
    }

    fn read_map(
        input: &mut JsonInput<'_, Self>,
        wanted: Option<(TType, TType)>,
    ) -> Result<(TType, TType, usize)> {
        let (key, value) = wanted.ok_or_else(untyped)?;
        let count = count(input, b'{', b'}')?;
        Ok((key, value, count))
    }

    fn map_end(tokens: &mut Tokens<'_>) -> Result<()> {
        tokens.expect(b'}')
    }

    fn read_binary(input: &mut JsonInput<'_, Self>) -> Result<Bytes> {
        Ok(payload(input.tokens.message(), input.utf8()?))
    }

    /// A field without a name is one that nobody knows; its id stands for it.
    fn write_head(output: &mut JsonOutput<'_, Self>, _t: TType, id: i16, name: &'static str) {
        match name {
            "" => output.string(itoa::Buffer::new().format(id).as_bytes()),
            name => output.string(name.as_bytes()),
        }
        output.put(b":");
    }

    fn write_field_end(_output: &mut JsonOutput<'_, Self>) {}

    fn write_list(output: &mut JsonOutput<'_, Self>, _element: TType, _count: usize) {
        if output.key {
            output.unwritable = Some(CONTAINER_KEY);
        }
        output.put(b"[");
    }

    fn write_map(output: &mut JsonOutput<'_, Self>, _key: TType, _value: TType, _count: usize) {
        if output.key {
            output.unwritable = Some(CONTAINER_KEY);
        }
        output.put(b"{");
    }

    fn write_map_end(output: &mut JsonOutput<'_, Self>) {
        output.put(b"}");
    }

    fn write_double(output: &mut JsonOutput<'_, Self>, value: f64) {
        output.number(|out| put_fewest_digits(value, out));
    }

    fn write_binary(output: &mut JsonOutput<'_, Self>, bytes: &[u8]) {
        output.escaped(String::from_utf8_lossy(bytes).as_bytes());
    }

    fn write_opaque(output: &mut JsonOutput<'_, Self>, bytes: &[u8]) {
        Self::write_binary(output, bytes);
    }
}
