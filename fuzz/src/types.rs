//! The generated types that bytes are read as: between them they have every wire form, and each kind of recursion.

use generated::{interop, kitchen, uuids};
use std::fmt::Debug;
use thriftwood::wire::Wire;

/// Something to do with a type: the generic closure that Rust does not have.
pub(crate) trait ForType {
    /// Does it.
    fn run<T: Wire + PartialEq + Debug>(self);
}

macro_rules! types {
    ($($number:literal: $Type:ty,)* others: $count:literal) => {
        /// Does it with the type of this number; every number is one's.
        pub(crate) fn with(number: u8, work: impl ForType) {
            match number % $count {
                $($number => work.run::<$Type>(),)*
                _ => unreachable!("there are {} types", $count),
            }
        }
    };
}

types! {
    0: interop::Bundle,
    1: interop::KeyZoo,
    2: interop::Wide,
    3: interop::Choice,
    4: interop::NegIds,
    5: interop::BigIds,
    6: interop::AllRequired,
    7: uuids::Uuids,
    8: kitchen::sink::Keys,
    9: kitchen::sink::Recursive,
    10: kitchen::Tree,
    11: kitchen::sink::Plain,
    others: 12
}
