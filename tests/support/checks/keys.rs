//! Set elements and map keys of the types that not every language can hold.

use std::collections::{BTreeMap, BTreeSet};

use generated::interop::{KeyZoo, Point};
use thriftwood::{Bytes, OrderedFloat};

use crate::checks::{Check, checks, echoes};

pub(super) const CHECKS: &[Check] = checks![
    keys_empty,
    keys_of_structs with echo_keys,
    keys_of_bools with echo_keys,
    keys_of_i64 with echo_keys,
    keys_of_doubles with echo_keys,
    keys_of_binary with echo_keys,
    echo_keys,
];

echoes!(keys_empty = echo_keys: KeyZoo::default());
echoes!(keys_of_structs = echo_keys: structs(KeyZoo::default()));
echoes!(keys_of_bools = echo_keys: bools(KeyZoo::default()));
echoes!(keys_of_i64 = echo_keys: integers(KeyZoo::default()));
echoes!(keys_of_doubles = echo_keys: doubles(KeyZoo::default()));
echoes!(keys_of_binary = echo_keys: binaries(KeyZoo::default()));
echoes!(echo_keys = echo_keys: structs(bools(integers(doubles(binaries(KeyZoo::default()))))));

fn structs(zoo: KeyZoo) -> KeyZoo {
    let point = |x, y| Point { x, y };
    KeyZoo {
        by_struct: BTreeMap::from([(point(1, 2), "p".to_owned()), (point(1, 3), String::new())]),
        s_struct: BTreeSet::from([point(3, 4), point(-3, 4)]),
        by_struct2: BTreeMap::from([
            (point(0, 0), BTreeMap::from([(point(5, 6), 7)])),
            (point(0, 1), BTreeMap::new()),
        ]),
        ..zoo
    }
}

fn bools(zoo: KeyZoo) -> KeyZoo {
    KeyZoo {
        by_bool: BTreeMap::from([(true, 1), (false, 0)]),
        s_bool: BTreeSet::from([false]),
        ..zoo
    }
}

fn integers(zoo: KeyZoo) -> KeyZoo {
    KeyZoo {
        by_i64: BTreeMap::from([(1 << 40, 1), (i64::MIN, i64::MAX), (-1, 0)]),
        s_i64: BTreeSet::from([1 << 50, i64::MAX, 0]),
        ..zoo
    }
}

fn doubles(zoo: KeyZoo) -> KeyZoo {
    KeyZoo {
        by_double: BTreeMap::from([
            (OrderedFloat(-0.5), "d".to_owned()),
            (OrderedFloat(1e300), "e".to_owned()),
        ]),
        s_double: BTreeSet::from([OrderedFloat(1.5), OrderedFloat(-2.5), OrderedFloat(0.1)]),
        ..zoo
    }
}

fn binaries(zoo: KeyZoo) -> KeyZoo {
    KeyZoo {
        by_binary: BTreeMap::from([(Bytes::from_static(b"\0\xff"), 1), (Bytes::new(), 2)]),
        s_binary: BTreeSet::from([
            Bytes::new(),
            Bytes::from_static(b"x"),
            Bytes::from_static(b"\xfe"),
        ]),
        ..zoo
    }
}
