//! Types with a wire form.
//!
//! Scalars, containers and pointers are here, by hand; structs, unions and enums are generated. [`Wire`] recurses, so
//! that a list of maps of sets needs no code of its own.

mod fields;
mod lists;
mod maps;
mod pointers;
mod scalars;
mod sets;
mod structs;
mod vec_collections;

pub use fields::Field;
pub use structs::{read_struct, read_union, required, write_struct};
pub use vec_collections::{VecMap, VecSet};

use crate::error::Step;
use crate::protocol::{TInputProtocol, TOutputProtocol};
use crate::{Protocols, Result, TType};

/// A type with a wire form. Values are read in place, into one that holds its declared defaults.
///
/// Generated types implement [`TYPE`](Self::TYPE), [`NAME`](Self::NAME), [`read_into`](Self::read_into) and
/// [`write`](Self::write).
pub trait Wire: Default {
    /// The protocols that a value of this type is read and written in where the protocol is chosen at run time: by
    /// [`Protocol`](crate::Protocol), clients and servers. For the others nothing is compiled.
    const PROTOCOLS: Protocols = Protocols::ALL;

    /// What it is on the wire.
    const TYPE: TType;

    /// The IDL's name of a struct, union or exception; error paths start with it.
    const NAME: &'static str = "";

    /// Reading and writing are inlined wherever they are used, so that they need not be lent a copy of the cursor.
    const LEAF: bool = false;

    /// Reading in place leaves what does not arrive as it was, so a second reading has to start afresh.
    const MERGES: bool = false;

    /// Reads in place of `self`, which is fresh.
    ///
    /// # Errors
    /// What is there is no such value; `self` then holds part of it.
    fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()>;

    /// Writes the value.
    fn write<P: TOutputProtocol>(&self, output: &mut P);

    /// Reads a value that stands by itself: error paths start with its name.
    ///
    /// # Errors
    /// What is there is no such value.
    fn read<P: TInputProtocol>(input: &mut P) -> Result<Self> {
        let mut value = Self::default();
        match value.read_into(input) {
            Ok(()) => Ok(value),
            Err(error) => Err(error.in_root(Self::NAME)),
        }
    }

    /// Reads the next field if it is this one, into the slot that is then asked for.
    ///
    /// # Errors
    /// The field is there, and its value is malformed.
    #[doc(hidden)]
    #[inline(always)]
    fn read_next<'s, P: TInputProtocol>(
        input: &mut P,
        place: &mut P::Place,
        id: i16,
        name: &'static str,
        slot: impl FnOnce() -> &'s mut Self,
    ) -> Result<bool>
    where
        Self: 's,
    {
        if !input.field(place, Self::TYPE, id, name) {
            return Ok(false);
        }
        let slot = slot();
        if Self::MERGES && P::again(place) {
            *slot = Self::default();
        }
        let read = if Self::LEAF {
            slot.read_into(input)
        } else {
            input.aside(|input| slot.read_into(input))
        };
        match read {
            Ok(()) => input.field_end(place).map(|()| true),
            Err(error) => Err(error.in_field(name)),
        }
    }

    /// Writes it as a field.
    #[doc(hidden)]
    #[inline(always)]
    fn write_as_field<P: TOutputProtocol>(
        &self,
        output: &mut P,
        place: &mut P::Place,
        id: i16,
        name: &'static str,
    ) {
        output.field(place, Self::TYPE, id, name);
        if Self::LEAF {
            self.write(output);
        } else {
            output.aside(|output| self.write(output));
        }
        output.field_end();
    }

    /// Reads the member of a union, if it comes next.
    ///
    /// # Errors
    /// The member is there, and its value is malformed.
    #[inline(always)]
    fn read_member<P: TInputProtocol>(
        input: &mut P,
        place: &mut P::Place,
        id: i16,
        name: &'static str,
    ) -> Result<Option<Self>> {
        if !input.field(place, Self::TYPE, id, name) {
            return Ok(None);
        }
        let mut member = Self::default();
        let read = if Self::LEAF {
            member.read_into(input)
        } else {
            input.aside(|input| member.read_into(input))
        };
        match read {
            Ok(()) => input.field_end(place).map(|()| Some(member)),
            Err(error) => Err(error.in_field(name)),
        }
    }

    /// Reads `count` elements, which the bytes left can hold, into an empty `list`. Numbers convert a whole run at once.
    /// Only a [leaf](Self::LEAF) may do it in a way of its own: lists of others are read in line, without this.
    ///
    /// # Errors
    /// One of them is malformed.
    #[doc(hidden)]
    fn read_list<P: TInputProtocol>(
        input: &mut P,
        count: usize,
        list: &mut Vec<Self>,
    ) -> Result<()> {
        read_elements(input, count, list)
    }

    /// Writes the elements of a list.
    #[doc(hidden)]
    #[inline(always)]
    fn write_list<P: TOutputProtocol>(list: &[Self], output: &mut P) {
        for (index, element) in list.iter().enumerate() {
            output.element(index);
            element.write(output);
        }
    }
}

/// What [`Wire::read_list`] does of any type.
#[inline(always)]
fn read_elements<T: Wire, P: TInputProtocol>(
    input: &mut P,
    count: usize,
    list: &mut Vec<T>,
) -> Result<()> {
    if list.capacity() == 0 {
        let room = capacity::<T>(count, input.remaining());
        // What it replaces holds nothing: no code to drop it.
        std::mem::forget(std::mem::replace(list, Vec::with_capacity(room)));
    }
    own_if(T::LEAF, input, |input| {
        while list.len() < count {
            let from = list.len();
            // Made where they stay, so many that they are still at hand when they are read. Pushed one by one, each
            // would be made beside the vector and copied, in wider words than it was just stored in, for which a
            // processor waits.
            list.resize_with(count.min(from + 16), T::default);
            for (index, element) in list.iter_mut().enumerate().skip(from) {
                let read = input.element(index).and_then(|()| element.read_into(input));
                if let Err(error) = read {
                    return Err(error.within(Step::Index(index)));
                }
            }
        }
        Ok(())
    })
}

/// Reads on a copy of the cursor if everything that is read is inlined, so that the copy lives in registers. Otherwise
/// it would be one copy more, and one that is loaded in wider words than it was just stored, for which a processor waits.
#[inline(always)]
fn own_if<P: TInputProtocol, R>(leaf: bool, input: &mut P, body: impl FnOnce(&mut P) -> R) -> R {
    if leaf { input.aside(body) } else { body(input) }
}

/// The same of writing.
#[inline(always)]
fn write_own_if<P: TOutputProtocol>(leaf: bool, output: &mut P, body: impl FnOnce(&mut P)) {
    if leaf {
        output.aside(body);
    } else {
        body(output);
    }
}

/// How many elements to make room for: as many as announced, but no more memory at first than eight times the bytes
/// that are here: structs of which most fields are absent are that much larger in memory.
#[inline]
fn capacity<T>(count: usize, remaining: usize) -> usize {
    count.min(remaining.saturating_mul(8) / size_of::<T>().max(1))
}
