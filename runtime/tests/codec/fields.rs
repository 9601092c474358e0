//! Fields that come in another order, twice, or that nobody knows.

use thriftwood::{Bytes, ErrorKind, OrderedFloat, UnknownVariant, Uuid, Value};

use crate::sample::{Choice, Color, Medium, Shared, Small, medium, small};
use crate::{binary, failure, field, read, text};

/// A map<string, list<map<..>>>: `{"k": [{1: 42}]}`.
fn unknown() -> Vec<u8> {
    let list = [
        &[13, 0, 0, 0, 1][..],
        &[3, 8, 0, 0, 0, 1],
        &[1, 0, 0, 0, 42],
    ]
    .concat();
    let map = [&[11, 15, 0, 0, 0, 1][..], &text("k"), &list].concat();
    field(13, 99, &map)
}

#[test]
fn any_order_is_read() {
    let name = field(11, 7, &text("hi"));
    let fields = [
        field(8, 8, &[0, 0, 0, 2]),
        name.clone(),
        field(4, 6, &1.5f64.to_be_bytes()),
        unknown(),
        field(10, 5, &[9; 8]),
        field(8, 4, &[0, 0, 0, 4]),
        field(11, 3, &text("of another type, so not shorty")),
        field(6, 3, &[0, 3]),
        field(3, 2, &[2]),
        field(2, 1, &[1]),
        name,
        vec![0],
    ];
    let expected = Small {
        flag: true,
        tiny: 2,
        shorty: 3,
        number: 4,
        big: 0x0909_0909_0909_0909,
        ratio: 1.5,
        name: "hi".into(),
        color: Color::GREEN,
    };
    assert_eq!(read::<Small>(&fields.concat()).unwrap(), expected);
}

#[test]
fn what_is_absent_keeps_its_default() {
    assert_eq!(read::<Medium>(&[0]).unwrap(), Medium::default());
    assert_eq!(Medium::default().count, 7);
}

#[test]
fn a_repeated_field_starts_afresh() {
    let full = field(12, 11, &binary(&medium()));
    let sparse = field(12, 11, &[field(8, 6, &[0, 0, 0, 9]), vec![0]].concat());
    let read: Medium = read(&[full, sparse, vec![0]].concat()).unwrap();
    let expected = Medium {
        count: 9,
        ..Medium::default()
    };
    assert_eq!(read.next.as_deref(), Some(&expected));
}

#[test]
fn a_repeated_struct_in_place_starts_afresh() {
    // A Small without its required name is an error even if an earlier one had it.
    let whole = binary(&small());
    let without_name: Vec<u8> = [&whole[..whole.len() - 28 - 3][..], &[0]].concat();
    assert_eq!(read::<Small>(&whole).unwrap(), small());
    let medium = [field(12, 1, &whole), field(12, 1, &without_name), vec![0]].concat();
    let error = read::<Medium>(&medium).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::MissingField));

    // And a list starts empty.
    let list = field(15, 3, &[8, 0, 0, 0, 1, 0, 0, 0, 5]);
    let medium: Medium = read(&[&list[..], &list, &[0]].concat()).unwrap();
    assert_eq!(medium.numbers, [5]);
}

#[test]
fn an_absent_member_of_a_repeated_union_is_not_kept() {
    let chosen = field(12, 10, &binary(&Choice::Num(5)));
    let unset = field(12, 10, &[0]);
    let medium: Medium = read(&[&chosen[..], &unset, &[0]].concat()).unwrap();
    assert_eq!(medium.choice, Choice::NotSet);
}

#[test]
fn missing_required_fields_are_named() {
    let error = read::<Small>(&[0]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "at Small.flag: the required field is missing (sent by the peer)"
    );
    let flag = field(2, 1, &[1]);
    let items = field(15, 2, &[&[12, 0, 0, 0, 1][..], &flag, &[0]].concat());
    let error = read::<Medium>(&[&items[..], &[0]].concat()).unwrap_err();
    assert_eq!(error.path().to_string(), "Medium.items[0].tiny");
}

#[test]
fn paths_lead_into_maps() {
    let tags = |key: &[u8], value: &[u8]| {
        let map = [
            &[11, 11, 0, 0, 0, 2][..],
            &text("a"),
            &text("b"),
            key,
            value,
        ]
        .concat();
        read::<Medium>(&[field(13, 4, &map), vec![0]].concat())
            .unwrap_err()
            .path()
            .to_string()
    };
    assert_eq!(tags(&[0, 0, 0, 1, 0xff], &text("x")), "Medium.tags{key 1}");
    assert_eq!(tags(&text("x"), &[0, 0, 0, 1, 0xff]), "Medium.tags{1}");
}

#[test]
fn elements_of_another_type_are_an_error() {
    let strings = field(15, 3, &[&[11, 0, 0, 0, 1][..], &text("x")].concat());
    let error = read::<Medium>(&[&strings[..], &[0]].concat()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "at Medium.numbers: elements are of type string, not i32 (sent by the peer)"
    );
    assert!(matches!(
        failure::<Vec<i32>>(&[7, 0, 0, 0, 1, 0, 0, 0, 0]),
        ErrorKind::UnknownType(7)
    ));
}

#[test]
fn unknown_members_are_kept() {
    let bytes = [unknown(), vec![0]].concat();
    let inner = Value::Map(vec![(Value::I8(1), Value::I32(42))]);
    let entry = (
        Value::Binary(Bytes::from_static(b"k")),
        Value::List(vec![inner]),
    );
    let unknown = Choice::Unknown(UnknownVariant {
        id: 99,
        value: Value::Map(vec![entry]),
    });
    assert_eq!(read::<Choice>(&bytes).unwrap(), unknown);
    assert_eq!(binary(&unknown), bytes);
}

#[test]
fn every_type_is_kept() {
    let values = vec![
        Value::Bool(true),
        Value::I8(-1),
        Value::I16(-2),
        Value::I32(-3),
        Value::I64(-4),
        Value::Double(OrderedFloat(0.5)),
        Value::Binary(Bytes::from_static(b"x")),
        Value::Set(vec![Value::Bool(false), Value::Bool(true)]),
        Value::List(vec![]),
        Value::Map(vec![]),
        Value::Uuid(Uuid::from_u128(1)),
    ];
    let fields = values
        .into_iter()
        .zip(1..)
        .map(|(value, id)| UnknownVariant { id, value });
    let value = Value::Struct(fields.collect());
    let choice = Choice::Unknown(UnknownVariant { id: -5, value });
    assert_eq!(read::<Choice>(&binary(&choice)).unwrap(), choice);
}

#[test]
fn of_several_members_the_last_counts() {
    let (num, unknown) = (field(8, 1, &[0, 0, 0, 5]), field(3, 77, &[1]));
    let flag = field(2, 3, &[1]);
    let last = |fields: &[&[u8]]| read::<Choice>(&[fields.concat(), vec![0]].concat()).unwrap();
    let kept = Choice::Unknown(UnknownVariant {
        id: 77,
        value: Value::I8(1),
    });
    assert_eq!(last(&[&num, &flag]), Choice::Flag(true));
    assert_eq!(last(&[&flag, &num]), Choice::Num(5));
    assert_eq!(last(&[&num, &unknown]), kept);
    assert_eq!(last(&[&unknown, &num]), Choice::Num(5));
    assert_eq!(last(&[&unknown, &num, &unknown]), kept);
    assert_eq!(last(&[&unknown, &num, &flag]), Choice::Flag(true));
    assert_eq!(last(&[&unknown, &flag, &num]), Choice::Num(5));
}

#[test]
fn shared_and_boxed_fields_are_read_like_plain_ones() {
    let whole = field(12, 1, &binary(&small()));
    let sparse = field(12, 1, &[0]);
    let shared: Shared = read(&[&whole[..], &[0]].concat()).unwrap();
    assert_eq!(*shared.plain, Medium::default());
    assert_eq!(shared.small.as_deref(), Some(&small()));
    assert_eq!(read::<Shared>(&binary(&shared)).unwrap(), shared);

    let error = read::<Shared>(&[&whole[..], &sparse, &[0]].concat()).unwrap_err();
    assert_eq!(error.path().to_string(), "Shared.small.flag");

    let counted = field(12, 2, &[field(8, 6, &[0, 0, 0, 9]), vec![0]].concat());
    let afresh: Shared = read(&[&counted[..], &field(12, 2, &[0]), &[0]].concat()).unwrap();
    assert_eq!(*afresh.plain, Medium::default());
}
