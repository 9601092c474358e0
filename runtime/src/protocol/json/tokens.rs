//! JSON text, token by token.

use std::borrow::Cow;
use std::str::FromStr;

use super::numbers::parse_double;
use super::{digits, nearest, strings};
use crate::error::ErrorKind;
use crate::{Error, Result};
use bytes::Bytes;

/// What is not read yet of a message that is JSON text. White space may stand before any token.
#[derive(Clone, Copy, Debug)]
pub struct Tokens<'m> {
    rest: &'m [u8],
    message: &'m Bytes,
}

/// The text between two quotes, as it came.
#[derive(Clone, Copy, Debug)]
pub struct Quoted<'m> {
    pub(super) raw: &'m [u8],
    pub(super) escaped: bool,
    pub(super) at: usize,
}

impl<'m> Tokens<'m> {
    pub(super) fn new(message: &'m Bytes) -> Self {
        Self {
            rest: message,
            message,
        }
    }

    /// What is left, space or not.
    pub(super) fn text(&self) -> &'m [u8] {
        self.rest
    }

    /// Passes over so many bytes.
    pub(super) fn pass(&mut self, count: usize) {
        self.rest = &self.rest[count..];
    }

    /// How many bytes are left.
    pub(super) fn left(&self) -> usize {
        self.rest.len()
    }

    /// What is left, from the next token on.
    pub(super) fn rest(mut self) -> &'m [u8] {
        self.pass_space();
        self.rest
    }

    pub(super) fn message(&self) -> &'m Bytes {
        self.message
    }

    /// Goes to where so many bytes are left.
    pub(super) fn leave(&mut self, left: usize) {
        self.rest = &self.message[self.message.len() - left..];
    }

    pub(super) fn pass_space(&mut self) {
        while let [b' ' | b'\t' | b'\n' | b'\r', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    /// The first byte of the next token.
    pub(super) fn peek(&mut self) -> Option<u8> {
        self.pass_space();
        self.rest.first().copied()
    }

    /// Takes this byte if it comes next; if not, nothing moves. Mostly no space stands before it.
    #[inline(always)]
    pub(super) fn take(&mut self, wanted: u8) -> bool {
        match self.rest {
            [first, rest @ ..] if *first == wanted => {
                self.rest = rest;
                true
            }
            _ => self.take_behind_space(wanted),
        }
    }

    fn take_behind_space(&mut self, wanted: u8) -> bool {
        let mut ahead = *self;
        if ahead.peek() != Some(wanted) {
            return false;
        }
        self.rest = &ahead.rest[1..];
        true
    }

    /// Takes a bracket, a brace, a comma or a colon.
    #[inline(always)]
    pub(super) fn expect(&mut self, wanted: u8) -> Result<()> {
        if self.take(wanted) {
            return Ok(());
        }
        Err(self.unexpected_instead_of(wanted))
    }

    #[cold]
    #[inline(never)]
    fn unexpected_instead_of(self, wanted: u8) -> Error {
        self.unexpected(match wanted {
            b'[' => "an opening bracket",
            b']' => "a closing bracket",
            b'{' => "an opening brace",
            b'}' => "a closing brace",
            b',' => "a comma",
            _ => "a colon",
        })
    }

    /// Something else is due here, or more bytes are.
    #[cold]
    #[inline(never)]
    pub(super) fn unexpected(mut self, expected: &'static str) -> Error {
        match self.peek() {
            Some(_) => syntax(expected, self.at()),
            None => Error::short(),
        }
    }

    pub(super) fn at(&self) -> usize {
        self.message.len() - self.rest.len()
    }

    /// A string, between its quotes.
    pub(super) fn string(&mut self) -> Result<Quoted<'m>> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("a string"));
        }
        let body = &self.rest[1..];
        let (mut end, mut escaped) = (0, false);
        loop {
            let ahead = body.get(end..).ok_or_else(Error::short)?;
            end += strings::quote_or_backslash(ahead).ok_or_else(Error::short)?;
            if body[end] == b'"' {
                break;
            }
            escaped = true;
            end += 2;
        }
        let quoted = Quoted {
            raw: &body[..end],
            escaped,
            at: self.at(),
        };
        self.rest = &body[end + 1..];
        Ok(quoted)
    }

    /// A string, between its quotes, if no space stands before it and no escape is in it. If not, nothing moves.
    pub(super) fn plain_string(&mut self) -> Option<&'m [u8]> {
        let body = self.rest.strip_prefix(b"\"")?;
        let end = strings::quote_or_backslash(body)?;
        let (text, rest) = body.split_at(end);
        self.rest = rest.strip_prefix(b"\"")?;
        Some(text)
    }

    /// An integer, which may stand in quotes.
    #[inline(always)]
    pub(super) fn integer<T>(&mut self, expected: &'static str) -> Result<T>
    where
        T: TryFrom<i64> + FromStr,
    {
        let (integer, length) = plain_integer(self.rest);
        match T::try_from(integer) {
            Ok(integer) if length > 0 => {
                self.pass(length);
                Ok(integer)
            }
            _ => self.scalar(expected, |text| text.parse().ok()),
        }
    }

    /// A bool, as a number or as a word.
    pub(super) fn bool(&mut self) -> Result<bool> {
        let (integer, length) = plain_integer(self.rest);
        if length > 0 {
            self.pass(length);
            return Ok(integer != 0);
        }
        self.scalar("a bool", |text| match text {
            "true" => Some(true),
            "false" => Some(false),
            _ => text.parse::<i64>().ok().map(|number| number != 0),
        })
    }

    /// A double, which may stand in quotes.
    pub(super) fn double(&mut self) -> Result<f64> {
        let (double, length) = plain_double(self.rest);
        if length > 0 {
            self.pass(length);
            return Ok(double);
        }
        self.scalar("a double", parse_double)
    }

    /// What `parse` makes of a number or a word, which may stand in quotes, as a map's key has to.
    pub(super) fn scalar<T>(
        &mut self,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T> {
        let start = self.left();
        let quoted = self.peek() == Some(b'"');
        let text = if quoted {
            self.string()?.raw
        } else {
            self.word()
        };
        match std::str::from_utf8(text).ok().and_then(parse) {
            Some(value) => Ok(value),
            // a word that ends with the bytes may go on
            None if !quoted && self.rest.is_empty() => Err(Error::short()),
            None => {
                self.leave(start);
                Err(self.unexpected(expected))
            }
        }
    }

    /// A run of letters, digits, signs and points.
    fn word(&mut self) -> &'m [u8] {
        let end = self.rest.iter().position(|byte| !is_of_word(*byte));
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        word
    }

    /// Takes the word `null` if it comes next.
    pub(super) fn null(&mut self) -> bool {
        let mut ahead = *self;
        if ahead.peek() != Some(b'n') || ahead.word() != b"null" {
            return false;
        }
        *self = ahead;
        true
    }
}

impl<'m> Quoted<'m> {
    /// The text without its escapes; perhaps no UTF-8.
    pub(super) fn text(&self) -> Result<Cow<'m, [u8]>> {
        if !self.escaped {
            return Ok(Cow::Borrowed(self.raw));
        }
        match strings::unescape(self.raw) {
            Ok(text) => Ok(Cow::Owned(text)),
            Err(expected) => Err(self.no(expected)),
        }
    }

    /// The string does not hold what is due.
    #[cold]
    #[inline(never)]
    pub(super) fn no(&self, expected: &'static str) -> Error {
        syntax(expected, self.at)
    }
}

/// The number that `text` begins with, and how many bytes it takes with its quotes, if it is what libraries write: no
/// space before it, and something else behind it. If not, none.
#[inline(always)]
fn delimited<T: Default>(text: &[u8], read: impl Fn(&[u8]) -> (T, usize)) -> (T, usize) {
    let quote = usize::from(text.first() == Some(&b'"'));
    let (value, length) = read(&text[quote..]);
    let end = quote + length;
    let ends = match text.get(end) {
        Some(byte) if quote == 1 => *byte == b'"',
        Some(byte) => !is_of_word(*byte),
        None => false,
    };
    if length == 0 || !ends {
        return digits::none();
    }
    (value, end + quote)
}

#[inline(never)]
fn plain_integer(text: &[u8]) -> (i64, usize) {
    match digits::short_integer(text) {
        Some((value, length, behind)) if !is_of_word(behind) => (value, length),
        _ => longer_integer(text),
    }
}

/// Perhaps it has more digits, stands in quotes, or ends with the text.
#[inline(never)]
fn longer_integer(text: &[u8]) -> (i64, usize) {
    delimited(text, digits::integer)
}

#[inline(never)]
fn plain_double(text: &[u8]) -> (f64, usize) {
    delimited(text, nearest::double)
}

#[inline]
fn is_of_word(byte: u8) -> bool {
    /// By a table, since there is one question for every byte of a number.
    const OF_WORD: [bool; 256] = {
        let mut table = [false; 256];
        let mut byte = 0;
        while byte < 256 {
            let character = byte as u8;
            table[byte] =
                character.is_ascii_alphanumeric() || matches!(character, b'+' | b'-' | b'.');
            byte += 1;
        }
        table
    };
    OF_WORD[usize::from(byte)]
}

fn syntax(expected: &'static str, at: usize) -> Error {
    Error::new(ErrorKind::Syntax { expected, at })
}
