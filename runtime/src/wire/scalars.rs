//! `bool`, the numbers, `string`, `binary` and `uuid`.

use bytes::Bytes;
use ordered_float::OrderedFloat;
use uuid::Uuid;

use super::Wire;
use crate::protocol::{TInputProtocol, TOutputProtocol};
use crate::{Result, TType};

impl Wire for bool {
    const TYPE: TType = TType::Bool;
    const LEAF: bool = true;

    #[inline(always)]
    fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()> {
        *self = input.read_bool()?;
        Ok(())
    }

    #[inline(always)]
    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        output.write_bool(*self);
    }

    #[inline(always)]
    fn read_next<'s, P: TInputProtocol>(
        input: &mut P,
        place: &mut P::Place,
        id: i16,
        name: &'static str,
        slot: impl FnOnce() -> &'s mut Self,
    ) -> Result<bool> {
        Ok(match input.bool_field(place, id, name) {
            Some(value) => {
                *slot() = value;
                true
            }
            None => false,
        })
    }

    #[inline(always)]
    fn read_member<P: TInputProtocol>(
        input: &mut P,
        place: &mut P::Place,
        id: i16,
        name: &'static str,
    ) -> Result<Option<Self>> {
        Ok(input.bool_field(place, id, name))
    }

    #[inline(always)]
    fn write_as_field<P: TOutputProtocol>(
        &self,
        output: &mut P,
        place: &mut P::Place,
        id: i16,
        name: &'static str,
    ) {
        output.bool_field(place, id, name, *self);
    }

    fn read_list<P: TInputProtocol>(
        input: &mut P,
        count: usize,
        list: &mut Vec<Self>,
    ) -> Result<()> {
        input.read_bools(count, list)
    }

    fn write_list<P: TOutputProtocol>(list: &[Self], output: &mut P) {
        output.write_bools(list);
    }
}

/// One line a number: the type, its wire type, how it is read and written; runs of them go as blocks.
macro_rules! numbers {
    ($($type:ty, $ttype:ident, $read:expr, |$output:ident, $value:ident| $write:expr;)*) => {$(
        impl Wire for $type {
            const TYPE: TType = TType::$ttype;
            const LEAF: bool = true;

            #[inline(always)]
            fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()> {
                *self = $read(input)?;
                Ok(())
            }

            #[inline(always)]
            fn write<P: TOutputProtocol>(&self, $output: &mut P) {
                let $value = *self;
                $write;
            }

            fn read_list<P: TInputProtocol>(input: &mut P, count: usize, list: &mut Vec<Self>) -> Result<()> {
                input.read_numbers(count, list)
            }

            fn write_list<P: TOutputProtocol>(list: &[Self], output: &mut P) {
                output.write_numbers(list);
            }
        }
    )*};
}

numbers! {
    i8, I8, P::read_i8, |output, value| output.write_i8(value);
    i16, I16, P::read_i16, |output, value| output.write_i16(value);
    i32, I32, P::read_i32, |output, value| output.write_i32(value);
    i64, I64, P::read_i64, |output, value| output.write_i64(value);
    f64, Double, P::read_double, |output, value| output.write_double(value);
    OrderedFloat<f64>, Double, |input: &mut P| input.read_double().map(OrderedFloat), |output, value| output.write_double(value.0);
}

impl Wire for String {
    const TYPE: TType = TType::String;
    const LEAF: bool = true;

    #[inline(always)]
    fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()> {
        input.read_string(self)
    }

    #[inline(always)]
    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        output.write_string(self);
    }
}

impl Wire for Bytes {
    const TYPE: TType = TType::String;
    const LEAF: bool = true;

    #[inline(always)]
    fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()> {
        input.read_binary(self)
    }

    #[inline(always)]
    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        output.write_binary(self);
    }
}

impl Wire for Uuid {
    const TYPE: TType = TType::Uuid;
    const LEAF: bool = true;

    #[inline(always)]
    fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()> {
        *self = input.read_uuid()?;
        Ok(())
    }

    #[inline(always)]
    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        output.write_uuid(*self);
    }
}
