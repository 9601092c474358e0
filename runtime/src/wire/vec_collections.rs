//! Sets and maps that keep the order, and the duplicates, of the wire.

use std::ops::{Deref, DerefMut};

use super::maps::{read_entries, write_entries};
use super::sets::read_elements;
use super::{Wire, write_own_if};
use crate::protocol::{TInputProtocol, TOutputProtocol};
use crate::{Protocols, Result, TType};

/// A `set` as a vector: any element type, no lookup, the order of the wire. The annotation `rust.type = "vec"` asks
/// for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(transparent)
)]
pub struct VecSet<T>(pub Vec<T>);

/// A `map` as a vector of entries: any key type, no lookup, the order of the wire. The annotation
/// `rust.type = "vec"` asks for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(transparent)
)]
pub struct VecMap<K, V>(pub Vec<(K, V)>);

/// Both are vectors in all but their wire form.
macro_rules! vector {
    ($name:ident<$($parameter:ident),+>, $item:ty) => {
        impl<$($parameter),+> Default for $name<$($parameter),+> {
            fn default() -> Self {
                Self(Vec::new())
            }
        }

        impl<$($parameter),+> Deref for $name<$($parameter),+> {
            type Target = Vec<$item>;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        impl<$($parameter),+> DerefMut for $name<$($parameter),+> {
            fn deref_mut(&mut self) -> &mut Self::Target {
                &mut self.0
            }
        }

        impl<$($parameter),+> From<Vec<$item>> for $name<$($parameter),+> {
            fn from(items: Vec<$item>) -> Self {
                Self(items)
            }
        }

        impl<$($parameter),+> FromIterator<$item> for $name<$($parameter),+> {
            fn from_iter<I: IntoIterator<Item = $item>>(items: I) -> Self {
                Self(items.into_iter().collect())
            }
        }

        impl<$($parameter),+> IntoIterator for $name<$($parameter),+> {
            type Item = $item;
            type IntoIter = std::vec::IntoIter<$item>;

            fn into_iter(self) -> Self::IntoIter {
                self.0.into_iter()
            }
        }

        impl<'a, $($parameter),+> IntoIterator for &'a $name<$($parameter),+> {
            type Item = &'a $item;
            type IntoIter = std::slice::Iter<'a, $item>;

            fn into_iter(self) -> Self::IntoIter {
                self.0.iter()
            }
        }
    };
}

vector!(VecSet<T>, T);
vector!(VecMap<K, V>, (K, V));

impl<T: Wire> Wire for VecSet<T> {
    const TYPE: TType = TType::Set;
    const PROTOCOLS: Protocols = T::PROTOCOLS;

    #[inline(never)]
    fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()> {
        read_elements(input, &mut self.0)
    }

    #[inline(never)]
    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        write_own_if(T::LEAF, output, |own| {
            own.set_begin(T::TYPE, self.len());
            T::write_list(self, own);
            own.set_end();
        });
    }
}

impl<K: Wire, V: Wire> Wire for VecMap<K, V> {
    const TYPE: TType = TType::Map;
    const PROTOCOLS: Protocols = K::PROTOCOLS.and(V::PROTOCOLS);

    #[inline(never)]
    fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()> {
        read_entries(input, &mut self.0)
    }

    #[inline(never)]
    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        write_entries(self.iter().map(|(key, value)| (key, value)), output);
    }
}
