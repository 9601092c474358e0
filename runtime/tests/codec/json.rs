//! JSON with types and ids: what is written, what is read, and what is refused where.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use thriftwood::codegen::Wire;
use thriftwood::{
    ApplicationErrorKind, Bytes, ErrorKind, Limit, Limits, MessageHeader, Protocol, Result,
    TApplicationException, TMessageType, UnknownVariant, Uuid, Value,
};

use crate::sample::{Choice, Color, Empty, Medium, Shared, Small, medium, small};

/// Every place of a message; under Miri, which is a thousand times slower, some of them.
const STRIDE: usize = if cfg!(miri) { 797 } else { 1 };

fn json<T: Wire>(value: &T) -> String {
    String::from_utf8(Protocol::Json.serialize(value).unwrap()).unwrap()
}

fn read<T: Wire>(text: impl AsRef<[u8]>) -> Result<T> {
    let bytes = Bytes::copy_from_slice(text.as_ref());
    Protocol::Json.deserialize(&bytes, &Limits::default())
}

/// Why the text means nothing, as a person is told.
fn why<T: Wire + Debug>(text: impl AsRef<[u8]>) -> String {
    let error = read::<T>(text).unwrap_err().to_string();
    error.replace(" (sent by the peer)", "")
}

const SMALL: &str = concat!(
    r#"{"1":{"tf":1},"2":{"i8":-7},"3":{"i16":-300},"4":{"i32":123456},"5":{"i64":-9223372036854775808},"#,
    r#""6":{"dbl":3.25},"7":{"str":"sixteen bytes ok"},"8":{"i32":1000}}"#
);

#[test]
fn values_are_written_as_c_does_it() {
    assert_eq!(json(&small()), SMALL);
    assert_eq!(json(&Empty {}), "{}");
    assert_eq!(json(&vec![1.5, f64::NAN]), r#"["dbl",2,1.5,"NaN"]"#);
    assert_eq!(json(&vec![true, false]), r#"["tf",2,1,0]"#);
    assert_eq!(json(&BTreeSet::from([2i8, 1])), r#"["i8",2,1,2]"#);
    assert_eq!(json(&Bytes::from_static(b"\xff\xfe")), r#""//4""#);
    assert_eq!(
        json(&String::from("\u{1}\"/\u{7f}ż")),
        "\"\\u0001\\\"/\u{7f}ż\""
    );
    assert_eq!(
        json(&Uuid::from_u128(0xff)),
        r#""00000000-0000-0000-0000-0000000000ff""#
    );
}

#[test]
fn numbers_that_are_keys_stand_in_quotes() {
    let map = BTreeMap::from([(-1i64, 5i8), (2, 6)]);
    assert_eq!(json(&map), r#"["i64","i8",2,{"-1":5,"2":6}]"#);
    assert_eq!(
        json(&BTreeMap::from([(true, vec![1i16])])),
        r#"["tf","lst",1,{"1":["i16",1,1]}]"#
    );
}

/// As C++ writes them: no JSON, but it reads back.
#[test]
fn keys_may_be_structs_and_containers() {
    let of_lists = BTreeMap::from([(vec![1i32, 2], BTreeMap::from([(3i32, 4i32)]))]);
    assert_eq!(
        json(&of_lists),
        r#"["lst","map",1,{["i32",2,1,2]:["i32","i32",1,{"3":4}]}]"#
    );
    assert_eq!(read::<BTreeMap<_, _>>(json(&of_lists)).unwrap(), of_lists);
    let of_structs = BTreeMap::from([(Empty {}, 1i32)]);
    assert_eq!(json(&of_structs), r#"["rec","i32",1,{{}:1}]"#);
    assert_eq!(
        read::<BTreeMap<_, _>>(json(&of_structs)).unwrap(),
        of_structs
    );
    let of_maps = BTreeMap::from([(BTreeMap::from([(1i32, 2i32)]), 3i32)]);
    assert_eq!(read::<BTreeMap<_, _>>(json(&of_maps)).unwrap(), of_maps);
}

#[test]
fn values_come_back() {
    assert_eq!(read::<Small>(SMALL).unwrap(), small());
    assert_eq!(read::<Medium>(json(&medium())).unwrap(), medium());
    let shared = Shared {
        small: Some(small().into()),
        plain: Box::new(medium()),
    };
    assert_eq!(read::<Shared>(json(&shared)).unwrap(), shared);
}

#[test]
fn fields_come_in_any_order_and_unknown_ones_are_passed_over() {
    let text = r#"{"9":{"rec":{"1":{"lst":["map",1,["i32","str",1,{"5":"}]"}]]}}},"2":{"str":"x"},
        "3":{"str":"no bool"},"-4":{"dbl":"-Infinity"},"1":{"i32":1},"77":{"uid":"00000000-0000-0000-0000-000000000000"}}"#;
    let choice: Choice = read(text.replace(r#""77""#, r#""1""#)).unwrap();
    assert!(matches!(
        choice,
        Choice::Unknown(UnknownVariant { id: 1, .. })
    ));
    assert_eq!(read::<Empty>(text).unwrap(), Empty {});
    let reordered = r#"{"8":{"i32":2},"7":{"str":"n"},"6":{"dbl":1},"5":{"i64":5},"4":{"i32":4},"3":{"i16":3},"2":{"i8":2},"1":{"tf":0}}"#;
    let small: Small = read(reordered).unwrap();
    assert_eq!((small.big, small.color), (5, Color::GREEN));
}

#[test]
fn of_a_repeated_field_the_last_counts() {
    let text = format!(r#"{},"4":{{"i32":-1}}}}"#, &SMALL[..SMALL.len() - 1]);
    assert_eq!(read::<Small>(text).unwrap().number, -1);
}

#[test]
fn negative_ids_are_read_and_written() {
    let member = UnknownVariant {
        id: -5,
        value: Value::I32(1),
    };
    let choice = Choice::Unknown(member);
    assert_eq!(json(&choice), r#"{"-5":{"i32":1}}"#);
    assert_eq!(read::<Choice>(json(&choice)).unwrap(), choice);
}

#[test]
fn ids_of_every_length_are_read() {
    for id in [
        "0", "9", "10", "99", "100", "1000", "9999", "10000", "32767", "007", "00007",
    ] {
        let text = format!(r#"{{"{id}":{{"i32":1}},"1":{{"rec":{{}}}}}}"#);
        let last_first = format!(r#"{{"1":{{"rec":{{}}}},"{id}":{{"i32":1}}}}"#);
        assert_eq!(read::<Empty>(&text).unwrap(), Empty {});
        let choice: Choice = read(last_first).unwrap();
        let member = UnknownVariant {
            id: id.parse().unwrap(),
            value: Value::I32(1),
        };
        assert_eq!(choice, Choice::Unknown(member));
    }
    for id in [
        "32768", "99999", "1x", "x1", "1x2", "", "-", "1.0", "1 ", "12345678",
    ] {
        let text = format!(r#"{{"{id}":{{"i32":1}}}}"#);
        assert_eq!(
            why::<Empty>(&text),
            "at Empty: a field id is due at byte 1",
            "{id}"
        );
    }
}

/// Nobody knows whether it was a string or a binary; as text it goes through unharmed.
#[test]
fn text_that_is_kept_unread_goes_through() {
    let text = r#"{"50":{"map":["str","str",1,{"not base64!":"//4"}]}}"#;
    assert_eq!(json(&read::<Choice>(text).unwrap()), text);
}

#[test]
fn messages() {
    let header = MessageHeader::new("add", TMessageType::Call, -7);
    let mut bytes = Vec::new();
    Protocol::Json
        .write_message(&header, &Empty {}, &mut bytes)
        .unwrap();
    assert_eq!(bytes, br#"[1,"add",1,-7,{}]"#);
    let limits = Limits::default();
    for cut in 0..bytes.len() {
        let cut = Bytes::copy_from_slice(&bytes[..cut]);
        let short = Protocol::Json.read_reply::<Empty>(&cut, &limits);
        assert!(short.is_err(), "cut at {}", cut.len());
    }
    assert_eq!(
        Protocol::Json.read_header(&bytes.into(), &limits).unwrap(),
        header
    );
    let header = |text: &'static str| {
        let error = Protocol::Json.read_header(&Bytes::from_static(text.as_bytes()), &limits);
        error.unwrap_err().into_kind()
    };
    assert!(matches!(
        header(r#"[2,"add",1,7,{}]"#),
        ErrorKind::BadVersion(2)
    ));
    assert!(matches!(
        header(r#"[1,"add",9,7,{}]"#),
        ErrorKind::InvalidMessageType(9)
    ));
    assert!(matches!(
        header("GET / HTTP/1.1"),
        ErrorKind::Syntax { at: 0, .. }
    ));
}

#[test]
fn all_codes_of_exceptions_come_back_in_every_protocol() {
    for protocol in Protocol::READABLE {
        for code in 0..=10 {
            let exception = TApplicationException::new(ApplicationErrorKind(code), "żółć");
            let header = MessageHeader::new("m", TMessageType::Exception, 1);
            let mut bytes = Vec::new();
            protocol
                .write_message(&header, &exception, &mut bytes)
                .unwrap();
            let length = bytes.len();
            let ((back, result), used) = protocol
                .read_reply::<Empty>(&bytes.into(), &Limits::default())
                .unwrap();
            assert_eq!((back, used), (header, length), "{protocol}");
            assert_eq!(result.unwrap_err(), exception, "{protocol}");
        }
    }
}

#[test]
fn every_cut_is_short() {
    let text = json(&medium());
    for cut in (0..text.len()).step_by(STRIDE) {
        let cut = &text.as_bytes()[..cut];
        assert!(read::<Medium>(cut).unwrap_err().is_short(), "{}", cut.len());
        assert!(read::<Empty>(cut).unwrap_err().is_short(), "{}", cut.len());
        let member = [br#"{"50":{"rec":"#, cut].concat();
        assert!(
            read::<Choice>(member).unwrap_err().is_short(),
            "{}",
            cut.len()
        );
    }
}

/// Of `02` the first digit alone would be a type that there is not, and a version.
#[test]
fn numbers_of_a_message_that_may_go_on_are_short() {
    let (text, limits) = (br#"[01,"m",02,01,{}]"#, Limits::default());
    for cut in 0..text.len() {
        let cut = Bytes::copy_from_slice(&text[..cut]);
        let read = Protocol::Json.read_reply::<Empty>(&cut, &limits);
        assert!(read.unwrap_err().is_short(), "{}", cut.len());
    }
    let whole = Bytes::from_static(text);
    let (reply, used) = Protocol::Json.read_reply::<Empty>(&whole, &limits).unwrap();
    assert_eq!((reply.0.sequence, used), (1, text.len()));
}

/// Whatever still reads is a value like any other: it is written and read again without a change.
#[test]
fn no_flipped_bit_breaks_anything() {
    let text = json(&medium()).into_bytes();
    let mut bad = text.clone();
    for at in (0..text.len()).step_by(STRIDE) {
        for bit in [at % 8, (at + 3) % 8] {
            bad[at] ^= 1 << bit;
            if let Ok(value) = read::<Medium>(&bad) {
                let again: Medium = read(json(&value)).unwrap();
                assert_eq!(json(&again), json(&value), "byte {at}, bit {bit}");
            }
            let skipped = read::<Empty>(&bad);
            let kept = read::<Choice>([br#"{"50":{"rec":"#, &bad[..], b"}}"].concat());
            assert_eq!(skipped.is_ok(), kept.is_ok(), "byte {at}, bit {bit}");
            bad[at] = text[at];
        }
    }
}

#[test]
fn errors_say_what_is_due_and_where() {
    let items = |item: &str| format!(r#"{{"2":{{"lst":["rec",2,{SMALL},{item}]}}}}"#);
    let bad = SMALL.replace("\"sixteen bytes ok\"", "7");
    assert_eq!(
        why::<Medium>(items(&bad)),
        "at Medium.items[1].name: a string is due at byte 309"
    );
    let bad = SMALL.replace("-300", "40000");
    assert!(why::<Medium>(items(&bad)).starts_with("at Medium.items[1].shorty: an i16 is due"));
    let bad = SMALL.replace("\"tf\":1", "\"tf\":\"x\"");
    assert!(why::<Medium>(items(&bad)).starts_with("at Medium.items[1].flag: a bool is due"));
    for (text, expected) in [
        (
            r#"{"8":{"str":"A"}}"#,
            "at Medium.blob: base64 is due at byte 12",
        ),
        (
            r#"{"8":{"str":"A*=="}}"#,
            "at Medium.blob: base64 is due at byte 12",
        ),
        (
            r#"{"5":{"str":"\x"}}"#,
            "at Medium.note: an escape that JSON has is due at byte 12",
        ),
        (
            r#"{"5":{"str":"\ud83d"}}"#,
            "at Medium.note: a pair of surrogates is due at byte 12",
        ),
        (
            r#"{"7":{"uid":"7"}}"#,
            "at Medium.key: a uuid is due at byte 12",
        ),
        (
            r#"{"6":{"i32":1.5}}"#,
            "at Medium.count: an i32 is due at byte 12",
        ),
        (
            r#"{"6":{"i32":null}}"#,
            "at Medium.count: an i32 is due at byte 12",
        ),
        (
            r#"{"6":{"i32":1]}"#,
            "at Medium: a closing brace is due at byte 13",
        ),
        (
            r#"{"6":{"i32":1},}"#,
            "at Medium: a field is due at byte 15",
        ),
        (r#"{,"6":{"i32":1}}"#, "at Medium: a field is due at byte 1"),
        (
            r#"{"6":{"i32":1}"9":{}}"#,
            "at Medium: a comma is due at byte 14",
        ),
        (
            r#"{"x":{"i32":1}}"#,
            "at Medium: a field id is due at byte 1",
        ),
        (
            r#"{"40000":{"i32":1}}"#,
            "at Medium: a field id is due at byte 1",
        ),
        (
            r#"{"90":{"int":1}}"#,
            "at Medium: the name of a type is due at byte 7",
        ),
        (
            r#"{"3":{"lst":["i32",1,2,3]}}"#,
            "at Medium.numbers: a closing bracket is due at byte 22",
        ),
        (
            r#"{"3":{"lst":["i32",2,2]    }}"#,
            "at Medium.numbers[1]: a comma is due at byte 22",
        ),
        (
            r#"{"3":{"lst":["i32",-1]}}"#,
            "at Medium.numbers: a length is negative",
        ),
        (
            r#"{"3":{"lst":["i64",1,2]}}"#,
            "at Medium.numbers: elements are of type i64, not i32",
        ),
        (
            r#"{"4":{"map":["str","str",1,{"a" "b"}]}}"#,
            "at Medium.tags{0}: a colon is due at byte 32",
        ),
        ("[]", "at Medium: an opening brace is due at byte 0"),
    ] {
        assert_eq!(why::<Medium>(text), expected, "{text}");
    }
    assert_eq!(
        why::<Empty>("{} x"),
        "at Empty: 1 bytes are left over behind the value"
    );
    assert_eq!(why::<String>(b"\"\xff\""), "text is not UTF-8");
    assert_eq!(
        why::<Empty>(b"{\"1\":{\"str\":\"\xff\"}}"),
        "at Empty: text is not UTF-8"
    );
}

#[test]
fn counts_that_lie() {
    for count in ["3000", "2147483647", "4294967296", "9223372036854775807"] {
        for (t, element) in [("i64", "1"), ("tf", "1"), ("rec", "{}"), ("str", "\"\"")] {
            let text = format!(r#"{{"9":{{"lst":["{t}",{count},{element}]}}}}"#);
            let refused = read::<Empty>(&text).unwrap_err().into_kind();
            assert!(
                matches!(refused, ErrorKind::Short | ErrorKind::NegativeLength),
                "{text}"
            );
            assert!(read::<Choice>(&text).is_err(), "{text}");
        }
        let refused = read::<Vec<i64>>(format!(r#"["i64",{count},1]"#));
        assert!(refused.is_err(), "{count}");
        let refused = read::<BTreeMap<i64, i64>>(format!(r#"["i64","i64",{count},{{"1":1}}]"#));
        assert!(refused.is_err(), "{count}");
    }
}

#[test]
fn nesting_is_bounded() {
    let structs = r#"{"11":{"rec":"#.repeat(100_000);
    let lists = format!(r#"{{"1":{{"lst":{}"#, r#"["lst",1,"#.repeat(100_000));
    let maps = format!(
        r#"{{"1":{{"map":{}"#,
        r#"["i32","map",1,{"1":"#.repeat(100_000)
    );
    let keys = format!(r#"{{"1":{{"map":{}"#, r#"["map","i32",1,{"#.repeat(100_000));
    for text in [structs, lists, maps, keys] {
        for failure in [
            read::<Medium>(&text).err(),
            read::<Empty>(&text).err(),
            read::<Choice>(&text).err(),
        ] {
            assert!(matches!(failure.unwrap().kind(), ErrorKind::TooDeep));
        }
    }
}

#[test]
fn limits_of_ones_own() {
    let limits = Limits::default()
        .with_string(4)
        .with_container(3)
        .with_message(30);
    let kind = |text: &'static str| {
        let error =
            Protocol::Json.deserialize::<Medium>(&Bytes::from_static(text.as_bytes()), &limits);
        error.unwrap_err().into_kind()
    };
    for (text, expected) in [
        (r#"{"5":{"str":"12345"}}"#, Limit::String),
        (r#"{"8":{"str":"AAAAAAA"}}"#, Limit::String),
        (r#"{"3":{"lst":["i32",4,1,1,1,1]}}"#, Limit::Container),
        (r#"{"5":{"str":"1234"},"6":{"i32":6666}}"#, Limit::Message),
    ] {
        assert!(
            matches!(kind(text), ErrorKind::TooLong { limit, .. } if limit == expected),
            "{text}"
        );
    }
}
