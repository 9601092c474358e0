//! What the server and the client over Apache's Rust library have in common.

pub mod dialect;

/// What the generator makes of idl/interop.thrift.
pub mod interop {
    #![allow(warnings, clippy::all)]
    include!(concat!(env!("INTEROP_GENERATED"), "/interop.rs"));
}

use interop::Bundle;
use thrift::protocol::{TBinaryInputProtocol, TSerializable};

/// The constant SAMPLE, which the generator cannot write.
pub fn sample() -> Bundle {
    let bytes: &[u8] = include_bytes!(concat!(env!("INTEROP_GENERATED"), "/sample.bin"));
    Bundle::read_from_in_protocol(&mut TBinaryInputProtocol::new(bytes, true)).expect("SAMPLE")
}
