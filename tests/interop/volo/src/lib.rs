//! What the server and the client over volo have in common.

mod generated {
    #![allow(warnings, clippy::all)]
    volo::include_service!("volo_gen.rs");
}

pub use generated::volo_gen::interop;

use std::io;
use std::net::SocketAddr;
use std::os::unix::net::SocketAddr as UnixAddress;

use interop::Bundle;
use pilota::Bytes;
use pilota::thrift::Message;
use pilota::thrift::binary::TBinaryProtocol;
use rust_kit::Flags;
use volo::net::Address;

/// The constant SAMPLE, which volo's compiler cannot write.
pub fn sample() -> Bundle {
    let bytes = include_bytes!(concat!(env!("INTEROP_GENERATED"), "/sample.bin"));
    let mut bytes = Bytes::from_static(bytes);
    Bundle::decode(&mut TBinaryProtocol::new(&mut bytes, true)).expect("SAMPLE")
}

/// Where the server listens.
///
/// # Errors
///
/// When the path is too long for a Unix socket.
pub fn address(flags: &Flags) -> io::Result<Address> {
    Ok(match &flags.unix {
        Some(path) => UnixAddress::from_pathname(path)?.into(),
        None => SocketAddr::from(([127, 0, 0, 1], flags.port)).into(),
    })
}
