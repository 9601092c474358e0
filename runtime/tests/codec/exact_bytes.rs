//! Byte for byte what `doc/specs/thrift-binary-protocol.md` says.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use thriftwood::codegen::Wire;
use thriftwood::{Bytes, OrderedFloat, Uuid, VecMap, VecSet};

use crate::sample::{Choice, Color, Empty};
use crate::{binary, read};

/// Written so, and read back.
fn is<T: Wire + PartialEq + std::fmt::Debug>(value: &T, bytes: &[u8]) {
    assert_eq!(binary(value), bytes);
    assert_eq!(read::<T>(bytes).unwrap(), *value);
}

#[test]
fn scalars() {
    is(&true, &[1]);
    is(&false, &[0]);
    is(&-2i8, &[0xfe]);
    is(&0x0102i16, &[1, 2]);
    is(&0x0102_0304i32, &[1, 2, 3, 4]);
    is(&-2i64, &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe]);
    is(&1.0f64, &[0x3f, 0xf0, 0, 0, 0, 0, 0, 0]);
    is(&OrderedFloat(-0.0), &[0x80, 0, 0, 0, 0, 0, 0, 0]);
    is(&Color::BLUE, &[0, 0, 3, 0xe8]);
    is(&String::from("é"), &[0, 0, 0, 2, 0xc3, 0xa9]);
    is(&Bytes::from_static(&[0xff]), &[0, 0, 0, 1, 0xff]);
    is(
        &Uuid::from_u128(0x0001_0203_0405_0607_0809_0a0b_0c0d_0e0f),
        &(0..16).collect::<Vec<u8>>(),
    );
    is(&Box::new(Arc::new(7i8)), &[7]);
}

#[test]
fn any_byte_but_zero_is_true() {
    assert!(read::<bool>(&[0x80]).unwrap());
    assert_eq!(
        read::<Vec<bool>>(&[2, 0, 0, 0, 3, 0, 7, 1]).unwrap(),
        [false, true, true]
    );
    assert_eq!(
        read::<Choice>(&[2, 0, 3, 9, 0]).unwrap(),
        Choice::Flag(true)
    );
}

#[test]
fn containers() {
    is(&vec![1i16, -1], &[6, 0, 0, 0, 2, 0, 1, 0xff, 0xff]);
    is(&vec![true, false], &[2, 0, 0, 0, 2, 1, 0]);
    is(&vec![5i8, -5], &[3, 0, 0, 0, 2, 5, 0xfb]);
    is(&Vec::<Vec<i8>>::new(), &[15, 0, 0, 0, 0]);
    is(&vec![Empty {}, Empty {}], &[12, 0, 0, 0, 2, 0, 0]);
    is(&BTreeSet::from([2i8, 1]), &[3, 0, 0, 0, 2, 1, 2]);
    is(&HashSet::<i8>::from([4]), &[3, 0, 0, 0, 1, 4]);
    is(&BTreeMap::from([(1i8, true)]), &[3, 2, 0, 0, 0, 1, 1, 1]);
    is(
        &HashMap::<i8, Vec<i8>>::from([(1, vec![2])]),
        &[3, 15, 0, 0, 0, 1, 1, 3, 0, 0, 0, 1, 2],
    );
    is(&VecSet(vec![2i8, 1, 2]), &[3, 0, 0, 0, 3, 2, 1, 2]);
    is(
        &VecMap(vec![(2i8, 9i8), (1, 8), (2, 7)]),
        &[3, 3, 0, 0, 0, 3, 2, 9, 1, 8, 2, 7],
    );
}

#[test]
fn of_a_repeated_key_the_last_value_counts() {
    let bytes = [3, 3, 0, 0, 0, 3, 2, 9, 1, 8, 2, 7];
    assert_eq!(
        read::<BTreeMap<i8, i8>>(&bytes).unwrap(),
        BTreeMap::from([(1, 8), (2, 7)])
    );
    assert_eq!(
        read::<HashMap<i8, i8>>(&bytes).unwrap(),
        HashMap::from([(1, 8), (2, 7)])
    );
    assert_eq!(
        read::<BTreeSet<i8>>(&[3, 0, 0, 0, 3, 2, 1, 2]).unwrap(),
        BTreeSet::from([1, 2])
    );
}

#[test]
fn an_empty_container_may_be_of_any_type() {
    for t in [0, 1, 8, 11, 200] {
        assert_eq!(read::<Vec<i8>>(&[t, 0, 0, 0, 0]).unwrap(), []);
        assert_eq!(
            read::<BTreeMap<i8, i8>>(&[t, t, 0, 0, 0, 0]).unwrap(),
            BTreeMap::new()
        );
    }
}

#[test]
fn unions() {
    is(&Choice::NotSet, &[0]);
    is(&Choice::Num(1), &[8, 0, 1, 0, 0, 0, 1, 0]);
    is(&Choice::Flag(false), &[2, 0, 3, 0, 0]);
}
