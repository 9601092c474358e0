//! The codec, seen from outside: types in the form that `idlc` writes them, over every protocol there is.

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

/// The value's bytes in binary.
fn binary<T: Wire>(value: &T) -> Vec<u8> {
    Protocol::Binary.serialize(value).unwrap()
}

/// What all of the bytes mean in binary.
fn read<T: Wire>(bytes: &[u8]) -> Result<T> {
    let bytes = Bytes::copy_from_slice(bytes);
    Protocol::Binary.deserialize(&bytes, &Limits::default())
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
