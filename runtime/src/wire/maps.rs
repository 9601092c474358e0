//! `map`. The entries are read first and the map is built in one go: peers that keep maps sorted send them sorted. Of
//! a key that comes twice, the last value counts.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

use super::{Wire, capacity, own_if, write_own_if};
use crate::error::Step;
use crate::protocol::{TInputProtocol, TOutputProtocol};
use crate::{Protocols, Result, TType};

/// The entries of a map, in the order of the wire.
pub(super) fn read_entries<K: Wire, V: Wire, P: TInputProtocol>(
    input: &mut P,
    entries: &mut Vec<(K, V)>,
) -> Result<()> {
    entries.clear();
    let count = input.map_begin(K::TYPE, V::TYPE)?;
    own_if(K::LEAF && V::LEAF, input, |input| {
        while entries.len() < count {
            let from = entries.len();
            let batch = capacity::<(K, V)>(count - from, input.remaining()).max(1);
            // Made where they stay. Pushed one by one, each pair would be made beside the vector and copied, in wider
            // words than it was just stored in, for which a processor waits.
            entries.resize_with(from + batch, Default::default);
            for (index, (key, value)) in entries.iter_mut().enumerate().skip(from) {
                let read = input.key(index).and_then(|()| key.read_into(input));
                if let Err(error) = read {
                    return Err(error.within(Step::Key(index)));
                }
                let read = input.entry_value().and_then(|()| value.read_into(input));
                if let Err(error) = read {
                    return Err(error.within(Step::Entry(index)));
                }
            }
        }
        Ok(())
    })?;
    input.map_end()
}

pub(super) fn write_entries<'a, K: Wire + 'a, V: Wire + 'a, P: TOutputProtocol>(
    entries: impl ExactSizeIterator<Item = (&'a K, &'a V)>,
    output: &mut P,
) {
    write_own_if(K::LEAF && V::LEAF, output, |own| {
        own.map_begin(K::TYPE, V::TYPE, entries.len());
        for (index, (key, value)) in entries.enumerate() {
            own.key(index);
            key.write(own);
            own.entry_value();
            value.write(own);
        }
        own.map_end();
    });
}

impl<K: Wire + Ord, V: Wire> Wire for BTreeMap<K, V> {
    const TYPE: TType = TType::Map;
    const PROTOCOLS: Protocols = K::PROTOCOLS.and(V::PROTOCOLS);

    #[inline(never)]
    fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()> {
        let mut entries = Vec::new();
        read_entries(input, &mut entries)?;
        *self = entries.into_iter().collect();
        Ok(())
    }

    #[inline(never)]
    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        write_entries(self.iter(), output);
    }
}

impl<K: Wire + Eq + Hash, V: Wire, S: BuildHasher + Default> Wire for HashMap<K, V, S> {
    const TYPE: TType = TType::Map;
    const PROTOCOLS: Protocols = K::PROTOCOLS.and(V::PROTOCOLS);

    #[inline(never)]
    fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()> {
        let mut entries = Vec::new();
        read_entries(input, &mut entries)?;
        *self = entries.into_iter().collect();
        Ok(())
    }

    #[inline(never)]
    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        write_entries(self.iter(), output);
    }
}
