//! The runtime for code that `idlc` generates from Thrift IDL.
//!
//! A message is one contiguous slice. What lies in memory (protocols, the wire forms of types, framing) never sees a
//! socket; a run-time choice of [`Protocol`] becomes a type once a message, and nothing per field is dynamic.
//!
//! | Module | What it holds |
//! |---|---|
//! | [`protocol`] | the encodings, as pairs of cursors |
//! | [`wire`] | types with a wire form: scalars, containers, pointers |
//! | [`framing`] | where a message begins and ends in a stream |
//! | [`processor`] | answering calls: read, run, write |
//! | [`transport`] | the byte streams: TCP, Unix sockets, memory |
//! | [`datagram`] | oneway calls over UDP |
//! | [`replay`] | calls that come from a log of them |
//! | [`observe`] | being told what a server does |
//! | [`server`], [`client`] | who runs which loop, and who calls |
//! | [`codegen`] | what generated code names |
//!
//! ```
//! use std::collections::BTreeMap;
//! use thriftwood::{Limits, Protocol};
//!
//! let prices = BTreeMap::from([("tea".to_owned(), 3i32), ("cake".to_owned(), 5)]);
//! let bytes = Protocol::Binary.serialize(&prices)?;
//! let back: BTreeMap<String, i32> = Protocol::Binary.deserialize(&bytes.into(), &Limits::default())?;
//! assert_eq!(back, prices);
//! # Ok::<_, thriftwood::Error>(())
//! ```

// Inlining is what this crate's speed was measured with: a cursor lives in registers only where its methods are inlined.
#![allow(clippy::inline_always)]

mod application;
pub mod client;
mod codec;
#[doc(hidden)]
pub mod codegen;
mod compression;
mod connection;
mod context;
pub mod datagram;
mod enums;
mod error;
pub mod framing;
#[cfg(test)]
mod golden;
mod identity;
mod limits;
mod macros;
mod message;
pub mod observe;
mod options;
pub mod processor;
pub mod protocol;
pub mod replay;
pub mod server;
mod stream;
pub mod transport;
mod ttype;
mod url;
mod value;
pub mod wire;

pub use bytes::Bytes;
pub use ordered_float::OrderedFloat;
pub use smol_str::SmolStr;
pub use uuid::Uuid;

pub use application::{ApplicationErrorKind, TApplicationException};
pub use codec::{MessageReader, Protocol, Protocols, Reply};
pub use compression::{Compression, ZlibLevel};
pub use connection::Connection;
pub use context::{Context, Peer};
pub use enums::{TEnum, UnknownEnumName, UnknownEnumValue};
pub use error::{Error, ErrorKind, Fault, Limit, Path, Result, Step};
pub use framing::{Choice, Framing};
pub use identity::Identity;
pub use limits::Limits;
pub use message::{MessageHeader, TMessageType, TReply};
pub use processor::TProcessor;
pub use protocol::{
    TBinaryProtocol, TCompactProtocol, TDebugProtocol, TJSONProtocol, TSimpleJSONProtocol,
};
pub use stream::{Dialect, Pieces, ServerDialect};
pub use ttype::TType;
pub use url::ThriftUrl;
pub use value::{UnknownVariant, Value};
pub use wire::{VecMap, VecSet};
