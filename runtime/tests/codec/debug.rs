//! Text for people. Whole structs are compared with C++'s in the workspace's own tests.

use std::collections::BTreeMap;

use thriftwood::codegen::Wire;
use thriftwood::{Bytes, ErrorKind, Limits, MessageHeader, Protocol, TMessageType, Uuid};

use crate::sample::{Empty, small};

fn debug<T: Wire>(value: &T) -> String {
    String::from_utf8(Protocol::Debug.serialize(value).unwrap()).unwrap()
}

#[test]
fn messages_stand_around_their_structs() {
    for (kind, word) in [
        (TMessageType::Call, "call"),
        (TMessageType::Reply, "reply"),
        (TMessageType::Exception, "exn"),
        (TMessageType::Oneway, "oneway"),
    ] {
        let mut bytes = Vec::new();
        let header = MessageHeader::new("add", kind, 7);
        Protocol::Debug
            .write_message(&header, &Empty {}, &mut bytes)
            .unwrap();
        let expected = format!("({word}) add(Empty {{\n  }})\n");
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }
}

#[test]
fn long_text_is_cut() {
    assert_eq!(debug(&"x".repeat(256)), format!("\"{}\"", "x".repeat(256)));
    assert_eq!(
        debug(&"x".repeat(257)),
        format!("\"{}[...](257)\"", "x".repeat(16))
    );
}

#[test]
fn values_that_no_vector_has() {
    assert_eq!(debug(&f64::NEG_INFINITY), "-inf");
    assert_eq!(debug(&-f64::NAN), "-nan");
    assert_eq!(
        debug(&BTreeMap::from([(Uuid::nil(), vec![-1i8])])),
        "map<uuid,list>[1] {\n  \"00000000-0000-0000-0000-000000000000\" -> list<byte>[1] {\n    [0] = 0xff,\n  },\n}"
    );
    assert_eq!(
        debug(&BTreeMap::from([(Empty {}, 1i32)])),
        "map<struct,i32>[1] {\n  Empty {\n  } -> 1,\n}"
    );
    assert!(debug(&small()).contains("\n  08: color (i32) = 1000,\n}"));
}

#[test]
fn nothing_reads_it() {
    let bytes = Bytes::from(debug(&small()));
    let limits = Limits::default();
    let refusals = [
        Protocol::Debug.deserialize::<Empty>(&bytes, &limits).err(),
        Protocol::Debug.read_header(&bytes, &limits).err(),
        Protocol::Debug.read_reply::<Empty>(&bytes, &limits).err(),
        Protocol::Debug.ensure_readable().err(),
    ];
    for refusal in refusals {
        assert!(matches!(refusal.unwrap().kind(), ErrorKind::Usage(_)));
    }
    let others = Protocol::ALL
        .iter()
        .filter(|protocol| protocol.is_readable());
    assert!(others.eq(Protocol::READABLE));
}
