//! `list`.
//!
//! What has calls for its elements is read and written where it stands: in a tree there would otherwise be two calls a
//! level, and as many trips of the cursor through memory. Lists of leaves are so many that each kind is one function.

use super::{Wire, read_elements};
use crate::protocol::{TInputProtocol, TOutputProtocol};
use crate::{Protocols, Result, TType};

impl<T: Wire> Wire for Vec<T> {
    const TYPE: TType = TType::List;
    const PROTOCOLS: Protocols = T::PROTOCOLS;

    #[inline(always)]
    fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()> {
        if T::LEAF {
            read_leaves(self, input)
        } else {
            read_list(self, input, read_elements)
        }
    }

    #[inline(always)]
    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        if T::LEAF {
            write_leaves(self, output);
        } else {
            write_list(self, output);
        }
    }
}

#[inline(never)]
fn read_leaves<T: Wire, P: TInputProtocol>(list: &mut Vec<T>, input: &mut P) -> Result<()> {
    read_list(list, input, T::read_list)
}

#[inline(always)]
fn read_list<T: Wire, P: TInputProtocol>(
    list: &mut Vec<T>,
    input: &mut P,
    read: impl FnOnce(&mut P, usize, &mut Vec<T>) -> Result<()>,
) -> Result<()> {
    list.clear();
    let count = list_begin(input, T::TYPE)?;
    read(input, count, list)?;
    input.list_end()
}

/// Once a protocol, not once a list.
#[inline(never)]
fn list_begin<P: TInputProtocol>(input: &mut P, element: TType) -> Result<usize> {
    input.list_begin(element)
}

#[inline(never)]
fn write_leaves<T: Wire, P: TOutputProtocol>(list: &[T], output: &mut P) {
    output.aside(|own| write_list(list, own));
}

#[inline(always)]
fn write_list<T: Wire, P: TOutputProtocol>(list: &[T], output: &mut P) {
    output.list_begin(T::TYPE, list.len());
    T::write_list(list, output);
    output.list_end();
}
