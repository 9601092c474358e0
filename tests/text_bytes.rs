//! The protocols that are text, against what Apache's libraries wrote for the values of `golden/`.

use serde_json::Value;
use tests::golden::{index, recode, recode_as_recorded, recorded, written_by};
use thriftwood::{Bytes, Protocol};

fn name(entry: &Value) -> &str {
    entry["name"].as_str().expect("name")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The value of an entry, from its recorded binary, in another protocol.
fn written(entry: &Value, to: Protocol) -> Vec<u8> {
    let bytes = recorded(entry, "binary").expect("recorded in binary");
    recode_as_recorded(entry, Protocol::Binary, to, &bytes).bytes
}

#[test]
fn json_is_written_as_c_does_it() {
    let mut tried = 0;
    for entry in index() {
        let expected = recorded(&entry, "json").expect("every value was recorded");
        let bytes = written(&entry, Protocol::Json);
        assert_eq!(text(&bytes), text(&expected), "{}", name(&entry));
        let recoded = recode_as_recorded(&entry, Protocol::Json, Protocol::Json, &expected);
        assert_eq!(text(&recoded.bytes), text(&expected), "{}", name(&entry));
        tried += 1;
    }
    assert_eq!(tried, 87);
}

/// What is another value, or no value: Node drops the sign of zero and has no `i64`, and Go breaks keys that are
/// `binary`, as Node does.
const BROKEN_JSON: [(&str, &str); 4] = [
    ("double-m0", "node"),
    ("keys-i64", "node"),
    ("keys-binary", "go"),
    ("keys-binary", "node"),
];

#[test]
fn json_of_every_language_is_read() {
    let mut tried = 0;
    for entry in index() {
        for variant in entry["variants"]["json"].as_array().into_iter().flatten() {
            let bytes = tests::unhex(variant["hex"].as_str().expect("hex")).into();
            let recoded = recode(&entry, Protocol::Json, Protocol::Json, &bytes);
            let peers = variant["by"].as_array().expect("by");
            let broken = peers
                .iter()
                .any(|peer| BROKEN_JSON.contains(&(name(&entry), peer.as_str().expect("a peer"))));
            let read = recoded.is_ok_and(|recoded| recoded.value == entry["value"]);
            assert_eq!(read, !broken, "{} by {peers:?}", name(&entry));
            tried += 1;
        }
    }
    assert_eq!(tried, 43);
}

/// Java writes what is no JSON for it, and we do not.
const NOT_FINITE: &str = "double-nan";

/// Java writes a `binary` as text, which not all bytes are.
const NOT_TEXT: [&str; 6] = [
    "binary-2",
    "binary-all",
    "optional-full",
    "keys-binary",
    "wide",
    "message-call-describe",
];

#[test]
fn simple_json_is_written_as_java_does_it_and_read_back() {
    let mut tried = 0;
    for entry in index() {
        let Some(expected) = written_by("java", &entry, "simplejson") else {
            continue;
        };
        let bytes = written(&entry, Protocol::SimpleJson);
        if name(&entry) == NOT_FINITE {
            assert_eq!(text(&bytes), r#"{"f_double":"NaN"}"#);
        } else {
            assert_eq!(text(&bytes), text(&expected), "{}", name(&entry));
        }
        let recoded = recode(
            &entry,
            Protocol::SimpleJson,
            Protocol::SimpleJson,
            &expected,
        );
        let recoded = recoded.unwrap_or_else(|error| panic!("{}: {error}", name(&entry)));
        assert_eq!(
            recoded.value == entry["value"],
            !NOT_TEXT.contains(&name(&entry)),
            "{}",
            name(&entry)
        );
        assert_eq!(text(&recoded.bytes), text(&bytes), "{}", name(&entry));
        tried += 1;
    }
    assert_eq!(tried, 86);
}

#[test]
fn debug_text_is_written_as_c_does_it() {
    let mut tried = 0;
    for entry in index() {
        let Some(expected) = recorded(&entry, "debug") else {
            continue;
        };
        let bytes = written(&entry, Protocol::Debug);
        assert_eq!(text(&bytes), text(&expected), "{}", name(&entry));
        tried += 1;
    }
    assert_eq!(tried, 74);
}

#[test]
fn white_space_may_stand_between_any_two_tokens() {
    for entry in index() {
        let json = recorded(&entry, "json").expect("every value was recorded");
        let simple = written(&entry, Protocol::SimpleJson).into();
        for (protocol, bytes) in [(Protocol::Json, json), (Protocol::SimpleJson, simple)] {
            let tight = recode(&entry, protocol, Protocol::Json, &bytes);
            let spaced = recode(&entry, protocol, Protocol::Json, &spaced(&bytes));
            let (tight, spaced) = (tight.expect("read"), spaced.expect("read with white space"));
            assert_eq!(spaced.value, tight.value, "{} in {protocol}", name(&entry));
            assert_eq!(
                spaced.header,
                tight.header,
                "{} in {protocol}",
                name(&entry)
            );
        }
    }
}

/// The same JSON with white space around every bracket, comma and colon.
fn spaced(json: &[u8]) -> Bytes {
    let mut spaced = Vec::new();
    let mut string = false;
    let mut escaped = false;
    for byte in json {
        let structural = !string && b"{}[]:,".contains(byte);
        if *byte == b'"' && !escaped {
            string = !string;
        }
        escaped = *byte == b'\\' && !escaped;
        if structural {
            spaced.extend([b' ', *byte, b'\r', b'\n', b'\t']);
        } else {
            spaced.push(*byte);
        }
    }
    spaced.into()
}
