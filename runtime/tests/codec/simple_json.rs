//! JSON by names: what people may write, and what they are told.

use std::collections::{BTreeMap, BTreeSet};

use thriftwood::codegen::Wire;
use thriftwood::{
    Bytes, ErrorKind, Limits, MessageHeader, Protocol, Result, TMessageType, UnknownVariant, Value,
};

use crate::sample::{Choice, Color, Empty, Medium, Small, medium, small};

fn json<T: Wire>(value: &T) -> String {
    String::from_utf8(Protocol::SimpleJson.serialize(value).unwrap()).unwrap()
}

fn read<T: Wire>(text: impl AsRef<[u8]>) -> Result<T> {
    let bytes = Bytes::copy_from_slice(text.as_ref());
    Protocol::SimpleJson.deserialize(&bytes, &Limits::default())
}

/// Why the text means nothing, as a person is told.
fn why<T: Wire + std::fmt::Debug>(text: impl AsRef<[u8]>) -> String {
    let error = read::<T>(text).unwrap_err().to_string();
    error.replace(" (sent by the peer)", "")
}

const SMALL: &str = concat!(
    r#"{"flag":1,"tiny":-7,"shorty":-300,"number":123456,"big":-9223372036854775808,"#,
    r#""ratio":3.25,"name":"sixteen bytes ok","color":1000}"#
);

#[test]
fn values_are_written_as_java_does_it() {
    assert_eq!(json(&small()), SMALL);
    assert_eq!(json(&vec![vec![1i8], vec![]]), "[[1],[]]");
    assert_eq!(json(&vec![true, false]), "[1,0]");
    assert_eq!(
        json(&BTreeMap::from([(false, 1e7), (true, 0.5)])),
        r#"{"0":1.0E7,"1":0.5}"#
    );
    assert_eq!(json(&BTreeSet::from([2i64, 1])), "[1,2]");
    assert_eq!(
        json(&Bytes::from_static(b"a\"\xff\n")),
        "\"a\\\"\u{fffd}\\n\""
    );
    assert_eq!(json(&Choice::Flag(true)), r#"{"flag":1}"#);
    assert_eq!(json(&Choice::NotSet), "{}");
}

/// Java writes words that no parser reads.
#[test]
fn what_json_has_no_number_for_stands_in_quotes() {
    let numbers = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY].to_vec();
    assert_eq!(json(&numbers), r#"["NaN","Infinity","-Infinity"]"#);
    assert_eq!(
        read::<Vec<f64>>("[Infinity,-Infinity]").unwrap(),
        &numbers[1..]
    );
    assert!(read::<Vec<f64>>(json(&numbers)).unwrap()[0].is_nan());
}

/// As in Java: structs are written as they are, lists, sets and maps are refused.
#[test]
fn containers_are_no_keys() {
    let of_structs = BTreeMap::from([(Empty {}, 1i32), (Empty {}, 2)]);
    assert_eq!(json(&of_structs), "{{}:2}");
    assert_eq!(read::<BTreeMap<Empty, i32>>("{{}:2}").unwrap(), of_structs);
    let refused = Protocol::SimpleJson.serialize(&BTreeMap::from([(vec![1i32], 1i32)]));
    assert!(matches!(refused.unwrap_err().kind(), ErrorKind::Usage(_)));
    let refused =
        Protocol::SimpleJson.serialize(&BTreeMap::from([(BTreeMap::<i32, i32>::new(), 1i32)]));
    assert!(matches!(refused.unwrap_err().kind(), ErrorKind::Usage(_)));
    assert_eq!(
        json(&vec![BTreeMap::from([(1i32, vec![1i32])])]),
        r#"[{"1":[1]}]"#
    );
}

#[test]
fn values_come_back() {
    assert_eq!(read::<Small>(SMALL).unwrap(), small());
    assert_eq!(read::<Medium>(json(&medium())).unwrap(), medium());
    let map = BTreeMap::from([(-1i64, BTreeMap::from([(true, 1.5)]))]);
    assert_eq!(read::<BTreeMap<_, _>>(json(&map)).unwrap(), map);
}

#[test]
fn people_write_as_they_like() {
    let text = r#"
    {
        "color" : 2 ,
        "unknown" : { "a" : [ 1, "]", { } ], "b" : null, "c": true, "d": -1.5e3 },
        "flag" : true ,
        "n\u0061me" : "tab\t",
        "big" : "5",
        "ratio" : 1 ,
        "number" : null,
        "tiny" : 1 , "shorty" : 2 , "number" : 3
    }
    "#;
    let expected = Small {
        flag: true,
        tiny: 1,
        shorty: 2,
        number: 3,
        big: 5,
        ratio: 1.0,
        name: "tab\t".into(),
        color: Color::GREEN,
    };
    assert_eq!(read::<Small>(text).unwrap(), expected);
    assert_eq!(read::<Empty>(text).unwrap(), Empty {});
}

#[test]
fn null_is_a_field_that_is_not_there() {
    for text in [
        r#"{"count":null}"#,
        r#"{"note":null,"count":null}"#,
        r#"{"count":null,"x":null}"#,
    ] {
        assert_eq!(read::<Medium>(text).unwrap(), Medium::default(), "{text}");
    }
    assert_eq!(read::<Choice>(r#"{"num":null}"#).unwrap(), Choice::NotSet);
    assert_eq!(
        read::<Choice>(r#"{"num":null,"text":"x"}"#).unwrap(),
        Choice::Text("x".into())
    );
    let required =
        r#"{"flag":1,"tiny":1,"shorty":2,"number":null,"big":5,"ratio":1,"name":"a","color":2}"#;
    assert_eq!(
        why::<Small>(required),
        "at Small.number: the required field is missing"
    );
    assert_eq!(
        why::<Vec<i32>>("[1,null]"),
        "at [1]: an i32 is due at byte 3"
    );
}

#[test]
fn of_a_repeated_name_the_last_counts() {
    let medium: Medium = read(r#"{"numbers":[1,2],"count":1,"numbers":[3],"count":2}"#).unwrap();
    assert_eq!((medium.numbers, medium.count), (vec![3], 2));
}

#[test]
fn errors_say_what_is_due_and_where() {
    for (text, expected) in [
        (
            r#"{"count":"seven"}"#,
            "at Medium.count: an i32 is due at byte 9",
        ),
        (
            r#"{"numbers":{}}"#,
            "at Medium.numbers: an opening bracket is due at byte 11",
        ),
        (
            r#"{"numbers":[1 2]}"#,
            "at Medium.numbers: a closing bracket is due at byte 14",
        ),
        (
            r#"{"numbers":[1,]}"#,
            "at Medium.numbers[1]: an i32 is due at byte 14",
        ),
        (
            r#"{"head":{"flag":"maybe"}}"#,
            "at Medium.head.flag: a bool is due at byte 16",
        ),
        (
            r#"{"tags":{"a":1}}"#,
            "at Medium.tags{0}: a string is due at byte 13",
        ),
        (
            r#"{"choice":{"no such":1}}"#,
            "at Medium.choice: a member of the union is due at byte 11",
        ),
        (
            r#"{"items":[{}]}"#,
            "at Medium.items[0].flag: the required field is missing",
        ),
        (
            r#"{"unknown":[1,nul]}"#,
            "at Medium: a value is due at byte 14",
        ),
        (r#"{"unknown":[1}}"#, "at Medium: a comma is due at byte 13"),
        (r"{count:1}", "at Medium: a string is due at byte 1"),
        (r#"{"count":1,}"#, "at Medium: a string is due at byte 11"),
        (r#"{"count" 1}"#, "at Medium: a colon is due at byte 9"),
        (
            "// no comments\n{}",
            "at Medium: an opening brace is due at byte 0",
        ),
    ] {
        assert_eq!(why::<Medium>(text), expected, "{text}");
    }
    assert_eq!(
        why::<Empty>("{}{}"),
        "at Empty: 2 bytes are left over behind the value"
    );
}

#[test]
fn every_cut_is_an_error_and_no_flip_breaks_anything() {
    let text = json(&medium()).into_bytes();
    let mut bad = text.clone();
    for at in (0..text.len()).step_by(if cfg!(miri) { 397 } else { 1 }) {
        assert!(
            read::<Medium>(&text[..at]).unwrap_err().is_short(),
            "cut at {at}"
        );
        assert!(
            read::<Empty>(&text[..at]).unwrap_err().is_short(),
            "cut at {at}"
        );
        bad[at] ^= 1 << (at % 8);
        if let Ok(value) = read::<Medium>(&bad) {
            assert_eq!(
                json(&read::<Medium>(json(&value)).unwrap()),
                json(&value),
                "byte {at}"
            );
        }
        bad[at] = text[at];
    }
}

#[test]
fn nesting_and_counts_are_bounded() {
    let structs = r#"{"next":"#.repeat(100_000);
    assert!(matches!(
        read::<Medium>(&structs).unwrap_err().kind(),
        ErrorKind::TooDeep
    ));
    assert!(matches!(
        read::<Empty>(&structs).unwrap_err().kind(),
        ErrorKind::TooDeep
    ));
    let lists = format!(r#"{{"x":{}"#, "[".repeat(100_000));
    assert!(matches!(
        read::<Empty>(&lists).unwrap_err().kind(),
        ErrorKind::TooDeep
    ));
    let limits = Limits::default().with_container(3);
    let list = |text: &'static str| {
        Protocol::SimpleJson.deserialize::<Vec<i8>>(&Bytes::from_static(text.as_bytes()), &limits)
    };
    assert_eq!(list(" [ 1 , 2 , 3 ] ").unwrap(), [1, 2, 3]);
    assert!(matches!(
        list("[1,2,3,4]").unwrap_err().kind(),
        ErrorKind::TooLong { .. }
    ));
}

#[test]
fn messages_are_javas() {
    let header = MessageHeader::new("add", TMessageType::Reply, 7);
    let mut bytes = Vec::new();
    Protocol::SimpleJson
        .write_message(&header, &small(), &mut bytes)
        .unwrap();
    assert_eq!(bytes, format!(r#"["add",2,7,{SMALL}]"#).as_bytes());
    let (reply, _) = Protocol::SimpleJson
        .read_reply::<Small>(&bytes.into(), &Limits::default())
        .unwrap();
    assert_eq!(reply, (header, Ok(small())));
}

/// The text does not say what a value is, so what nobody knows can be written and not be read.
#[test]
fn values_without_a_type_are_written_only() {
    let unknown = Choice::Unknown(UnknownVariant {
        id: 50,
        value: Value::List(vec![Value::Bool(true)]),
    });
    assert_eq!(json(&unknown), r#"{"50":[1]}"#);
    assert!(read::<Choice>(json(&unknown)).is_err());
}
