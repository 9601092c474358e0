//! Bytes that nobody meant: always an error, at once, never a panic or a large allocation.

use std::collections::{BTreeMap, HashMap};

use thriftwood::{Bytes, ErrorKind, Limit, Limits, Protocol, VecSet};

use crate::sample::{Choice, Empty, Medium, Small};
use crate::{binary, failure, field, read};

/// Every place of a message; under Miri, which is a thousand times slower, some of them.
pub(crate) const STRIDE: usize = if cfg!(miri) { 397 } else { 1 };

#[test]
fn counts_that_lie() {
    let billions = [0x7f, 0xff, 0xff, 0xff];
    let list = |t: u8| [&[t][..], &billions, &[0; 64]].concat();
    assert!(matches!(failure::<Vec<i64>>(&list(10)), ErrorKind::Short));
    assert!(matches!(failure::<Vec<bool>>(&list(2)), ErrorKind::Short));
    assert!(matches!(failure::<Vec<Small>>(&list(12)), ErrorKind::Short));
    assert!(matches!(failure::<Vec<Empty>>(&list(12)), ErrorKind::Short));
    assert!(matches!(
        failure::<VecSet<Empty>>(&list(12)),
        ErrorKind::Short
    ));
    assert!(matches!(
        failure::<Vec<String>>(&list(11)),
        ErrorKind::Short
    ));
    let map = [&[10, 10][..], &billions, &[0; 64]].concat();
    assert!(matches!(
        failure::<BTreeMap<i64, i64>>(&map),
        ErrorKind::Short
    ));
    assert!(matches!(
        failure::<HashMap<i64, i64>>(&map),
        ErrorKind::Short
    ));
    // Nine i64 fit, ten do not: counts are compared with what the elements need, before any of them is read.
    assert!(matches!(
        failure::<Vec<i64>>(&[&[10, 0, 0, 0, 10][..], &[0; 72]].concat()),
        ErrorKind::Short
    ));
}

#[test]
fn counts_that_lie_about_what_is_skipped() {
    for t in [2, 3, 4, 6, 8, 10, 11, 12, 13, 14, 15, 16] {
        for list in [14, 15] {
            let unknown = field(list, 9, &[t, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0]);
            assert!(
                matches!(failure::<Empty>(&unknown), ErrorKind::Short),
                "{t}"
            );
            assert!(
                matches!(failure::<Choice>(&unknown), ErrorKind::Short),
                "{t}"
            );
        }
        let unknown = field(13, 9, &[t, t, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0]);
        assert!(
            matches!(failure::<Empty>(&unknown), ErrorKind::Short),
            "{t}"
        );
        assert!(
            matches!(failure::<Choice>(&unknown), ErrorKind::Short),
            "{t}"
        );
    }
}

#[test]
fn negative_lengths() {
    let minus_one = [0xff; 4];
    assert!(matches!(
        failure::<String>(&minus_one),
        ErrorKind::NegativeLength
    ));
    assert!(matches!(
        failure::<Bytes>(&minus_one),
        ErrorKind::NegativeLength
    ));
    assert!(matches!(
        failure::<Vec<i8>>(&[3, 0xff, 0xff, 0xff, 0xff]),
        ErrorKind::NegativeLength
    ));
    assert!(matches!(
        failure::<Empty>(&field(11, 1, &minus_one)),
        ErrorKind::NegativeLength
    ));
    assert!(matches!(
        failure::<Empty>(&field(15, 1, &[3, 0x80, 0, 0, 0])),
        ErrorKind::NegativeLength
    ));
}

#[test]
fn types_that_do_not_exist() {
    for t in [1, 5, 7, 9, 17, 0xff] {
        assert!(
            matches!(failure::<Empty>(&field(t, 1, &[0; 20])), ErrorKind::UnknownType(found) if found == t)
        );
        assert!(
            matches!(failure::<Choice>(&field(t, 1, &[0; 20])), ErrorKind::UnknownType(found) if found == t)
        );
        let list = field(15, 1, &[t, 0, 0, 0, 1, 0]);
        assert!(matches!(failure::<Empty>(&list), ErrorKind::UnknownType(found) if found == t));
        assert!(matches!(failure::<Choice>(&list), ErrorKind::UnknownType(found) if found == t));
    }
}

#[test]
fn nesting_is_bounded() {
    let structs = field(12, 11, &[]).repeat(100_000);
    assert!(matches!(failure::<Medium>(&structs), ErrorKind::TooDeep));
    assert!(matches!(failure::<Empty>(&structs), ErrorKind::TooDeep));
    assert!(matches!(failure::<Choice>(&structs), ErrorKind::TooDeep));
    let lists = [field(15, 1, &[]), [15, 0, 0, 0, 1].repeat(100_000)].concat();
    assert!(matches!(failure::<Empty>(&lists), ErrorKind::TooDeep));
    assert!(matches!(failure::<Choice>(&lists), ErrorKind::TooDeep));
    let maps = [field(13, 2, &[]), [3, 13, 0, 0, 0, 1, 0].repeat(100_000)].concat();
    assert!(matches!(failure::<Empty>(&maps), ErrorKind::TooDeep));
    assert!(matches!(failure::<Choice>(&maps), ErrorKind::TooDeep));
}

#[test]
fn text_that_is_not() {
    let error = read::<String>(&[0, 0, 0, 1, 0xff]).unwrap_err();
    assert_eq!(error.to_string(), "text is not UTF-8 (sent by the peer)");
}

#[test]
fn limits_of_one_own() {
    let limits = Limits::default()
        .with_string(4)
        .with_container(3)
        .with_message(40);
    let text =
        |n: usize| Protocol::Binary.deserialize::<String>(&binary(&"x".repeat(n)).into(), &limits);
    let list =
        |n: usize| Protocol::Binary.deserialize::<Vec<i8>>(&binary(&vec![0i8; n]).into(), &limits);
    assert!(text(4).is_ok() && list(3).is_ok());
    let kinds = [
        text(5).unwrap_err().into_kind(),
        list(4).unwrap_err().into_kind(),
    ];
    assert!(matches!(
        kinds[0],
        ErrorKind::TooLong {
            limit: Limit::String,
            allowed: 4,
            found: 5
        }
    ));
    assert!(matches!(
        kinds[1],
        ErrorKind::TooLong {
            limit: Limit::Container,
            allowed: 3,
            found: 4
        }
    ));
    assert_eq!(
        kinds[0].to_string(),
        "5 bytes are more than the string limit of 4"
    );

    let numbers = Protocol::Binary
        .serialize(&[[0i64; 3]; 2].map(Vec::from).to_vec())
        .unwrap();
    let error = Protocol::Binary
        .deserialize::<Vec<Vec<i64>>>(&numbers.into(), &limits)
        .unwrap_err();
    assert!(matches!(
        error.kind(),
        ErrorKind::TooLong {
            limit: Limit::Message,
            allowed: 40,
            ..
        }
    ));
}

#[test]
fn bytes_behind_the_value() {
    let error = read::<Empty>(&[0, 1, 2]).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TrailingBytes(2)));
    let bytes = Bytes::from_static(&[0, 1, 2]);
    let (_, consumed) = Protocol::Binary
        .deserialize_prefix::<Empty>(&bytes, &Limits::default())
        .unwrap();
    assert_eq!(consumed, 1);
}
