//! Bytes recorded from Apache's libraries: they decode to the value that they were made from, and the value encodes to
//! the same bytes. `golden/INDEX.json` explains itself.

use generated::interop as idl;
use serde_json::Value;
use tests::golden::{self, Recoded, index, recorded};
use thriftwood::{Bytes, Limits, Protocol};

/// The entries that were recorded in a form, with their bytes.
fn entries(form: &str) -> Vec<(Value, Bytes)> {
    let with_bytes = |entry| recorded(&entry, form).map(|bytes| (entry, bytes));
    index().into_iter().filter_map(with_bytes).collect()
}

/// Recodes an entry's bytes, and compares header and value with what the entry says.
fn recode(protocol: Protocol, entry: &Value, bytes: &Bytes) -> Recoded {
    golden::recode_as_recorded(entry, protocol, protocol, bytes)
}

/// What was recorded of a protocol: entries, and other bytes for the same values.
const RECORDED: [(Protocol, usize, usize); 3] = [
    (Protocol::Binary, 87, 4),
    (Protocol::BinaryOld, 12, 0),
    (Protocol::Compact, 87, 7),
];

#[test]
fn vectors_recode_to_the_same_bytes() {
    for (protocol, count, _) in RECORDED {
        let entries = entries(protocol.name());
        assert_eq!(entries.len(), count, "{protocol}: all are tried");
        for (entry, bytes) in entries {
            let recoded = recode(protocol, &entry, &bytes);
            assert_eq!(
                tests::hex(&recoded.bytes),
                tests::hex(&bytes),
                "{} in {protocol}",
                entry["name"]
            );
        }
    }
}

/// Entries whose variant is another value: Node drops the sign of zero and of the least `i64`, and has no bytes for keys.
const LOSSY: [&str; 3] = ["double-m0", "keys-i64", "keys-binary"];

#[test]
fn what_other_peers_write_for_the_same_value_is_read() {
    for (protocol, _, count) in RECORDED {
        let mut tried = 0;
        for entry in index() {
            let name = entry["name"].as_str().expect("name");
            let variants = entry["variants"][protocol.name()].as_array();
            for variant in variants.into_iter().flatten() {
                let bytes = tests::unhex(variant["hex"].as_str().expect("hex")).into();
                let recoded = golden::recode(&entry, protocol, protocol, &bytes)
                    .unwrap_or_else(|error| panic!("{name} in {protocol}: {error}"));
                assert_eq!(
                    recoded.value == entry["value"],
                    !LOSSY.contains(&name),
                    "{name} in {protocol}"
                );
                tried += 1;
            }
        }
        assert_eq!(tried, count, "{protocol}");
    }
}

#[test]
fn either_binary_reads_the_headers_of_both() {
    let old = entries("binary-old");
    let strict = entries("binary");
    for (entry, bytes) in &old {
        let other = strict
            .iter()
            .find(|(other, _)| other["name"] == entry["name"]);
        let (_, strict) = other.expect("recorded in both");
        assert_eq!(recode(Protocol::Binary, entry, bytes).bytes, *strict);
        assert_eq!(recode(Protocol::BinaryOld, entry, strict).bytes, *bytes);
    }
}

#[test]
fn frames_are_a_length_and_the_message() {
    let entries = entries("framed");
    assert_eq!(entries.len(), 13);
    for (entry, bytes) in entries {
        let (length, message) = bytes.split_at(4);
        assert_eq!(
            u32::from_be_bytes(length.try_into().expect("four bytes")) as usize,
            message.len()
        );
        let recoded = recode(Protocol::Binary, &entry, &Bytes::copy_from_slice(message));
        assert_eq!(recoded.bytes, message, "{}", entry["name"]);
    }
}

/// `Wide` is what a newer client sends for `Narrow`: more fields, and field 3 is a string instead of a number.
#[test]
fn a_known_id_of_another_type_is_skipped() {
    let limits = Limits::default();
    for protocol in [Protocol::Binary, Protocol::Compact] {
        let entries = entries(protocol.name());
        let recorded = entries.iter().find(|(entry, _)| entry["name"] == "wide");
        let (_, bytes) = recorded.expect("recorded");
        let wide: idl::Wide = protocol.deserialize(bytes, &limits).expect("a Wide");
        let narrow: idl::Narrow = protocol.deserialize(bytes, &limits).expect("a Narrow");
        assert_eq!(
            (narrow.id, narrow.retyped, narrow.name),
            (wide.id, 0, wide.name),
            "{protocol}"
        );
        assert!(!wide.retyped.is_empty());
    }
}
