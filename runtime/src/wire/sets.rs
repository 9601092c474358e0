//! `set`. A set is read as a list first and then built in one go: peers that keep sets sorted send them sorted, and
//! an element that comes twice is one element.

use std::collections::{BTreeSet, HashSet};
use std::hash::{BuildHasher, Hash};

use super::{Wire, write_own_if};
use crate::protocol::{TInputProtocol, TOutputProtocol};
use crate::{Protocols, Result, TType};

/// The elements of a set, in the order of the wire.
pub(super) fn read_elements<T: Wire, P: TInputProtocol>(
    input: &mut P,
    elements: &mut Vec<T>,
) -> Result<()> {
    elements.clear();
    let count = input.set_begin(T::TYPE)?;
    T::read_list(input, count, elements)?;
    input.set_end()
}

fn write_elements<'a, T: Wire + 'a, P: TOutputProtocol>(
    elements: impl ExactSizeIterator<Item = &'a T>,
    output: &mut P,
) {
    write_own_if(T::LEAF, output, |own| {
        own.set_begin(T::TYPE, elements.len());
        for (index, element) in elements.enumerate() {
            own.element(index);
            element.write(own);
        }
        own.set_end();
    });
}

impl<T: Wire + Ord> Wire for BTreeSet<T> {
    const TYPE: TType = TType::Set;
    const PROTOCOLS: Protocols = T::PROTOCOLS;

    #[inline(never)]
    fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()> {
        let mut elements = Vec::new();
        read_elements(input, &mut elements)?;
        *self = elements.into_iter().collect();
        Ok(())
    }

    #[inline(never)]
    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        write_elements(self.iter(), output);
    }
}

impl<T: Wire + Eq + Hash, S: BuildHasher + Default> Wire for HashSet<T, S> {
    const TYPE: TType = TType::Set;
    const PROTOCOLS: Protocols = T::PROTOCOLS;

    #[inline(never)]
    fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()> {
        let mut elements = Vec::new();
        read_elements(input, &mut elements)?;
        *self = elements.into_iter().collect();
        Ok(())
    }

    #[inline(never)]
    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        write_elements(self.iter(), output);
    }
}
