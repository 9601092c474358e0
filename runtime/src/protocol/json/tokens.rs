//! JSON text, token by token.

use std::borrow::Cow;

use bytes::Bytes;
use memchr::memchr2;

use super::strings;
use crate::error::ErrorKind;
use crate::{Error, Result};

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
    escaped: bool,
    at: usize,
}

impl<'m> Tokens<'m> {
    pub(super) fn new(message: &'m Bytes) -> Self {
        Self {
            rest: message,
            message,
        }
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

    /// Takes this byte if it comes next; if not, nothing moves.
    pub(super) fn take(&mut self, wanted: u8) -> bool {
        let mut ahead = *self;
        if ahead.peek() != Some(wanted) {
            return false;
        }
        self.rest = &ahead.rest[1..];
        true
    }

    /// Takes a bracket, a brace, a comma or a colon.
    pub(super) fn expect(&mut self, wanted: u8) -> Result<()> {
        if self.take(wanted) {
            return Ok(());
        }
        Err(self.unexpected(match wanted {
            b'[' => "an opening bracket",
            b']' => "a closing bracket",
            b'{' => "an opening brace",
            b'}' => "a closing brace",
            b',' => "a comma",
            _ => "a colon",
        }))
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

    fn at(&self) -> usize {
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
            end += memchr2(b'"', b'\\', ahead).ok_or_else(Error::short)?;
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

    /// What `parse` makes of a number or a word, which may stand in quotes, as a map's key has to.
    pub(super) fn scalar<T>(
        &mut self,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T> {
        let start = *self;
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
            None => Err(start.unexpected(expected)),
        }
    }

    /// A run of letters, digits, signs and points.
    fn word(&mut self) -> &'m [u8] {
        let ends =
            |byte: &u8| !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
        let end = self.rest.iter().position(ends);
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

fn syntax(expected: &'static str, at: usize) -> Error {
    Error::new(ErrorKind::Syntax { expected, at })
}
