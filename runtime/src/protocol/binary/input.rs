//! Reading binary. Everything here is safe code.

use bytes::Bytes;
use smol_str::SmolStr;
use uuid::Uuid;

use super::{VERSION_1, VERSION_MASK, counts, least, skip};
use crate::error::ErrorKind;
use crate::message::{MessageHeader, TMessageType};
use crate::protocol::{Number, TInputProtocol, lengths, numbers, text};
use crate::value::{UnknownVariant, Value};
use crate::{Error, Limits, Result, TType};

/// Reads binary from a message.
#[derive(Clone, Copy, Debug)]
pub struct BinaryInput<'m> {
    /// What is not read yet.
    rest: &'m [u8],
    /// What is read and perhaps more around it, which long payloads share; empty where they are to be copied.
    message: &'m Bytes,
    limits: &'m Limits,
    /// The levels that are left. A whole word: with padding beside it, a copy would load what was just stored in part.
    depth: usize,
}

/// What a struct remembers while it is read.
#[derive(Clone, Copy, Debug)]
pub struct BinaryPlace {
    /// How many bytes were left when the last pass ended.
    mark: usize,
    again: bool,
}

impl<'m> BinaryInput<'m> {
    /// Reads `part` of a message; where `message` is empty, long payloads are copied.
    pub(crate) fn within(part: &'m [u8], message: &'m Bytes, limits: &'m Limits) -> Self {
        Self {
            rest: part,
            message,
            limits,
            depth: limits.depth as usize,
        }
    }

    #[inline(always)]
    fn take<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (head, rest) = self.rest.split_first_chunk().ok_or_else(Error::short)?;
        self.rest = rest;
        Ok(*head)
    }

    /// A method's name of this many bytes.
    fn name(&mut self, length: usize) -> Result<SmolStr> {
        let (name, rest) = lengths::split(self.rest, length, self.limits)?;
        self.rest = rest;
        text::name(name)
    }

    /// The count of a container whose elements, or entries, take at least this many bytes each.
    #[inline(always)]
    fn count(&mut self, least: usize) -> Result<usize> {
        let (count, rest) = counts::count(self.rest, least, self.limits)?;
        self.rest = rest;
        Ok(count)
    }

    /// A type byte, which of an empty container may be anything.
    fn element_type(byte: u8, count: usize) -> Result<TType> {
        match TType::from_byte(byte) {
            Some(t) => Ok(t),
            None if count == 0 => Ok(TType::I8),
            None => Err(Error::unknown_type(byte)),
        }
    }
}

impl TInputProtocol for BinaryInput<'_> {
    type Place = BinaryPlace;

    #[inline(always)]
    fn catch_up(&mut self, other: Self) {
        self.rest = other.rest;
    }

    #[inline(always)]
    fn remaining(&self) -> usize {
        self.rest.len()
    }

    #[inline(always)]
    fn descend(&mut self) -> Result<()> {
        match self.depth.checked_sub(1) {
            Some(depth) => {
                self.depth = depth;
                Ok(())
            }
            None => Err(Error::too_deep()),
        }
    }

    fn message_begin(&mut self) -> Result<MessageHeader> {
        let first = u32::from_be_bytes(self.take()?);
        if first > i32::MAX as u32 {
            if first & VERSION_MASK != VERSION_1 {
                return Err(Error::new(ErrorKind::BadVersion(first)));
            }
            let kind = TMessageType::known(first as u8)?;
            let length = self.read_i32()? as u32 as usize;
            let name = self.name(length)?;
            let sequence = self.read_i32()?;
            return Ok(MessageHeader {
                name,
                kind,
                sequence,
            });
        }
        // Before versions there was the name first; who writes so is still read.
        let name = self.name(first as usize)?;
        let [kind] = self.take()?;
        let kind = TMessageType::known(kind)?;
        let sequence = self.read_i32()?;
        Ok(MessageHeader {
            name,
            kind,
            sequence,
        })
    }

    #[inline(always)]
    fn struct_begin(&mut self) -> Result<BinaryPlace> {
        self.descend()?;
        Ok(BinaryPlace {
            mark: self.rest.len(),
            again: false,
        })
    }

    #[inline(always)]
    fn struct_end(&mut self, _place: &mut BinaryPlace) -> bool {
        match self.rest.split_first() {
            Some((0, rest)) => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    #[inline(always)]
    fn field(&mut self, _place: &mut BinaryPlace, t: TType, id: i16, _name: &'static str) -> bool {
        if self.rest.len() < 3 + least(t) {
            return false;
        }
        let [a, b] = id.to_be_bytes();
        match self.rest.first_chunk::<4>() {
            // The fourth byte belongs to the value: it is shifted out of both words.
            Some(head)
                if u32::from_le_bytes(*head) << 8 == u32::from_le_bytes([0, t as u8, a, b]) =>
            {
                self.rest = &self.rest[3..];
                true
            }
            _ => false,
        }
    }

    #[inline(always)]
    fn bool_field(
        &mut self,
        _place: &mut BinaryPlace,
        id: i16,
        _name: &'static str,
    ) -> Option<bool> {
        let (&[t, a, b, value], rest) = self.rest.split_first_chunk()?;
        if [t, a, b] != [TType::Bool as u8, id.to_be_bytes()[0], id.to_be_bytes()[1]] {
            return None;
        }
        self.rest = rest;
        Some(value != 0)
    }

    #[inline(always)]
    fn field_end(&mut self, _place: &mut BinaryPlace) -> Result<()> {
        Ok(())
    }

    #[inline(always)]
    fn mark(&self, place: &mut BinaryPlace) -> bool {
        let moved = place.mark != self.rest.len();
        *place = BinaryPlace {
            mark: self.rest.len(),
            again: true,
        };
        moved
    }

    #[inline(always)]
    fn again(place: &BinaryPlace) -> bool {
        place.again
    }

    fn skip_field(&mut self, _place: &mut BinaryPlace) -> Result<()> {
        let [t, _, _] = self.take()?;
        self.rest = skip::skip(self.rest, t, self.depth)?;
        Ok(())
    }

    fn unknown_field(&mut self, _place: &mut BinaryPlace) -> Result<UnknownVariant> {
        let [t, a, b] = self.take()?;
        let t = TType::from_byte(t).ok_or_else(|| Error::unknown_type(t))?;
        let id = i16::from_be_bytes([a, b]);
        let value = Value::read(t, self)?;
        Ok(UnknownVariant { id, value })
    }

    fn skip(&mut self, t: TType) -> Result<()> {
        self.rest = skip::skip(self.rest, t as u8, self.depth)?;
        Ok(())
    }

    #[inline(always)]
    fn read_bool(&mut self) -> Result<bool> {
        let [byte] = self.take()?;
        Ok(byte != 0)
    }

    #[inline(always)]
    fn read_i8(&mut self) -> Result<i8> {
        self.take().map(i8::from_be_bytes)
    }

    #[inline(always)]
    fn read_i16(&mut self) -> Result<i16> {
        self.take().map(i16::from_be_bytes)
    }

    #[inline(always)]
    fn read_i32(&mut self) -> Result<i32> {
        self.take().map(i32::from_be_bytes)
    }

    #[inline(always)]
    fn read_i64(&mut self) -> Result<i64> {
        self.take().map(i64::from_be_bytes)
    }

    #[inline(always)]
    fn read_double(&mut self) -> Result<f64> {
        self.take().map(f64::from_be_bytes)
    }

    #[inline(always)]
    fn read_uuid(&mut self) -> Result<Uuid> {
        self.take().map(Uuid::from_bytes)
    }

    #[inline(always)]
    fn read_string(&mut self, into: &mut String) -> Result<()> {
        let rest = text::read_string(self.rest, self.limits, into, counts::run);
        self.rest = rest.ok_or_else(|| text::unread(self.rest, self.limits, counts::run))?;
        Ok(())
    }

    #[inline(always)]
    fn read_binary(&mut self, into: &mut Bytes) -> Result<()> {
        let rest = text::read_binary(self.rest, self.message, self.limits, into, counts::run);
        self.rest = rest.ok_or_else(|| text::unread(self.rest, self.limits, counts::run))?;
        Ok(())
    }

    fn list_header(&mut self) -> Result<(TType, usize)> {
        let [t] = self.take()?;
        let count = self.count(TType::from_byte(t).map_or(0, least))?;
        Ok((Self::element_type(t, count)?, count))
    }

    fn map_header(&mut self) -> Result<(TType, TType, usize)> {
        let [key, value] = self.take()?;
        let least = |byte| TType::from_byte(byte).map_or(0, least);
        let count = self.count(least(key) + least(value))?;
        Ok((
            Self::element_type(key, count)?,
            Self::element_type(value, count)?,
            count,
        ))
    }

    #[inline(always)]
    fn list_begin(&mut self, element: TType) -> Result<usize> {
        let [found] = self.take()?;
        let count = self.count(least(element))?;
        if found != element as u8 && count != 0 {
            return Err(Error::wrong_type(element, found));
        }
        Ok(count)
    }

    #[inline(always)]
    fn set_begin(&mut self, element: TType) -> Result<usize> {
        self.list_begin(element)
    }

    #[inline(always)]
    fn map_begin(&mut self, key: TType, value: TType) -> Result<usize> {
        let [found_key, found_value] = self.take()?;
        let count = self.count(least(key) + least(value))?;
        if count != 0 && found_key != key as u8 {
            return Err(Error::wrong_type(key, found_key));
        }
        if count != 0 && found_value != value as u8 {
            return Err(Error::wrong_type(value, found_value));
        }
        Ok(count)
    }

    fn read_numbers<T: Number>(&mut self, count: usize, into: &mut Vec<T>) -> Result<()> {
        let bytes = count.checked_mul(size_of::<T>());
        let halves = bytes.and_then(|bytes| self.rest.split_at_checked(bytes));
        let (run, rest) = halves.ok_or_else(Error::short)?;
        numbers::read_big_endian(run, into);
        self.rest = rest;
        Ok(())
    }

    fn read_bools(&mut self, count: usize, into: &mut Vec<bool>) -> Result<()> {
        let (run, rest) = self.rest.split_at_checked(count).ok_or_else(Error::short)?;
        into.extend(run.iter().map(|byte| *byte != 0));
        self.rest = rest;
        Ok(())
    }
}
