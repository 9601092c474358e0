//! Boxed and shared values, which the wire does not see.

use std::sync::Arc;

use super::Wire;
use crate::protocol::{TInputProtocol, TOutputProtocol};
use crate::{Protocols, Result, TType};

impl<T: Wire> Wire for Box<T> {
    const TYPE: TType = T::TYPE;
    const PROTOCOLS: Protocols = T::PROTOCOLS;
    const NAME: &'static str = T::NAME;
    const LEAF: bool = T::LEAF;
    const MERGES: bool = T::MERGES;

    #[inline(always)]
    fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()> {
        (**self).read_into(input)
    }

    #[inline(always)]
    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        (**self).write(output);
    }

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
        T::read_next(input, place, id, name, || &mut **slot())
    }

    #[inline(always)]
    fn read_member<P: TInputProtocol>(
        input: &mut P,
        place: &mut P::Place,
        id: i16,
        name: &'static str,
    ) -> Result<Option<Self>> {
        let member = T::read_member(input, place, id, name)?;
        Ok(member.map(Self::new))
    }

    #[inline(always)]
    fn write_as_field<P: TOutputProtocol>(
        &self,
        output: &mut P,
        place: &mut P::Place,
        id: i16,
        name: &'static str,
    ) {
        (**self).write_as_field(output, place, id, name);
    }
}

impl<T: Wire> Wire for Arc<T> {
    const TYPE: TType = T::TYPE;
    const PROTOCOLS: Protocols = T::PROTOCOLS;
    const NAME: &'static str = T::NAME;

    #[inline(always)]
    fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()> {
        let mut value = T::default();
        value.read_into(input)?;
        *self = Self::new(value);
        Ok(())
    }

    #[inline(always)]
    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        (**self).write(output);
    }

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
        let Some(value) = T::read_member(input, place, id, name)? else {
            return Ok(false);
        };
        *slot() = Self::new(value);
        Ok(true)
    }

    #[inline(always)]
    fn read_member<P: TInputProtocol>(
        input: &mut P,
        place: &mut P::Place,
        id: i16,
        name: &'static str,
    ) -> Result<Option<Self>> {
        let member = T::read_member(input, place, id, name)?;
        Ok(member.map(Self::new))
    }

    #[inline(always)]
    fn write_as_field<P: TOutputProtocol>(
        &self,
        output: &mut P,
        place: &mut P::Place,
        id: i16,
        name: &'static str,
    ) {
        (**self).write_as_field(output, place, id, name);
    }
}
