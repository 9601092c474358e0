//! Reading JSON.

use std::borrow::Cow;
use std::fmt::Debug;
use std::marker::PhantomData;

use bytes::Bytes;
use smol_str::SmolStr;
use uuid::Uuid;

use super::dialect::JsonDialect;
use super::place::JsonPlace;
use super::tokens::Tokens;
use crate::error::{ErrorKind, Limit, Step};
use crate::message::{MessageHeader, TMessageType};
use crate::protocol::{Number, TInputProtocol, text};
use crate::value::UnknownVariant;
use crate::{Error, Limits, Result, TType};

/// Reads JSON of a dialect from a message.
#[derive(Clone, Copy, Debug)]
pub struct JsonInput<'m, D> {
    pub(super) tokens: Tokens<'m>,
    pub(super) limits: &'m Limits,
    /// The levels that are left.
    pub(super) depth: usize,
    given_up: bool,
    dialect: PhantomData<D>,
}

impl<'m, D: JsonDialect> JsonInput<'m, D> {
    pub(super) fn new(message: &'m Bytes, limits: &'m Limits) -> Self {
        Self {
            tokens: Tokens::new(message),
            limits,
            depth: limits.depth as usize,
            given_up: false,
            dialect: PhantomData,
        }
    }

    /// A string's text without its escapes.
    pub(super) fn text(&mut self) -> Result<Cow<'m, [u8]>> {
        let text = match self.tokens.plain_string() {
            Some(text) => Cow::Borrowed(text),
            None => self.tokens.string()?.text()?,
        };
        self.within_limit(text.len())?;
        Ok(text)
    }

    /// The same, if it is UTF-8.
    pub(super) fn utf8(&mut self) -> Result<Cow<'m, [u8]>> {
        let text = self.text()?;
        match simdutf8::basic::from_utf8(&text) {
            Ok(_) => Ok(text),
            Err(_) => Err(Error::new(ErrorKind::NotUtf8)),
        }
    }

    #[cold]
    #[inline(never)]
    fn read_escaped(&mut self, into: &mut String) -> Result<()> {
        let text = self.tokens.string()?.text()?;
        self.within_limit(text.len())?;
        text::copy(&text, into)
    }

    pub(super) fn within_limit(&self, length: usize) -> Result<()> {
        if length > self.limits.string {
            return Err(Error::too_long(Limit::String, self.limits.string, length));
        }
        Ok(())
    }

    fn name(&mut self) -> Result<SmolStr> {
        let text = self.text()?;
        match std::str::from_utf8(&text) {
            Ok(name) => Ok(SmolStr::new(name)),
            Err(_) => Err(Error::new(ErrorKind::NotUtf8)),
        }
    }
}

/// Text as a payload: shared with the message where it stands there as it is.
pub(super) fn payload(message: &Bytes, bytes: Cow<'_, [u8]>) -> Bytes {
    match bytes {
        Cow::Borrowed(bytes) => text::payload(message, bytes),
        Cow::Owned(bytes) => bytes.into(),
    }
}

impl<'m, D: JsonDialect> TInputProtocol for JsonInput<'m, D> {
    type Place = JsonPlace<D::Head<'m>>;
    const BY_CALL: bool = D::BY_CALL;

    #[inline(always)]
    fn aside<R>(&mut self, f: impl FnOnce(&mut Self) -> R) -> R {
        let depth = self.depth;
        let result = f(self);
        self.depth = depth;
        result
    }

    fn catch_up(&mut self, other: Self) {
        self.tokens = other.tokens;
    }

    fn remaining(&self) -> usize {
        self.tokens.left()
    }

    fn descend(&mut self) -> Result<()> {
        self.depth = self.depth.checked_sub(1).ok_or_else(Error::too_deep)?;
        Ok(())
    }

    /// Numbers are looked at when their comma has come: until then they may go on.
    fn message_begin(&mut self) -> Result<MessageHeader> {
        self.tokens.expect(b'[')?;
        if let Some(version) = D::VERSION {
            let found = self.tokens.integer("a version")?;
            self.tokens.expect(b',')?;
            if found != version {
                return Err(Error::new(ErrorKind::BadVersion(found)));
            }
        }
        let name = self.name()?;
        self.tokens.expect(b',')?;
        let kind = self.tokens.integer("a message type")?;
        self.tokens.expect(b',')?;
        let kind = TMessageType::from_byte(kind)
            .ok_or_else(|| Error::new(ErrorKind::InvalidMessageType(kind)))?;
        let sequence = self.tokens.integer("a sequence id")?;
        self.tokens.expect(b',')?;
        Ok(MessageHeader {
            name,
            kind,
            sequence,
        })
    }

    fn message_end(&mut self) -> Result<()> {
        if self.given_up {
            return Ok(());
        }
        self.tokens.expect(b']')?;
        self.tokens.pass_space();
        Ok(())
    }

    fn give_up(&mut self) {
        self.given_up = true;
    }

    fn settle(&mut self) {
        self.tokens.pass_space();
    }

    fn struct_begin(&mut self) -> Result<Self::Place> {
        self.descend()?;
        self.tokens.expect(b'{')?;
        Ok(JsonPlace {
            mark: self.tokens.left(),
            again: false,
            comma: false,
            looked_at: usize::MAX,
            next: None,
            refused: None,
        })
    }

    fn struct_end(&mut self, place: &mut Self::Place) -> bool {
        if self.tokens.take(b'}') {
            return true;
        }
        self.look(place); // passes over fields that say they are not there
        self.tokens.take(b'}')
    }

    #[inline(always)]
    fn field(&mut self, place: &mut Self::Place, t: TType, id: i16, name: &'static str) -> bool {
        !self.is_another(place, t, id, name) && self.take_field(place, t, id, name)
    }

    #[inline(always)]
    fn bool_field(&mut self, place: &mut Self::Place, id: i16, name: &'static str) -> Option<bool> {
        if self.is_another(place, TType::Bool, id, name) {
            return None;
        }
        self.take_bool_field(place, id, name)
    }

    fn field_end(&mut self, _place: &mut Self::Place) -> Result<()> {
        D::field_end(&mut self.tokens)
    }

    fn mark(&self, place: &mut Self::Place) -> bool {
        let moved = place.mark != self.tokens.left();
        place.mark = self.tokens.left();
        place.again = true;
        moved
    }

    fn again(place: &Self::Place) -> bool {
        place.again
    }

    fn skip_field(&mut self, place: &mut Self::Place) -> Result<()> {
        match self.take_head(place)? {
            Some(head) => {
                D::skip_value(self, &head)?;
                self.field_end(place)
            }
            None => Ok(()),
        }
    }

    fn unknown_field(&mut self, place: &mut Self::Place) -> Result<UnknownVariant> {
        let start = self.tokens;
        match self.take_head(place)? {
            Some(head) => {
                let unknown = D::unknown_value(self, &head)?;
                self.field_end(place).map(|()| unknown)
            }
            None => Err(start.unexpected("a field")),
        }
    }

    fn skip(&mut self, t: TType) -> Result<()> {
        D::skip(self, t)
    }

    fn read_bool(&mut self) -> Result<bool> {
        self.tokens.bool()
    }

    fn read_i8(&mut self) -> Result<i8> {
        self.tokens.integer("an i8")
    }

    fn read_i16(&mut self) -> Result<i16> {
        self.tokens.integer("an i16")
    }

    fn read_i32(&mut self) -> Result<i32> {
        self.tokens.integer("an i32")
    }

    fn read_i64(&mut self) -> Result<i64> {
        self.tokens.integer("an i64")
    }

    fn read_double(&mut self) -> Result<f64> {
        self.tokens.double()
    }

    fn read_uuid(&mut self) -> Result<Uuid> {
        let quoted = self.tokens.string()?;
        Uuid::try_parse_ascii(&quoted.text()?).map_err(|_| quoted.no("a uuid"))
    }

    fn read_string(&mut self, into: &mut String) -> Result<()> {
        match self.tokens.plain_string() {
            Some(text) => {
                self.within_limit(text.len())?;
                text::copy(text, into)
            }
            None => self.read_escaped(into),
        }
    }

    fn read_binary(&mut self, into: &mut Bytes) -> Result<()> {
        *into = D::read_binary(self)?;
        self.within_limit(into.len())
    }

    fn read_opaque(&mut self, into: &mut Bytes) -> Result<()> {
        *into = payload(self.tokens.message(), self.utf8()?);
        Ok(())
    }

    fn list_header(&mut self) -> Result<(TType, usize)> {
        D::read_list(self, None)
    }

    fn map_header(&mut self) -> Result<(TType, TType, usize)> {
        D::read_map(self, None)
    }

    fn list_begin(&mut self, element: TType) -> Result<usize> {
        D::read_list(self, Some(element)).map(|(_, count)| count)
    }

    fn set_begin(&mut self, element: TType) -> Result<usize> {
        self.list_begin(element)
    }

    fn map_begin(&mut self, key: TType, value: TType) -> Result<usize> {
        D::read_map(self, Some((key, value))).map(|(_, _, count)| count)
    }

    fn element(&mut self, index: usize) -> Result<()> {
        if D::LIST_HEADERS || index > 0 {
            self.tokens.expect(b',')?;
        }
        Ok(())
    }

    fn key(&mut self, index: usize) -> Result<()> {
        if index > 0 {
            self.tokens.expect(b',')?;
        }
        Ok(())
    }

    fn entry_value(&mut self) -> Result<()> {
        self.tokens.expect(b':')
    }

    fn list_end(&mut self) -> Result<()> {
        self.tokens.expect(b']')
    }

    fn map_end(&mut self) -> Result<()> {
        D::map_end(&mut self.tokens)
    }

    fn read_numbers<T: Number>(&mut self, count: usize, into: &mut Vec<T>) -> Result<()> {
        into.reserve(count.min(self.remaining()));
        for index in 0..count {
            let number = self.element(index).and_then(|()| {
                Ok(match T::TYPE {
                    TType::I8 => self.read_i8()?.into(),
                    TType::I16 => self.read_i16()?.into(),
                    TType::I32 => self.read_i32()?.into(),
                    TType::Double => self.read_double()?.to_bits() as i64,
                    _ => self.read_i64()?,
                })
            });
            match number {
                Ok(number) => into.push(T::from_bits(number)),
                Err(error) => return Err(error.within(Step::Index(index))),
            }
        }
        Ok(())
    }

    fn read_bools(&mut self, count: usize, into: &mut Vec<bool>) -> Result<()> {
        into.reserve(count.min(self.remaining()));
        for index in 0..count {
            match self.element(index).and_then(|()| self.read_bool()) {
                Ok(value) => into.push(value),
                Err(error) => return Err(error.within(Step::Index(index))),
            }
        }
        Ok(())
    }
}
