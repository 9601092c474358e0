//! The values of `golden/`, which explains itself in `INDEX.json`.

use std::path::PathBuf;

use generated::{interop as idl, uuids};
use idl::{base, interop};
use serde_json::{Value, json};
use thriftwood::protocol::TInputProtocol;
use thriftwood::wire::Wire;
use thriftwood::{
    Bytes, Limits, MessageHeader, MessageReader, Protocol, TApplicationException, TMessageType,
};

use crate::neutral;

/// A decoded value in neutral form, and what it encodes to.
#[derive(Debug)]
pub struct Recoded {
    /// Of a message.
    pub header: Option<MessageHeader>,
    /// In neutral form.
    pub value: Value,
    /// In the protocol that was asked for.
    pub bytes: Vec<u8>,
}

/// Reads bytes in one protocol and writes them in another.
pub type Recode = fn(Protocol, Protocol, &Bytes) -> thriftwood::Result<Recoded>;

fn bare<T: Wire>(from: Protocol, to: Protocol, bytes: &Bytes) -> thriftwood::Result<Recoded> {
    let value: T = from.deserialize(bytes, &Limits::default())?;
    let bytes = to.serialize(&value)?;
    Ok(Recoded {
        header: None,
        value: neutral::of(&value),
        bytes,
    })
}

struct Whole<T>(std::marker::PhantomData<T>);

impl<T: Wire> MessageReader for Whole<T> {
    type Output = (MessageHeader, T);

    fn read<P: TInputProtocol>(
        self,
        header: MessageHeader,
        input: &mut P,
    ) -> thriftwood::Result<(MessageHeader, T)> {
        Ok((header, T::read(input)?))
    }
}

fn message<T: Wire>(from: Protocol, to: Protocol, bytes: &Bytes) -> thriftwood::Result<Recoded> {
    let reader = Whole::<T>(std::marker::PhantomData);
    let ((header, value), used) = from.read_message(bytes, &Limits::default(), reader)?;
    assert_eq!(used, bytes.len(), "bytes are left over");
    let mut written = Vec::new();
    to.write_message(&header, &value, &mut written)?;
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

/// Where the files lie.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden")
}

/// All entries.
///
/// # Panics
/// If the index is broken.
pub fn index() -> Vec<Value> {
    let text = std::fs::read_to_string(folder().join("INDEX.json")).expect("golden/INDEX.json");
    let index: Value = serde_json::from_str(&text).expect("INDEX.json is JSON");
    index["values"].as_array().expect("values").clone()
}

/// The bytes of an entry that were recorded in a form, if they were.
///
/// # Panics
/// If their file is broken.
pub fn recorded(entry: &Value, form: &str) -> Option<Bytes> {
    let file = entry["files"][form].as_str()?;
    let text = std::fs::read_to_string(folder().join(file)).expect(file);
    Some(crate::unhex(text.trim()).into())
}

/// What `peer` writes for an entry in a form: the recorded bytes, or others.
///
/// # Panics
/// If the index is broken.
pub fn written_by(peer: &str, entry: &Value, form: &str) -> Option<Bytes> {
    let by_peer = |peers: &Value| {
        peers
            .as_array()
            .is_some_and(|peers| peers.contains(&peer.into()))
    };
    if by_peer(&entry["same"][form]) {
        return recorded(entry, form);
    }
    let mut variants = entry["variants"][form].as_array().into_iter().flatten();
    let variant = variants.find(|variant| by_peer(&variant["by"]))?;
    Some(crate::unhex(variant["hex"].as_str().expect("hex")).into())
}

/// The same as [`recode`], where the value and the header have to be the entry's.
///
/// # Panics
/// If they are not, or the bytes are no such value.
pub fn recode_as_recorded(entry: &Value, from: Protocol, to: Protocol, bytes: &Bytes) -> Recoded {
    let name = entry["name"].as_str().expect("name");
    let recoded =
        recode(entry, from, to, bytes).unwrap_or_else(|error| panic!("{name} in {from}: {error}"));
    assert_eq!(recoded.value, entry["value"], "{name} in {from}");
    let kind = recoded.header.as_ref().map(|header| match header.kind {
        TMessageType::Call => "CALL",
        TMessageType::Reply => "REPLY",
        TMessageType::Exception => "EXCEPTION",
        TMessageType::Oneway => "ONEWAY",
    });
    let header = recoded.header.as_ref().map_or(
        Value::Null,
        |header| json!({"name": header.name.as_str(), "type": kind, "seqid": header.sequence}),
    );
    assert_eq!(header, entry["message"], "{name} in {from}");
    recoded
}

/// What an entry's type makes of bytes in `from`, written again in `to`.
///
/// # Errors
/// They are no such value.
///
/// # Panics
/// If there is no Rust type for the entry's.
pub fn recode(
    entry: &Value,
    from: Protocol,
    to: Protocol,
    bytes: &Bytes,
) -> thriftwood::Result<Recoded> {
    let ty = entry["type"].as_str().expect("type");
    let recoder = recoder(ty).unwrap_or_else(|| panic!("no Rust type for {ty}"));
    recoder(from, to, bytes)
}
