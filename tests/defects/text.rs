//! Text that is not. pilota's readers took any bytes for a `str` without a look (undefined behaviour that a peer can choose), and
//! C++ does not look either.

use thriftwood::{Bytes, ErrorKind, Framing, Limits, Protocol, TMessageType};

use crate::idl::{Any, Every, Shape};
use crate::peer::{converse, dialect, framed, header_frame};

/// A byte that never stands alone, one that never stands at all, overlong forms, a surrogate, beyond the last character, and cut ones.
const BROKEN: [&[u8]; 8] = [
    b"\x80",
    b"\xff",
    b"\xc0\x80",
    b"\xe0\x80\x80",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xf0\x9f\x90",
    b"abcdefghijklmnopqrstuvwxyz012345\xc3",
];

fn in_binary(text: &[u8]) -> Vec<Vec<u8>> {
    let text = [&(text.len() as u32).to_be_bytes(), text].concat();
    vec![
        [&[11, 0, 7][..], &text, &[0]].concat(),
        [&[14, 0, 14, 11, 0, 0, 0, 1][..], &text, &[0]].concat(),
        [&[13, 0, 15, 11, 8, 0, 0, 0, 1][..], &text, &[0, 0, 0, 1, 0]].concat(),
        [&[12, 0, 12, 11, 0, 2][..], &text, &[0, 0]].concat(),
    ]
}

fn in_compact(text: &[u8]) -> Vec<Vec<u8>> {
    let text = [&[text.len() as u8], text].concat();
    vec![
        [&[0x78][..], &text, &[0]].concat(),
        [&[0xea, 0x18][..], &text, &[0]].concat(),
        [&[0xfb, 1, 0x85][..], &text, &[2, 0]].concat(),
        [&[0xcc, 0x28][..], &text, &[0, 0]].concat(),
    ]
}

fn in_json(text: &[u8]) -> Vec<Vec<u8>> {
    let around = |before: &str, behind: &str| [before.as_bytes(), text, behind.as_bytes()].concat();
    vec![
        around(r#"{"7":{"str":""#, r#""}}"#),
        around(r#"{"14":{"set":["str",1,""#, r#""]}}"#),
        around(r#"{"15":{"map":["str","i32",1,{""#, r#"":1}]}}"#),
    ]
}

#[test]
fn bytes_that_are_not_utf8_are_no_text() {
    for broken in BROKEN {
        for (protocol, all) in [
            (Protocol::Binary, in_binary(broken)),
            (Protocol::Compact, in_compact(broken)),
            (Protocol::Json, in_json(broken)),
        ] {
            for bytes in all {
                let bytes = Bytes::from(bytes);
                let every = protocol.deserialize::<Every>(&bytes, &Limits::default());
                let error = every.expect_err("this is no text");
                let told = matches!(error.kind(), ErrorKind::NotUtf8 | ErrorKind::Syntax { .. });
                assert!(told, "{protocol}, {bytes:?}: {error}");
                assert!(
                    protocol
                        .deserialize::<Any>(&bytes, &Limits::default())
                        .is_err()
                );
            }
        }
        // what is binary is taken as it is
        let bytes = [
            &[11, 0, 8][..],
            &(broken.len() as u32).to_be_bytes(),
            broken,
            &[0],
        ]
        .concat();
        let every: Every = Protocol::Binary
            .deserialize(&Bytes::from(bytes), &Limits::default())
            .unwrap();
        assert_eq!(every.bytes.as_deref(), Some(broken));
    }
}

/// Where nobody knows whether it is text or binary, it is kept as bytes.
#[test]
fn what_is_kept_unread_is_not_taken_for_text() {
    let bytes = Bytes::from_static(b"\x0b\0\x63\0\0\0\x02\xff\xfe\0");
    let shape: Shape = Protocol::Binary
        .deserialize(&bytes, &Limits::default())
        .unwrap();
    assert_eq!(Protocol::Binary.serialize(&shape).unwrap(), bytes);
}

#[test]
fn names_keys_and_messages_are_looked_at_too() {
    for broken in BROKEN {
        let name = [
            &[0x80, 1, 0, 1][..],
            &(broken.len() as u32).to_be_bytes(),
            broken,
            &[0, 0, 0, 1, 0],
        ]
        .concat();
        let said = converse(
            dialect(Framing::Framed, Protocol::Binary),
            Limits::default(),
            &framed(&name),
        );
        assert!(said.result.is_err(), "{broken:?} as the name of a method");
        let pair = [&[0, 0, 1, 1, broken.len() as u8][..], broken, &[1, b'v']].concat();
        let call = crate::peer::add(Protocol::Binary, 1);
        let said = converse(
            dialect(Framing::Header, Protocol::Binary),
            Limits::default(),
            &header_frame(&pair, &call),
        );
        assert!(said.answered.is_empty(), "{broken:?} as a key");
        let exception = [
            &[0x80, 1, 0, TMessageType::Exception as u8, 0, 0, 0, 3][..],
            b"add\0\0\0\x01\x0b\0\x01",
            &(broken.len() as u32).to_be_bytes(),
            broken,
            &[0],
        ];
        let told = Protocol::Binary
            .read_reply::<Every>(&Bytes::from(exception.concat()), &Limits::default());
        assert!(told.is_err(), "{broken:?} as the text of an exception");
    }
}
