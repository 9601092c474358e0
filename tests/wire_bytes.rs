//! Bytes recorded from Apache's libraries: they decode to the value that they were made from, and the value encodes to
//! the same bytes. `golden/INDEX.json` explains itself.

use std::path::PathBuf;

use generated::{interop as idl, uuids};
use idl::{base, interop};
use serde_json::Value;
use tests::neutral;
use thriftwood::wire::Wire;
use thriftwood::{Bytes, Limits, MessageHeader, Protocol, TApplicationException, TMessageType};

/// A decoded value in neutral form, and what it encodes to.
struct Recoded {
    header: Option<MessageHeader>,
    value: Value,
    bytes: Vec<u8>,
}

type Recode = fn(Protocol, &Bytes) -> thriftwood::Result<Recoded>;

fn bare<T: Wire>(protocol: Protocol, bytes: &Bytes) -> thriftwood::Result<Recoded> {
    let value: T = protocol.deserialize(bytes, &Limits::default())?;
    let bytes = protocol.serialize(&value)?;
    Ok(Recoded {
        header: None,
        value: neutral::of(&value),
        bytes,
    })
}

fn message<T: Wire>(protocol: Protocol, bytes: &Bytes) -> thriftwood::Result<Recoded> {
    struct Whole<T>(std::marker::PhantomData<T>);
    impl<T: Wire> thriftwood::MessageReader for Whole<T> {
        type Output = (MessageHeader, T);
        fn read<P: thriftwood::protocol::TInputProtocol>(
            self,
            header: MessageHeader,
            input: &mut P,
        ) -> thriftwood::Result<(MessageHeader, T)> {
            Ok((header, T::read(input)?))
        }
    }
    let reader = Whole::<T>(std::marker::PhantomData);
    let ((header, value), used) = protocol.read_message(bytes, &Limits::default(), reader)?;
    assert_eq!(used, bytes.len(), "bytes are left over");
    let mut written = Vec::new();
    protocol.write_message(&header, &value, &mut written)?;
    Ok(Recoded {
        header: Some(header),
        value: neutral::of(&value),
        bytes: written,
    })
}

/// The Rust type of an entry's `type`, as a function that recodes it.
fn recoder(name: &str) -> Option<Recode> {
    Some(match name {
        "Empty" => bare::<idl::Empty>,
        "AllOptional" => bare::<idl::AllOptional>,
        "AllDefault" => bare::<idl::AllDefault>,
        "AllRequired" => bare::<idl::AllRequired>,
        "WithDefaults" => bare::<idl::WithDefaults>,
        "BigIds" => bare::<idl::BigIds>,
        "Bundle" => bare::<idl::Bundle>,
        "Choice" => bare::<idl::Choice>,
        "Tree" => bare::<idl::Tree>,
        "Chain" => bare::<idl::Chain>,
        "NegIds" => bare::<idl::NegIds>,
        "KeyZoo" => bare::<idl::KeyZoo>,
        "Narrow" => bare::<idl::Narrow>,
        "Wide" => bare::<idl::Wide>,
        "ErrA" => bare::<idl::ErrA>,
        "struct { 1: uuid one, 2: list<uuid> many }" => bare::<uuids::Uuids>,
        "Base.ping:result" => message::<base::PingResult>,
        "Base.add:args" => message::<base::AddArgs>,
        "Base.add:result" => message::<base::AddResult>,
        "Interop.describe:args" => message::<interop::DescribeArgs>,
        "Interop.get_sample:result" => message::<interop::GetSampleResult>,
        "Interop.throw_one:result" => message::<interop::ThrowOneResult>,
        "Interop.throw_void:result" => message::<interop::ThrowVoidResult>,
        "Interop.fire:args" => message::<interop::FireArgs>,
        "TApplicationException" => message::<TApplicationException>,
        _ => return None,
    })
}

fn golden() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden")
}

fn index() -> Vec<Value> {
    let text = std::fs::read_to_string(golden().join("INDEX.json")).expect("golden/INDEX.json");
    let index: Value = serde_json::from_str(&text).expect("INDEX.json is JSON");
    index["values"].as_array().expect("values").clone()
}

/// The entries that were recorded in a form, with their bytes.
fn entries(form: &str) -> Vec<(Value, Bytes)> {
    let recorded = |entry: Value| {
        let file = entry["files"][form].as_str()?.to_owned();
        let text = std::fs::read_to_string(golden().join(&file)).expect(&file);
        Some((entry, tests::unhex(text.trim()).into()))
    };
    index().into_iter().filter_map(recorded).collect()
}

/// Recodes an entry's bytes, and compares header and value with what the entry says.
fn recode(protocol: Protocol, entry: &Value, bytes: &Bytes) -> Recoded {
    let name = entry["name"].as_str().expect("name");
    let ty = entry["type"].as_str().expect("type");
    let recoder = recoder(ty).unwrap_or_else(|| panic!("{name}: no Rust type for {ty}"));
    let recoded =
        recoder(protocol, bytes).unwrap_or_else(|error| panic!("{name} in {protocol}: {error}"));
    assert_eq!(recoded.value, entry["value"], "{name}");
    assert_eq!(
        recoded.header.is_some(),
        entry.get("message").is_some(),
        "{name}"
    );
    if let Some(header) = &recoded.header {
        let wanted = &entry["message"];
        let kind = match wanted["type"].as_str() {
            Some("CALL") => TMessageType::Call,
            Some("REPLY") => TMessageType::Reply,
            Some("EXCEPTION") => TMessageType::Exception,
            Some("ONEWAY") => TMessageType::Oneway,
            other => panic!("{name}: message type {other:?}"),
        };
        assert_eq!(header.name, wanted["name"].as_str().expect("name"));
        assert_eq!(header.kind, kind, "{name}");
        assert_eq!(
            Some(i64::from(header.sequence)),
            wanted["seqid"].as_i64(),
            "{name}"
        );
    }
    recoded
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
                let recoder = recoder(entry["type"].as_str().expect("type")).expect("a Rust type");
                let recoded = recoder(protocol, &bytes)
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
