//! The Rust crate's defects 3 to 9, and what pilota's generated code shares with them: each is something that `defects.idl` has,
//! and which compiles, in a module that `include_idl!` made.

use std::collections::{BTreeMap, BTreeSet};

use thriftwood::{Bytes, Limits, Protocol, TEnum, Uuid};

use crate::idl::{
    self, Before, Behind, CORNER, CORNERS, Color, Defaulted, Every, ID, NUMBERS, ORIGIN, Plain,
    Point, QUOTED, RAW, Reserved, SAME_NUMBERS, Shape, Words,
};

fn read<T: thriftwood::wire::Wire>(bytes: &[u8]) -> thriftwood::Result<T> {
    Protocol::Binary.deserialize(&Bytes::copy_from_slice(bytes), &Limits::default())
}

/// A value of each wire type, in binary.
fn values() -> [(u8, &'static [u8]); 12] {
    [
        (2, &[1]),
        (3, &[5]),
        (6, &[0, 5]),
        (8, &[0, 0, 0, 5]),
        (10, &[0, 0, 0, 0, 0, 0, 0, 5]),
        (4, &[0x40, 0x14, 0, 0, 0, 0, 0, 0]),
        (11, &[0, 0, 0, 1, b'x']),
        (16, &[5; 16]),
        (12, &[0]),
        (15, &[8, 0, 0, 0, 1, 0, 0, 0, 5]),
        (14, &[11, 0, 0, 0, 1, 0, 0, 0, 1, b'x']),
        (13, &[11, 8, 0, 0, 0, 1, 0, 0, 0, 1, b'x', 0, 0, 0, 5]),
    ]
}

/// The wire type of each field of `Every`, and of each member of `Any`.
const TYPES: [u8; 15] = [2, 3, 6, 8, 10, 4, 11, 11, 16, 8, 12, 12, 15, 14, 13];

/// Defect 3: of a field, the id was compared and the type was not, so that another type's bytes were read as its own.
#[test]
fn a_field_of_another_type_is_not_read_as_its_own() {
    for (at, own) in TYPES.iter().enumerate() {
        for (kind, value) in values() {
            let id = at as u8 + 1;
            let bytes = [&[kind, 0, id][..], value, &[0]].concat();
            let every: thriftwood::Result<Every> = read(&bytes);
            if kind == *own {
                // a `Point` lacks what is required
                let is_set = every.map_or(id == 11, |every| every != Every::default());
                assert!(is_set, "field {id}");
            } else {
                assert_eq!(every.unwrap(), Every::default(), "field {id} as {kind}");
            }
        }
    }
}

/// Defect 4: declared defaults were forgotten, and a struct's constant was `unimplemented!()`.
#[test]
fn defaults_are_values_and_so_are_constants() {
    let defaulted = Defaulted::default();
    assert_eq!(defaulted.number, 7);
    assert_eq!(defaulted.text, QUOTED);
    assert_eq!((defaulted.point.x, defaulted.point.y), (9, 8));
    assert_eq!(defaulted.point.label.as_deref(), Some("here"));
    assert_eq!(defaulted.numbers, [1, 2, 3]);
    assert_eq!((defaulted.maybe, defaulted.id), (Some(5), ID));
    assert_eq!(
        read::<Defaulted>(&[0]).unwrap(),
        defaulted,
        "of nothing that came"
    );
    assert_eq!((ORIGIN.x, ORIGIN.y), (3, 0));
    assert_eq!((CORNER.x, CORNER.y), (1, 2));
    assert_eq!(*CORNERS, [ORIGIN.clone(), CORNER.clone()]);
    assert_eq!(*NUMBERS, [1, 2, 3]);
}

/// Defect 4: a text's quotes and backslashes stood in the code as they stood in the IDL, and a UUID without its import. And
/// `const list<i32> B = A` was an empty list.
#[test]
fn constants_say_what_the_idl_says() {
    assert_eq!(QUOTED, "say \"hi\" \\ \n\t\r 'there' {} # // */");
    assert_eq!(RAW, b"bytes \"too\" \\");
    assert_eq!(
        CORNER.label.as_deref(),
        Some("a \"corner\"\\\n\t'of' {} {0}")
    );
    assert_eq!(
        ID,
        Uuid::parse_str("00112233-4455-6677-8899-aabbccddeeff").unwrap()
    );
    assert_eq!(*SAME_NUMBERS, [1, 2, 3]);
}

/// Defect 5: a list or a set of a union was given boxes that its type had no place for, so that it did not compile.
#[test]
fn unions_go_into_containers_before_and_behind_their_declaration() {
    let parts = vec![
        Shape::Circle(1),
        Shape::Parts(vec![Shape::NotSet, Shape::Name("x".into())]),
    ];
    let shapes = vec![Shape::Parts(parts), Shape::Point(CORNER.clone())];
    let before = Before {
        kinds: shapes.iter().cloned().collect(),
        pairs: BTreeMap::from([(shapes[0].clone(), shapes[1].clone())]),
        shape: shapes.last().cloned(),
        shapes: shapes.clone(),
    };
    for protocol in Protocol::READABLE {
        let bytes = Bytes::from(protocol.serialize(&before).unwrap());
        if *protocol == Protocol::SimpleJson {
            continue; // it has no keys but names and numbers
        }
        let again: Before = protocol.deserialize(&bytes, &Limits::default()).unwrap();
        assert_eq!(again, before, "{protocol}");
        let behind: Behind = protocol.deserialize(&bytes, &Limits::default()).unwrap();
        assert_eq!(behind.shapes, shapes, "{protocol}");
    }
}

/// Defect 7: `async`, `await`, `dyn`, `try` and `gen` were not known to be Rust's. That this compiles is the test; on the wire, the
/// names are the IDL's.
#[test]
fn names_that_rust_reserves_are_names() {
    let reserved = Reserved {
        r#await: 2,
        r#dyn: 3,
        r#try: 4,
        r#gen: 5,
        r#type: 6,
        crate_: 8,
        super_: 9,
        self_: 10,
        ..Reserved::default()
    };
    let json = String::from_utf8(Protocol::SimpleJson.serialize(&reserved).unwrap()).unwrap();
    for name in [
        "\"await\":2",
        "\"dyn\":3",
        "\"try\":4",
        "\"gen\":5",
        "\"type\":6",
        "\"crate\":8",
        "\"super\":9",
        "\"Self\":10",
    ] {
        assert!(json.contains(name), "{name} in {json}");
    }
    let words: Vec<_> = Words::VARIANTS.iter().map(|(name, _)| *name).collect();
    assert!(
        ["await", "crate", "gen", "Self", "try"]
            .iter()
            .all(|word| words.contains(word)),
        "{words:?}"
    );
    assert_eq!(idl::Type { value: 1 }, idl::Type { value: 1 });
    let _ = idl::r#loop::AwaitArgs::default();
}

/// Defect 9: a field that says neither `required` nor `optional` was an `Option`, and was not written when it was not set. Apache's
/// C++ and Java write it always, and so do we; `required` is asked for.
#[test]
fn requiredness_is_as_everywhere_else() {
    let plain = Plain::default();
    let bytes = Protocol::Binary.serialize(&plain).unwrap();
    let point = [
        &[
            8, 0, 1, 0, 0, 0, 3, 8, 0, 2, 0, 0, 0, 0, 11, 0, 3, 0, 0, 0, 4,
        ][..],
        b"here\0",
    ]
    .concat();
    let expected = [
        &[8, 0, 1, 0, 0, 0, 0][..],
        &[11, 0, 2, 0, 0, 0, 0],
        &[15, 0, 3, 8, 0, 0, 0, 0],
        &[12, 0, 4],
        &point,
        &[0],
    ];
    assert_eq!(bytes, expected.concat());
    assert!(
        read::<Point>(&[8, 0, 1, 0, 0, 0, 1, 0]).is_err(),
        "`y` is required"
    );
    assert_eq!(read::<Plain>(&[0]).unwrap(), plain);
}

/// pilota: containers were hashed with a seed of each process's own, so that equal values had different bytes. They are
/// ordered here unless the IDL says otherwise.
#[test]
fn equal_values_have_equal_bytes() {
    let words = ["d", "a", "c", "b", "e"];
    let forwards = Every {
        words: Some(words.iter().map(ToString::to_string).collect()),
        counts: Some(words.iter().map(ToString::to_string).zip(1..).collect()),
        ..Every::default()
    };
    let backwards = Every {
        words: Some(
            words
                .iter()
                .rev()
                .map(ToString::to_string)
                .collect::<BTreeSet<_>>(),
        ),
        counts: Some(
            words
                .iter()
                .map(ToString::to_string)
                .zip(1..)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect(),
        ),
        ..Every::default()
    };
    for protocol in Protocol::ALL {
        let bytes = |value: &Every| protocol.serialize(value).unwrap();
        assert_eq!(bytes(&forwards), bytes(&backwards), "{protocol}");
        let text = String::from_utf8_lossy(&bytes(&forwards)).into_owned();
        let places: Vec<_> = words
            .iter()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .map(|word| text.rfind(*word))
            .collect();
        assert!(
            *protocol == Protocol::Debug || places.is_sorted(),
            "{protocol}: {text:?}"
        );
    }
}

/// A number that no name stands for was an error elsewhere, or was lost. It stays what it is.
#[test]
fn an_enum_keeps_what_it_does_not_know() {
    let every: Every = read(&[8, 0, 10, 0x7f, 0xff, 0xff, 0xff, 0]).unwrap();
    assert_eq!(every.color, Some(Color::from_value(i32::MAX)));
    assert_eq!(every.color.and_then(thriftwood::TEnum::name), None);
    let again = Protocol::Binary.serialize(&every).unwrap();
    assert_eq!(again, [8, 0, 10, 0x7f, 0xff, 0xff, 0xff, 0]);
}
