//! Passing over values that nobody wants.

use super::input::JsonInput;
use super::tokens::Tokens;
use super::{TJSONProtocol, TSimpleJSONProtocol};
use crate::protocol::TInputProtocol as _;
use crate::{Error, Result, TType};

/// A value of type `t`, which is checked as if it were read.
#[cold]
#[inline(never)]
pub(super) fn typed(input: &mut JsonInput<'_, TJSONProtocol>, t: TType) -> Result<()> {
    match t {
        TType::Bool => input.read_bool().map(drop),
        TType::I8 => input.read_i8().map(drop),
        TType::I16 => input.read_i16().map(drop),
        TType::I32 => input.read_i32().map(drop),
        TType::I64 => input.read_i64().map(drop),
        TType::Double => input.read_double().map(drop),
        TType::Uuid => input.read_uuid().map(drop),
        TType::String => input.utf8().map(drop),
        TType::Struct => input.aside(|input| {
            let mut place = input.struct_begin()?;
            while !input.struct_end(&mut place) {
                input.skip_field(&mut place)?;
            }
            Ok(())
        }),
        TType::List | TType::Set => input.aside(|input| {
            input.descend()?;
            let (element, count) = input.list_header()?;
            for index in 0..count {
                input.element(index)?;
                typed(input, element)?;
            }
            input.list_end()
        }),
        TType::Map => input.aside(|input| {
            input.descend()?;
            let (key, value, count) = input.map_header()?;
            for index in 0..count {
                input.key(index)?;
                typed(input, key)?;
                input.entry_value()?;
                typed(input, value)?;
            }
            input.map_end()
        }),
    }
}

/// Any value of JSON.
#[cold]
#[inline(never)]
pub(super) fn plain(input: &mut JsonInput<'_, TSimpleJSONProtocol>) -> Result<()> {
    any(&mut input.tokens, input.depth)
}

fn any(tokens: &mut Tokens<'_>, depth: usize) -> Result<()> {
    let close = match tokens.peek() {
        Some(b'{') => b'}',
        Some(b'[') => b']',
        Some(b'"') => return tokens.string()?.text().map(drop),
        _ => {
            return tokens.scalar("a value", |text| {
                let known = matches!(text, "true" | "false" | "null");
                (known || text.parse::<f64>().is_ok()).then_some(())
            });
        }
    };
    let depth = depth.checked_sub(1).ok_or_else(Error::too_deep)?;
    tokens.take(if close == b'}' { b'{' } else { b'[' });
    if tokens.take(close) {
        return Ok(());
    }
    loop {
        any(tokens, depth)?;
        if close == b'}' {
            tokens.expect(b':')?;
            any(tokens, depth)?;
        }
        if tokens.take(close) {
            return Ok(());
        }
        tokens.expect(b',')?;
    }
}
