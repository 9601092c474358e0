//! The frame of every struct and union: the passes over its fields and what is left over.

use crate::error::ErrorKind;
use crate::protocol::{TInputProtocol, TOutputProtocol};
use crate::value::UnknownVariant;
use crate::{Error, Result};

/// Reads a struct. `pass` tries each field once, in ascending order of ids, and is called until the struct ends.
///
/// # Errors
/// The pass's, and what is left over is malformed.
#[inline(always)]
pub fn read_struct<P: TInputProtocol>(
    input: &mut P,
    mut pass: impl FnMut(&mut P, &mut P::Place) -> Result<()>,
) -> Result<()> {
    let mut own = *input;
    let mut place = own.struct_begin()?;
    loop {
        pass(&mut own, &mut place)?;
        if own.struct_end(&mut place) {
            break;
        }
        if P::BY_CALL {
            go_round(&mut own, &mut place)?;
        } else {
            let mut lent = place;
            own.aside(|input| go_round(input, &mut lent))?;
            place = lent;
        }
    }
    input.catch_up(own);
    Ok(())
}

/// Reads a union. `pass` tries the members and reads the one that comes next; where several arrive, the last one counts.
///
/// `Some`: what counts is a member that no pass wanted.
///
/// # Errors
/// The pass's, and what is left over is malformed.
//
// Of a member that no pass wanted only the place is kept until it is known to count: unlike its value, that is nothing
// that would have to be dropped on every other way out.
#[inline(always)]
pub fn read_union<P: TInputProtocol>(
    input: &mut P,
    mut pass: impl FnMut(&mut P, &mut P::Place) -> Result<()>,
) -> Result<Option<UnknownVariant>> {
    let mut own = *input;
    let mut place = own.struct_begin()?;
    let mut unknown = None;
    loop {
        pass(&mut own, &mut place)?;
        let moved = own.mark(&mut place);
        if moved {
            unknown = None;
        }
        if own.struct_end(&mut place) {
            break;
        }
        if !moved {
            unknown = Some((own, place));
            let mut lent = place;
            own.aside(|input| pass_over(input, &mut lent))?;
            place = lent;
        }
    }
    input.catch_up(own);
    match unknown {
        None => Ok(None),
        Some((at, place)) => keep(at, place).map(Some),
    }
}

/// Writes a struct of at most this many fields; `all` writes them.
#[inline(always)]
pub fn write_struct<P: TOutputProtocol>(
    output: &mut P,
    name: &'static str,
    fields: usize,
    all: impl FnOnce(&mut P, &mut P::Place),
) {
    output.aside(|own| {
        let mut place = own.struct_begin(name, fields);
        all(own, &mut place);
        own.struct_end();
    });
}

/// Did every required field arrive? Bit i of `seen` and `wanted` belongs to `names[i]`.
///
/// # Errors
/// [`MissingField`](ErrorKind::MissingField), at the first that did not.
#[inline(always)]
pub fn required(seen: u64, wanted: u64, names: &[&'static str]) -> Result<()> {
    if seen & wanted == wanted {
        Ok(())
    } else {
        Err(missing(wanted & !seen, names))
    }
}

#[cold]
#[inline(never)]
fn missing(bits: u64, names: &[&'static str]) -> Error {
    let error = Error::new(ErrorKind::MissingField);
    match names.get(bits.trailing_zeros() as usize) {
        Some(name) => error.in_field(name),
        None => error,
    }
}

/// A pass ended before the struct did. If it read something, the next pass may want what is here; if not, nobody does.
#[cold]
#[inline(never)]
fn go_round<P: TInputProtocol>(input: &mut P, place: &mut P::Place) -> Result<()> {
    if input.mark(place) {
        Ok(())
    } else {
        pass_over(input, place)
    }
}

/// Goes to what follows a field that no pass wanted.
#[cold]
#[inline(never)]
fn pass_over<P: TInputProtocol>(input: &mut P, place: &mut P::Place) -> Result<()> {
    input.skip_field(place)?;
    input.mark(place);
    Ok(())
}

/// The member of a union that no pass wanted.
#[cold]
#[inline(never)]
fn keep<P: TInputProtocol>(mut at: P, mut place: P::Place) -> Result<UnknownVariant> {
    at.unknown_field(&mut place)
}
