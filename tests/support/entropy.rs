//! A protocol that reads a value of any type out of arbitrary bytes: every [`Wire`] type is arbitrary without a line of
//! its own, and a failing case shrinks with its bytes.

use thriftwood::protocol::{Number, TInputProtocol};
use thriftwood::wire::Wire;
use thriftwood::{
    Bytes, Error, ErrorKind, MessageHeader, Protocol, Result, TType, UnknownVariant, Uuid,
};

/// How deeply values nest.
const DEPTH: u32 = 12;

/// The value that `bytes` stand for. `None`: it would have been nested too deeply.
pub fn value<T: Wire>(bytes: &[u8]) -> Option<T> {
    Entropy::new(bytes).value()
}

/// The same for one protocol: simple JSON holds binaries as text, which not all bytes are.
pub fn value_in<T: Wire>(protocol: Protocol, bytes: &[u8]) -> Option<T> {
    Entropy {
        binaries_are_text: protocol == Protocol::SimpleJson,
        ..Entropy::new(bytes)
    }
    .value()
}

/// Draws from what is left; out of bytes, it draws zeros: containers end and optional fields stay away.
#[derive(Clone, Copy, Debug)]
struct Entropy<'b> {
    rest: &'b [u8],
    depth: u32,
    binaries_are_text: bool,
}

/// One pass, in which each field is there or not.
#[derive(Clone, Copy, Debug)]
struct Place {
    passes: u32,
}

fn never<T>() -> Result<T> {
    Err(Error::new(ErrorKind::TooDeep))
}

impl<'b> Entropy<'b> {
    fn new(bytes: &'b [u8]) -> Self {
        Self {
            rest: bytes,
            depth: DEPTH,
            binaries_are_text: false,
        }
    }

    fn value<T: Wire>(mut self) -> Option<T> {
        T::read(&mut self).ok()
    }

    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.rest.split_first() else {
            return 0;
        };
        self.rest = rest;
        *first
    }

    /// Small numbers often, large ones too, both signs.
    fn number(&mut self) -> i64 {
        let width = self.byte() % 9;
        let mut bits = 0i64;
        for _ in 0..width {
            bits = bits << 8 | i64::from(self.byte());
        }
        if self.byte() & 1 == 1 { !bits } else { bits }
    }

    fn count(&mut self) -> usize {
        if self.depth == 0 {
            0
        } else {
            usize::from(self.byte() % 4)
        }
    }

    fn text(&mut self) -> String {
        let length = self.byte() % 40;
        (0..length)
            .map(|_| char::from_u32(self.number() as u32 % 0x11_0000).unwrap_or('ż'))
            .collect()
    }
}

impl TInputProtocol for Entropy<'_> {
    type Place = Place;

    fn catch_up(&mut self, other: Self) {
        self.rest = other.rest;
    }

    fn remaining(&self) -> usize {
        self.rest.len()
    }

    fn descend(&mut self) -> Result<()> {
        self.depth = self
            .depth
            .checked_sub(1)
            .ok_or_else(|| Error::new(ErrorKind::TooDeep))?;
        Ok(())
    }

    fn message_begin(&mut self) -> Result<MessageHeader> {
        never()
    }

    fn struct_begin(&mut self) -> Result<Place> {
        self.descend()?;
        Ok(Place { passes: 0 })
    }

    fn struct_end(&mut self, _place: &mut Place) -> bool {
        true
    }

    /// Structs stay away near the end of the depth and, but for the outermost, once the bytes are used up: recursive
    /// types come to an end, and what branches does not grow beyond what was drawn.
    fn field(&mut self, _place: &mut Place, t: TType, _id: i16, _name: &'static str) -> bool {
        let room = self.depth > 0 && (!self.rest.is_empty() || self.depth + 3 > DEPTH);
        (room || t != TType::Struct) && self.byte() % 8 != 7
    }

    fn bool_field(&mut self, _place: &mut Place, _id: i16, _name: &'static str) -> Option<bool> {
        Some(self.byte() & 1 == 1)
    }

    fn field_end(&mut self, _place: &mut Place) -> Result<()> {
        Ok(())
    }

    fn mark(&self, place: &mut Place) -> bool {
        place.passes += 1;
        false
    }

    fn again(place: &Place) -> bool {
        place.passes > 0
    }

    fn skip_field(&mut self, _place: &mut Place) -> Result<()> {
        never()
    }

    fn unknown_field(&mut self, _place: &mut Place) -> Result<UnknownVariant> {
        never()
    }

    fn skip(&mut self, _t: TType) -> Result<()> {
        never()
    }

    fn read_bool(&mut self) -> Result<bool> {
        Ok(self.byte() & 1 == 1)
    }

    fn read_i8(&mut self) -> Result<i8> {
        Ok(self.byte() as i8)
    }

    fn read_i16(&mut self) -> Result<i16> {
        Ok(self.number() as i16)
    }

    fn read_i32(&mut self) -> Result<i32> {
        Ok(self.number() as i32)
    }

    fn read_i64(&mut self) -> Result<i64> {
        Ok(self.number())
    }

    /// No NaN: it is not equal to itself, which a round trip has to show.
    fn read_double(&mut self) -> Result<f64> {
        let value = f64::from_bits(self.number() as u64);
        Ok(if value.is_nan() { f64::INFINITY } else { value })
    }

    fn read_uuid(&mut self) -> Result<Uuid> {
        Ok(Uuid::from_u64_pair(
            self.number() as u64,
            self.number() as u64,
        ))
    }

    fn read_string(&mut self, into: &mut String) -> Result<()> {
        *into = self.text();
        Ok(())
    }

    fn read_binary(&mut self, into: &mut Bytes) -> Result<()> {
        *into = if self.binaries_are_text {
            self.text().into()
        } else {
            (0..self.byte() % 40).map(|_| self.byte()).collect()
        };
        Ok(())
    }

    fn list_header(&mut self) -> Result<(TType, usize)> {
        never()
    }

    fn map_header(&mut self) -> Result<(TType, TType, usize)> {
        never()
    }

    fn list_begin(&mut self, _element: TType) -> Result<usize> {
        Ok(self.count())
    }

    fn set_begin(&mut self, _element: TType) -> Result<usize> {
        Ok(self.count())
    }

    fn map_begin(&mut self, _key: TType, _value: TType) -> Result<usize> {
        Ok(self.count())
    }

    fn read_numbers<T: Number>(&mut self, count: usize, into: &mut Vec<T>) -> Result<()> {
        for _ in 0..count {
            let bits = if T::TYPE == TType::Double {
                self.read_double()?.to_bits() as i64
            } else {
                self.number()
            };
            into.push(T::from_bits(bits));
        }
        Ok(())
    }

    fn read_bools(&mut self, count: usize, into: &mut Vec<bool>) -> Result<()> {
        for _ in 0..count {
            into.push(self.byte() & 1 == 1);
        }
        Ok(())
    }
}
