//! Fields of structs, and members of unions: in line, or by a call where the protocol says so.

use super::Wire;
use crate::protocol::{TInputProtocol, TOutputProtocol};
use crate::{Error, Result};

/// A field of a struct: a value, or one that may be absent. Generated code calls these, one line a field.
pub trait Field {
    /// Reads the next field if it is this one.
    ///
    /// # Errors
    /// The field is there, and its value is malformed.
    fn read_field<P: TInputProtocol>(
        &mut self,
        input: &mut P,
        place: &mut P::Place,
        id: i16,
        name: &'static str,
    ) -> Result<bool>;

    /// Writes the field, unless it is absent.
    fn write_field<P: TOutputProtocol>(
        &self,
        output: &mut P,
        place: &mut P::Place,
        id: i16,
        name: &'static str,
    );
}

impl<T: Wire> Field for T {
    #[inline(always)]
    fn read_field<P: TInputProtocol>(
        &mut self,
        input: &mut P,
        place: &mut P::Place,
        id: i16,
        name: &'static str,
    ) -> Result<bool> {
        if P::BY_CALL {
            outcome(read_by_call(self, input, place, id, name))
        } else {
            T::read_next(input, place, id, name, || self)
        }
    }

    #[inline(always)]
    fn write_field<P: TOutputProtocol>(
        &self,
        output: &mut P,
        place: &mut P::Place,
        id: i16,
        name: &'static str,
    ) {
        if P::BY_CALL {
            write_by_call(self, output, place, id, name);
        } else {
            self.write_as_field(output, place, id, name);
        }
    }
}

impl<T: Wire> Field for Option<T> {
    #[inline(always)]
    fn read_field<P: TInputProtocol>(
        &mut self,
        input: &mut P,
        place: &mut P::Place,
        id: i16,
        name: &'static str,
    ) -> Result<bool> {
        if P::BY_CALL {
            outcome(read_optional_by_call(self, input, place, id, name))
        } else {
            T::read_next(input, place, id, name, || self.insert(T::default()))
        }
    }

    #[inline(always)]
    fn write_field<P: TOutputProtocol>(
        &self,
        output: &mut P,
        place: &mut P::Place,
        id: i16,
        name: &'static str,
    ) {
        if let Some(value) = self {
            value.write_field(output, place, id, name);
        }
    }
}

/// Was the field read, or what went wrong: two words, which a call returns in registers, as it does not `Result<bool>`.
type Outcome = (bool, Option<Error>);

#[inline(always)]
fn outcome((read, error): Outcome) -> Result<bool> {
    match error {
        None => Ok(read),
        Some(error) => Err(error),
    }
}

#[inline(always)]
fn words(result: Result<bool>) -> Outcome {
    match result {
        Ok(read) => (read, None),
        Err(error) => (false, Some(error)),
    }
}

#[inline(never)]
fn read_by_call<T: Wire, P: TInputProtocol>(
    field: &mut T,
    input: &mut P,
    place: &mut P::Place,
    id: i16,
    name: &'static str,
) -> Outcome {
    words(T::read_next(input, place, id, name, || field))
}

#[inline(never)]
fn read_optional_by_call<T: Wire, P: TInputProtocol>(
    field: &mut Option<T>,
    input: &mut P,
    place: &mut P::Place,
    id: i16,
    name: &'static str,
) -> Outcome {
    words(T::read_next(input, place, id, name, || {
        field.insert(T::default())
    }))
}

#[inline(never)]
fn write_by_call<T: Wire, P: TOutputProtocol>(
    field: &T,
    output: &mut P,
    place: &mut P::Place,
    id: i16,
    name: &'static str,
) {
    field.write_as_field(output, place, id, name);
}
