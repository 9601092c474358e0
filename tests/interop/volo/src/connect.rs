//! The clients of the services, by the flags.

use std::time::Duration;

use rust_kit::Flags;
use volo_peer::address;
use volo_peer::interop::{FutureClient, FutureClientBuilder, InteropClient, InteropClientBuilder};
use volo_thrift::codec::default::DefaultMakeCodec;

/// A reply that takes longer never comes.
const PATIENCE: Duration = Duration::from_secs(20);

/// A client, from the builder of its service.
macro_rules! client {
    ($builder:ident, $flags:expr) => {{
        let builder = $builder::new("Interop")
            .address(address($flags).expect("an address"))
            .rpc_timeout(Some(PATIENCE));
        match (&*$flags.protocol, &*$flags.transport) {
            ("binary", "framed") => builder.make_codec(DefaultMakeCodec::framed()).build(),
            ("binary", "buffered") => builder.make_codec(DefaultMakeCodec::buffered()).build(),
            (protocol, transport) => panic!("volo does not speak {protocol} over {transport}"),
        }
    }};
}

pub fn interop(flags: &Flags) -> InteropClient {
    client!(InteropClientBuilder, flags)
}

/// A client that is newer than the server, on a connection of its own.
pub fn newer(flags: &Flags) -> FutureClient {
    client!(FutureClientBuilder, flags)
}
