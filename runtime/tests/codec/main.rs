//! The codec, seen from outside: types in the form that `idlc` writes them, over every protocol there is.

mod any_protocol;
mod compact;
mod debug;
mod enums;
mod exact_bytes;
mod fields;
mod hostile;
mod json;
mod messages;
mod payloads;
mod round_trips;
mod sample;
mod simple_json;

use thriftwood::codegen::Wire;
use thriftwood::{Bytes, ErrorKind, Limits, Protocol, Result};

/// The protocols that keep ids, types and every bit: JSON does not tell bytes from text where nobody knows.
const PROTOCOLS: &[Protocol] = &[Protocol::Binary, Protocol::Compact];

/// The value's bytes.
fn written_in<T: Wire>(protocol: Protocol, value: &T) -> Vec<u8> {
    protocol.serialize(value).unwrap()
}

/// What all of the bytes mean.
fn read_in<T: Wire>(protocol: Protocol, bytes: &[u8]) -> Result<T> {
    protocol.deserialize(&Bytes::copy_from_slice(bytes), &Limits::default())
}

/// The value's bytes in binary.
fn binary<T: Wire>(value: &T) -> Vec<u8> {
    written_in(Protocol::Binary, value)
}

/// What all of the bytes mean in binary.
fn read<T: Wire>(bytes: &[u8]) -> Result<T> {
    read_in(Protocol::Binary, bytes)
}

/// Why the bytes mean nothing.
fn failure<T: Wire + std::fmt::Debug>(bytes: &[u8]) -> ErrorKind {
    read::<T>(bytes).unwrap_err().into_kind()
}

/// A field in binary.
fn field(t: u8, id: i16, value: &[u8]) -> Vec<u8> {
    [&[t][..], &id.to_be_bytes(), value].concat()
}

/// A string in binary.
fn text(text: &str) -> Vec<u8> {
    [&(text.len() as u32).to_be_bytes()[..], text.as_bytes()].concat()
}
