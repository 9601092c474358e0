//! Values of every shape come back as they went.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Debug;

use proptest::collection::{btree_map, btree_set, hash_map, vec};
use proptest::prelude::*;
use thriftwood::codegen::Wire;
use thriftwood::{Bytes, OrderedFloat, Protocol, UnknownVariant, Uuid, Value, VecMap, VecSet};

use crate::sample::{Choice, Color, Small, medium};
use crate::{PROTOCOLS, read_in, written_in};

fn round_trip<T: Wire + PartialEq + Debug>(value: &T) -> Result<(), TestCaseError> {
    round_trip_in(Protocol::READABLE, value)
}

fn round_trip_in<T: Wire + PartialEq + Debug>(
    protocols: &[Protocol],
    value: &T,
) -> Result<(), TestCaseError> {
    for &protocol in protocols {
        let bytes = written_in(protocol, value);
        prop_assert_eq!(
            &read_in::<T>(protocol, &bytes).unwrap(),
            value,
            "{}",
            protocol
        );
    }
    Ok(())
}

prop_compose! {
    fn any_small()(
        flag: bool, tiny: i8, shorty: i16, number: i32, big: i64,
        ratio in any::<f64>().prop_filter("equal to itself", |ratio| !ratio.is_nan()),
        name: String, color: i32,
    ) -> Small {
        Small { flag, tiny, shorty, number, big, ratio, name, color: Color(color) }
    }
}

/// Values whose containers hold elements of one type each.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::Bool),
        any::<i8>().prop_map(Value::I8),
        any::<i16>().prop_map(Value::I16),
        any::<i32>().prop_map(Value::I32),
        any::<i64>().prop_map(Value::I64),
        any::<f64>().prop_map(|value| Value::Double(OrderedFloat(value))),
        any::<u128>().prop_map(|value| Value::Uuid(Uuid::from_u128(value))),
        vec(any::<u8>(), 0..40).prop_map(|value| Value::Binary(Bytes::from(value))),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            vec((any::<i16>(), inner.clone()), 0..4).prop_map(|fields| {
                let field = |(id, value)| UnknownVariant { id, value };
                Value::Struct(fields.into_iter().map(field).collect())
            }),
            (inner.clone(), 0..4usize).prop_map(|(value, n)| Value::List(vec![value; n])),
            (inner.clone(), 0..4usize).prop_map(|(value, n)| Value::Set(vec![value; n])),
            (inner.clone(), inner, 0..4usize).prop_map(|(key, value, n)| Value::Map(vec![
                (
                    key, value
                );
                n
            ])),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(miri) { 1 } else { 256 }, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn structs(small in any_small(), items in vec(any_small(), 0..5)) {
        let mut value = medium();
        value.head = small;
        value.items = items;
        round_trip(&value)?;
    }

    #[test]
    fn lists(
        bools: Vec<bool>, bytes: Vec<i8>, shorts: Vec<i16>, ints in vec(any::<i32>(), 0..300), longs: Vec<i64>,
        texts: Vec<String>, nested in vec(vec(vec(any::<i16>(), 0..4), 0..4), 0..4),
    ) {
        round_trip(&bools)?;
        round_trip(&bytes)?;
        round_trip(&shorts)?;
        round_trip(&ints)?;
        round_trip(&longs)?;
        round_trip(&texts)?;
        round_trip(&nested)?;
    }

    #[test]
    fn doubles_keep_their_bits(bits in vec(any::<u64>(), 0..100)) {
        let doubles: Vec<f64> = bits.iter().copied().map(f64::from_bits).collect();
        let ordered: Vec<OrderedFloat<f64>> = doubles.iter().copied().map(OrderedFloat).collect();
        for &protocol in PROTOCOLS {
            let back: Vec<f64> = read_in(protocol, &written_in(protocol, &doubles)).unwrap();
            prop_assert_eq!(&back.into_iter().map(f64::to_bits).collect::<Vec<_>>(), &bits);
        }
        round_trip(&ordered)?;
    }

    #[test]
    fn sets_and_maps(
        set in btree_set(any::<String>(), 0..20),
        map in btree_map(any::<i64>(), vec(any::<String>(), 0..3), 0..20),
        hashed in hash_map(any::<String>(), btree_map(any::<bool>(), any::<i8>(), 0..3), 0..20),
        entries: Vec<(String, i32)>, elements: Vec<String>,
    ) {
        round_trip::<BTreeSet<String>>(&set)?;
        round_trip::<BTreeMap<i64, Vec<String>>>(&map)?;
        round_trip::<HashMap<String, BTreeMap<bool, i8>>>(&hashed)?;
        round_trip(&VecMap(entries))?;
        round_trip(&VecSet(elements))?;
    }

    #[test]
    fn unknown_members(id in 100i16.., value in any_value()) {
        round_trip_in(PROTOCOLS, &Choice::Unknown(UnknownVariant { id, value }))?;
    }

    #[test]
    fn any_bytes_at_all(bytes in vec(any::<u8>(), 0..200)) {
        for &protocol in PROTOCOLS {
            if let Ok(value) = read_in::<Choice>(protocol, &bytes) {
                round_trip_in(PROTOCOLS, &value)?;
            }
        }
    }
}
