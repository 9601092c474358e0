//! `list`.

use super::{Wire, write_own_if};
use crate::protocol::{TInputProtocol, TOutputProtocol};
use crate::{Protocols, Result, TType};

impl<T: Wire> Wire for Vec<T> {
    const TYPE: TType = TType::List;
    const PROTOCOLS: Protocols = T::PROTOCOLS;

    #[inline(never)]
    fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()> {
        self.clear();
        let count = list_begin(input, T::TYPE)?;
        T::read_list(input, count, self)?;
        input.list_end()
    }

    #[inline(never)]
    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        write_own_if(T::LEAF, output, |own| {
            own.list_begin(T::TYPE, self.len());
            T::write_list(self, own);
            own.list_end();
        });
    }
}

/// Once a protocol, not once a list.
#[inline(never)]
fn list_begin<P: TInputProtocol>(input: &mut P, element: TType) -> Result<usize> {
    input.list_begin(element)
}
