//! Reading compact. Everything here is safe code.

use bytes::Bytes;
use uuid::Uuid;

use super::skip::{skip, skip_field_value};
use super::types::{TRUE, element_type, expect, from_nibble, known, least, nibble};
use super::varint::{split_integers, split_length, split_varint, unzigzag, unzigzag_32};
use super::{LONG_COUNT, marks};
use crate::message::MessageHeader;
use crate::protocol::text::{self, Run};
use crate::protocol::{Number, TInputProtocol, lengths};
use crate::value::{UnknownVariant, Value};
use crate::{Error, Limits, Result, TType};

/// Reads compact from a message.
#[derive(Clone, Copy, Debug)]
pub struct CompactInput<'m> {
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
pub struct CompactPlace {
    /// How many bytes were left when the last pass ended.
    mark: usize,
    again: bool,
    /// The next field, whose header is read already, however many fields are tried: its nibble, and its id above it; or,
    /// above the last field's id, [`STOP`] or [`CUT`].
    head: u32,
}

/// The id in [`CompactPlace::head`].
const ID: u32 = 0xf_fff0;
/// The end of the struct, which is read already.
const STOP: u32 = 1 << 20;
/// No header could be read: whoever skips the field reports it.
const CUT: u32 = 1 << 21;

/// As [`CompactPlace::head`].
#[inline(always)]
const fn head(nibble: u8, id: i16) -> u32 {
    (id as u16 as u32) << 4 | nibble as u32
}

impl<'m> CompactInput<'m> {
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

    #[inline(always)]
    fn varint(&mut self) -> Result<u64> {
        let (value, rest) = split_varint(self.rest)?;
        self.rest = rest;
        Ok(value)
    }

    /// A count that is a varint, and not yet believed.
    #[inline(always)]
    fn long_count(&mut self) -> Result<u32> {
        let (count, rest) = split_length(self.rest)?;
        self.rest = rest;
        Ok(count)
    }

    /// The nibble of a list's or a set's elements, and their count, which is not yet believed.
    #[inline(always)]
    fn list_head(&mut self) -> Result<(u8, u32)> {
        let [head] = self.take()?;
        let count = match head >> 4 {
            LONG_COUNT => self.long_count()?,
            short => u32::from(short),
        };
        Ok((head & 15, count))
    }

    /// The nibbles of a map's keys and values, and their count, which is not yet believed.
    #[inline(always)]
    fn map_head(&mut self) -> Result<(u8, u8, u32)> {
        match self.long_count()? {
            0 => Ok((0, 0, 0)),
            count => {
                let [types] = self.take()?;
                Ok((types >> 4, types & 15, count))
            }
        }
    }

    /// A count of elements, or entries, which take at least this many bytes each.
    #[inline(always)]
    fn believe(&self, count: u32, least: usize) -> Result<usize> {
        lengths::check(count, least, self.rest.len(), self.limits)
    }

    /// Reads the header of the next field, or the end of the struct, behind the field with this head.
    #[inline(always)]
    fn look(&mut self, last: u32) -> u32 {
        match self.rest {
            [byte @ 16..=255, rest @ ..] => {
                self.rest = rest;
                // the step from the last id, and the nibble
                ((last & ID) + u32::from(*byte)) & (ID | 15)
            }
            rest => {
                let (head, taken) = other_header(rest, last & ID);
                self.rest = rest.get(taken..).unwrap_or_default();
                head
            }
        }
    }

    /// The nibble and the id of the next field, or why there is none.
    fn take_head(&mut self, place: &CompactPlace) -> Result<(u8, i16)> {
        let last = (place.head >> 4) as i16;
        if place.head & CUT == 0 {
            return Ok((place.head as u8 & 15, last));
        }
        let (nibble, id, rest) = marks::field(self.rest, last)?;
        self.rest = rest;
        Ok((nibble, id))
    }
}

/// The head where no step begins it, and how many bytes it takes. (Two words come back in registers.)
#[inline(never)]
fn other_header(rest: &[u8], last: u32) -> (u32, usize) {
    match rest {
        [0, ..] => (last | STOP, 1),
        [nibble, id @ ..] => match split_varint(id) {
            Ok((id, behind)) => {
                let head = head(*nibble, unzigzag_32(id) as i16);
                (head, rest.len() - behind.len())
            }
            Err(_) => (last | CUT, 0),
        },
        [] => (last | CUT, 0),
    }
}

/// A length-prefixed run of bytes, and what follows it.
#[inline(always)]
fn run<'m>(rest: &'m [u8], limits: &Limits) -> Run<'m> {
    let (length, rest) = split_length(rest)?;
    lengths::split(rest, length as usize, limits)
}

impl TInputProtocol for CompactInput<'_> {
    type Place = CompactPlace;

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
        let (kind, sequence, rest) = marks::message(self.rest)?;
        let (name, rest) = run(rest, self.limits)?;
        self.rest = rest;
        Ok(MessageHeader {
            name: text::name(name)?,
            kind,
            sequence,
        })
    }

    #[inline(always)]
    fn struct_begin(&mut self) -> Result<CompactPlace> {
        self.descend()?;
        let head = self.look(0);
        Ok(CompactPlace {
            mark: self.rest.len(),
            again: false,
            head,
        })
    }

    #[inline(always)]
    fn struct_end(&mut self, place: &mut CompactPlace) -> bool {
        place.head & STOP != 0
    }

    #[inline(always)]
    fn field(&mut self, place: &mut CompactPlace, t: TType, id: i16, _name: &'static str) -> bool {
        place.head == head(nibble(t), id)
    }

    #[inline(always)]
    fn bool_field(
        &mut self,
        place: &mut CompactPlace,
        id: i16,
        _name: &'static str,
    ) -> Option<bool> {
        let which = place.head.wrapping_sub(head(TRUE, id));
        if which >= 2 {
            return None;
        }
        place.head = self.look(place.head);
        Some(which == 0)
    }

    #[inline(always)]
    fn field_end(&mut self, place: &mut CompactPlace) -> Result<()> {
        place.head = self.look(place.head);
        Ok(())
    }

    #[inline(always)]
    fn mark(&self, place: &mut CompactPlace) -> bool {
        let moved = place.mark != self.rest.len();
        place.mark = self.rest.len();
        place.again = true;
        moved
    }

    #[inline(always)]
    fn again(place: &CompactPlace) -> bool {
        place.again
    }

    fn skip_field(&mut self, place: &mut CompactPlace) -> Result<()> {
        let (nibble, id) = self.take_head(place)?;
        self.rest = skip_field_value(self.rest, nibble, self.depth)?;
        place.head = self.look(head(nibble, id));
        Ok(())
    }

    fn unknown_field(&mut self, place: &mut CompactPlace) -> Result<UnknownVariant> {
        let (nibble, id) = self.take_head(place)?;
        let value = match known(nibble)? {
            TType::Bool => Value::Bool(nibble == TRUE),
            t => Value::read(t, self)?,
        };
        place.head = self.look(head(nibble, id));
        Ok(UnknownVariant { id, value })
    }

    fn skip(&mut self, t: TType) -> Result<()> {
        self.rest = skip(self.rest, t, self.depth)?;
        Ok(())
    }

    /// True is 1; false is 2, and 0 of peers that follow older specifications.
    #[inline(always)]
    fn read_bool(&mut self) -> Result<bool> {
        let [byte] = self.take()?;
        Ok(byte == TRUE)
    }

    #[inline(always)]
    fn read_i8(&mut self) -> Result<i8> {
        self.take().map(i8::from_le_bytes)
    }

    #[inline(always)]
    fn read_i16(&mut self) -> Result<i16> {
        self.read_i32().map(|value| value as i16)
    }

    #[inline(always)]
    fn read_i32(&mut self) -> Result<i32> {
        self.varint().map(unzigzag_32)
    }

    #[inline(always)]
    fn read_i64(&mut self) -> Result<i64> {
        self.varint().map(unzigzag)
    }

    #[inline(always)]
    fn read_double(&mut self) -> Result<f64> {
        self.take().map(f64::from_le_bytes)
    }

    #[inline(always)]
    fn read_uuid(&mut self) -> Result<Uuid> {
        self.take().map(Uuid::from_bytes)
    }

    #[inline(always)]
    fn read_string(&mut self, into: &mut String) -> Result<()> {
        let rest = text::read_string(self.rest, self.limits, into, run);
        self.rest = rest.ok_or_else(|| text::unread(self.rest, self.limits, run))?;
        Ok(())
    }

    #[inline(always)]
    fn read_binary(&mut self, into: &mut Bytes) -> Result<()> {
        let rest = text::read_binary(self.rest, self.message, self.limits, into, run);
        self.rest = rest.ok_or_else(|| text::unread(self.rest, self.limits, run))?;
        Ok(())
    }

    fn list_header(&mut self) -> Result<(TType, usize)> {
        let (nibble, count) = self.list_head()?;
        let count = self.believe(count, from_nibble(nibble).map_or(0, least))?;
        Ok((element_type(nibble, count)?, count))
    }

    fn map_header(&mut self) -> Result<(TType, TType, usize)> {
        let (key, value, count) = self.map_head()?;
        let least = |nibble| from_nibble(nibble).map_or(0, least);
        let count = self.believe(count, least(key) + least(value))?;
        Ok((
            element_type(key, count)?,
            element_type(value, count)?,
            count,
        ))
    }

    #[inline(always)]
    fn list_begin(&mut self, element: TType) -> Result<usize> {
        let (found, count) = self.list_head()?;
        let count = self.believe(count, least(element))?;
        if count != 0 {
            expect(element, found)?;
        }
        Ok(count)
    }

    #[inline(always)]
    fn set_begin(&mut self, element: TType) -> Result<usize> {
        self.list_begin(element)
    }

    #[inline(always)]
    fn map_begin(&mut self, key: TType, value: TType) -> Result<usize> {
        let (found_key, found_value, count) = self.map_head()?;
        let count = self.believe(count, least(key) + least(value))?;
        if count != 0 {
            expect(key, found_key)?;
            expect(value, found_value)?;
        }
        Ok(count)
    }

    fn read_numbers<T: Number>(&mut self, count: usize, into: &mut Vec<T>) -> Result<()> {
        match T::TYPE {
            TType::I8 => {
                let (run, rest) = self.rest.split_at_checked(count).ok_or_else(Error::short)?;
                into.extend(run.iter().map(|byte| T::from_bits(i64::from(*byte))));
                self.rest = rest;
                Ok(())
            }
            TType::Double => {
                let halves = count
                    .checked_mul(8)
                    .and_then(|n| self.rest.split_at_checked(n));
                let (run, rest) = halves.ok_or_else(Error::short)?;
                let words = run.as_chunks().0.iter();
                into.extend(words.map(|word| T::from_bits(i64::from_le_bytes(*word))));
                self.rest = rest;
                Ok(())
            }
            // invariant: `i16`, `i32` and `i64` are left
            _ => {
                self.rest = split_integers(self.rest, count, into)?;
                Ok(())
            }
        }
    }

    fn read_bools(&mut self, count: usize, into: &mut Vec<bool>) -> Result<()> {
        let (run, rest) = self.rest.split_at_checked(count).ok_or_else(Error::short)?;
        into.extend(run.iter().map(|byte| *byte == TRUE));
        self.rest = rest;
        Ok(())
    }
}
