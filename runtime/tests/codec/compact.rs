//! Byte for byte what `doc/specs/thrift-compact-protocol.md` says, and what is wrong in compact only.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use thriftwood::codegen::Wire;
use thriftwood::{
    Bytes, ErrorKind, Limits, MessageHeader, OrderedFloat, Protocol, Result, TMessageType,
    UnknownVariant, Uuid, Value, VecMap,
};

use crate::sample::{Choice, Empty, Medium, Small};
use crate::{read_in, written_in};

fn read<T: Wire>(bytes: &[u8]) -> Result<T> {
    read_in(Protocol::Compact, bytes)
}

fn failure<T: Wire + std::fmt::Debug>(bytes: &[u8]) -> ErrorKind {
    read::<T>(bytes).unwrap_err().into_kind()
}

/// Written so, and read back.
fn is<T: Wire + PartialEq + std::fmt::Debug>(value: &T, bytes: &[u8]) {
    assert_eq!(written_in(Protocol::Compact, value), bytes);
    assert_eq!(read::<T>(bytes).unwrap(), *value);
}

#[test]
fn scalars() {
    is(&true, &[1]);
    is(&false, &[2]);
    is(&-2i8, &[0xfe]);
    is(&-1i16, &[1]);
    is(&i16::MIN, &[0xff, 0xff, 3]);
    is(&64i32, &[0x80, 1]);
    is(&i32::MIN, &[0xff, 0xff, 0xff, 0xff, 0x0f]);
    is(
        &i64::MAX,
        &[0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1],
    );
    is(&1.0f64, &[0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
    is(&OrderedFloat(-0.0), &[0, 0, 0, 0, 0, 0, 0, 0x80]);
    is(&String::from("é"), &[2, 0xc3, 0xa9]);
    is(
        &Bytes::from(vec![7; 128]),
        &[&[0x80, 1][..], &[7; 128]].concat(),
    );
    is(
        &Uuid::from_u128(0x0001_0203_0405_0607_0809_0a0b_0c0d_0e0f),
        &(0..16).collect::<Vec<u8>>(),
    );
}

#[test]
fn containers() {
    is(&vec![1i16, -1], &[0x24, 2, 1]);
    is(&vec![5i8, -5], &[0x23, 5, 0xfb]);
    is(&vec![0.5f64], &[0x17, 0, 0, 0, 0, 0, 0, 0xe0, 0x3f]);
    is(&vec![0i32; 14], &[&[0xe5][..], &[0; 14]].concat());
    is(&vec![0i32; 15], &[&[0xf5, 15][..], &[0; 15]].concat());
    is(&vec![Empty {}, Empty {}], &[0x2c, 0, 0]);
    is(&BTreeSet::from([2i8, 1]), &[0x23, 1, 2]);
    is(&BTreeMap::<i8, i8>::new(), &[0]);
    is(&BTreeMap::from([(1i8, true)]), &[1, 0x31, 1, 1]);
    is(
        &HashMap::<bool, Vec<i8>>::from([(false, vec![2])]),
        &[1, 0x19, 2, 0x13, 2],
    );
    is(
        &VecMap(vec![(2i8, 9i8), (1, 8), (2, 7)]),
        &[3, 0x33, 2, 9, 1, 8, 2, 7],
    );
}

#[test]
fn bools_have_two_type_codes_and_older_peers_write_zero() {
    for code in [1, 2] {
        let list = read::<Vec<bool>>(&[0x30 | code, 1, 2, 0]).unwrap();
        assert_eq!(list, [true, false, false]);
        let entry = read::<BTreeMap<bool, bool>>(&[1, code << 4 | code, 1, 0]).unwrap();
        assert_eq!(entry, BTreeMap::from([(true, false)]));
    }
    let kept = read::<Choice>(&[0x09, 0x0a, 0x22, 1, 0, 0]).unwrap();
    let value = Value::List(vec![Value::Bool(true), Value::Bool(false)]);
    assert_eq!(kept, Choice::Unknown(UnknownVariant { id: 5, value }));
}

/// A step of up to fifteen is part of the header; every other id is a number, at any step.
#[test]
fn ids() {
    let member = |id| {
        let value = Value::Bool(true);
        Choice::Unknown(UnknownVariant { id, value })
    };
    is(&Choice::Flag(false), &[0x32, 0]);
    is(&Choice::Num(1), &[0x15, 2, 0]);
    is(&member(15), &[0xf1, 0]);
    is(&member(16), &[0x01, 32, 0]);
    is(&member(0), &[0x01, 0, 0]);
    is(&member(-1), &[0x01, 1, 0]);
    is(&member(i16::MIN), &[0x01, 0xff, 0xff, 3, 0]);
    assert_eq!(read::<Choice>(&[0x02, 6, 0]).unwrap(), Choice::Flag(false));
    // Apache's Rust library gives the id where the step is fifteen.
    assert_eq!(read::<Choice>(&[0x01, 30, 0]).unwrap(), member(15));
}

/// As C++ and Java count: in 16 bits, and around.
#[test]
fn steps_beyond_the_last_id_go_round() {
    let last_and_one_more = [0x03, 0xfe, 0xff, 3, 9, 0x11, 0];
    let first = Choice::Unknown(UnknownVariant {
        id: i16::MIN,
        value: Value::Bool(true),
    });
    assert_eq!(read::<Choice>(&last_and_one_more).unwrap(), first);
    assert_eq!(read::<Empty>(&last_and_one_more).unwrap(), Empty {});
    // From -1, a step of two is field 1.
    let around = [0x03, 1, 9, 0x25, 14, 0];
    assert_eq!(read::<Choice>(&around).unwrap(), Choice::Num(7));
}

/// No library writes them, and C++ reads them so.
#[test]
fn bits_beyond_a_number_are_dropped() {
    let minus_one_as_64_bits = [0x81, 0x80, 0x80, 0x80, 0xf0, 0xff, 0xff, 0xff, 0xff, 1];
    assert_eq!(read::<i32>(&minus_one_as_64_bits).unwrap(), -1);
    let list = [&[0x15][..], &minus_one_as_64_bits].concat();
    assert_eq!(read::<Vec<i32>>(&list).unwrap(), [-1]);
    assert_eq!(read::<i16>(&[0x82, 0x80, 4]).unwrap(), i16::MIN + 1);
}

#[test]
fn numbers_that_do_not_end() {
    let endless = [0xff; 11];
    let in_field = [&[0x15][..], &endless].concat();
    let id = [&[0x05][..], &endless].concat();
    let run = [&[0x15][..], &endless].concat();
    for kind in [
        failure::<i32>(&endless),
        failure::<i64>(&endless),
        failure::<String>(&endless),
        failure::<Vec<i32>>(&run),
        failure::<Empty>(&in_field),
        failure::<Empty>(&id),
        failure::<Choice>(&in_field),
    ] {
        assert!(matches!(kind, ErrorKind::LongVarint), "{kind}");
    }
}

#[test]
fn counts_and_lengths_that_lie() {
    let billions = [0xff, 0xff, 0xff, 0xff, 7];
    for nibble in 1..=13 {
        let list = [&[0xf0 | nibble][..], &billions, &[0; 64]].concat();
        let map = [&billions[..], &[nibble << 4 | nibble], &[0; 64]].concat();
        for (header, value) in [(0x19, &list), (0x1a, &list), (0x1b, &map)] {
            let unknown = [&[header][..], value].concat();
            let kind = failure::<Empty>(&unknown);
            assert!(matches!(kind, ErrorKind::Short), "{nibble}: {kind}");
            let kind = failure::<Choice>(&unknown);
            assert!(matches!(kind, ErrorKind::Short), "{nibble}: {kind}");
        }
    }
    let list = |nibble: u8| [&[0xf0 | nibble][..], &billions, &[0; 64]].concat();
    for kind in [
        failure::<Vec<i64>>(&list(6)),
        failure::<Vec<Empty>>(&list(12)),
        failure::<Vec<String>>(&list(8)),
        // Eight doubles fit, nine do not.
        failure::<Vec<f64>>(&[&[0x97][..], &[0; 64]].concat()),
        failure::<String>(&[5, b'x']),
    ] {
        assert!(matches!(kind, ErrorKind::Short), "{kind}");
    }
    let negative = [0xff, 0xff, 0xff, 0xff, 0x0f];
    for kind in [
        failure::<String>(&negative),
        failure::<Vec<i8>>(&[&[0xf3][..], &negative].concat()),
        failure::<BTreeMap<i8, i8>>(&[&negative[..], &[0x33]].concat()),
        failure::<Empty>(&[&[0x18][..], &negative].concat()),
        failure::<Empty>(&[&[0x1b][..], &negative].concat()),
    ] {
        assert!(matches!(kind, ErrorKind::NegativeLength), "{kind}");
    }
}

#[test]
fn types_that_do_not_exist_and_types_that_are_others() {
    // The last one is no end of a struct: a step stands above it.
    for code in [14, 15, 0] {
        let field = [0x10 | code, 0, 0, 0];
        assert!(matches!(failure::<Empty>(&field), ErrorKind::UnknownType(found) if found == code));
        assert!(
            matches!(failure::<Choice>(&field), ErrorKind::UnknownType(found) if found == code)
        );
    }
    for code in [0, 14, 15] {
        let list = [0x10 | code, 0];
        assert!(
            matches!(failure::<Vec<i32>>(&list), ErrorKind::UnknownType(found) if found == code)
        );
        assert_eq!(
            read::<Vec<i32>>(&[code]).unwrap(),
            [],
            "an empty list of any type"
        );
    }
    let error = read::<Medium>(&[0x39, 0x18, 1, b'x', 0]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "at Medium.numbers: elements are of type string, not i32 (sent by the peer)"
    );
    assert!(matches!(
        failure::<BTreeMap<i8, i8>>(&[1, 0x34, 1, 2]),
        ErrorKind::WrongType { .. }
    ));
}

#[test]
fn nesting_is_bounded() {
    let next = [0x0c, 22].repeat(100_000);
    let lists = [&[0x19][..], &[0x19].repeat(100_000)].concat();
    let maps = [&[0x1b][..], &[1, 0x3b, 0].repeat(100_000)].concat();
    assert!(matches!(failure::<Medium>(&next), ErrorKind::TooDeep));
    for bytes in [next, lists, maps] {
        assert!(matches!(failure::<Empty>(&bytes), ErrorKind::TooDeep));
        assert!(matches!(failure::<Choice>(&bytes), ErrorKind::TooDeep));
    }
}

#[test]
fn missing_fields_are_named() {
    let error = read::<Small>(&[0x11, 0]).unwrap_err();
    assert_eq!(error.path().to_string(), "Small.tiny");
}

#[test]
fn messages() {
    let header = MessageHeader::new("ping", TMessageType::Oneway, -2);
    let mut written = Vec::new();
    Protocol::Compact
        .write_message(&header, &Empty {}, &mut written)
        .unwrap();
    let expected = b"\x82\x81\xfe\xff\xff\xff\x0f\x04ping\x00";
    assert_eq!(written, expected);
    let read = |bytes: &[u8]| {
        let bytes = Bytes::copy_from_slice(bytes);
        Protocol::Compact.read_header(&bytes, &Limits::default())
    };
    assert_eq!(read(expected).unwrap(), header);
    for cut in 0..expected.len() - 1 {
        assert!(
            read(&expected[..cut]).unwrap_err().is_short(),
            "cut at {cut}"
        );
    }
    let kind = |bytes: &[u8]| read(bytes).unwrap_err().into_kind();
    assert!(matches!(
        kind(b"\x80\x01\x00\x01"),
        ErrorKind::BadVersion(0x8001)
    ));
    assert!(matches!(
        kind(b"\x82\x22\x00\x00"),
        ErrorKind::BadVersion(0x8222)
    ));
    assert!(matches!(
        kind(b"\x82\x01\x00\x00"),
        ErrorKind::InvalidMessageType(0)
    ));
    assert!(matches!(
        kind(b"\x82\xa1\x00\x00"),
        ErrorKind::InvalidMessageType(5)
    ));
    assert!(matches!(kind(b"\x82\x21\x00\x01\xff"), ErrorKind::NotUtf8));
}
