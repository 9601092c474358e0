//! Everything that two peers can speak.

use std::sync::LazyLock;
use thriftwood::{Choice, Compression, Dialect, Framing, Limits, Protocol, ServerDialect};

/// Every dialect of a client.
pub static DIALECTS: LazyLock<Vec<Dialect>> = LazyLock::new(|| {
    let mut dialects = Vec::new();
    for &framing in Framing::ALL {
        for &compression in Compression::ALL {
            for &protocol in Protocol::READABLE {
                let dialect = Dialect::default()
                    .with_framing(framing)
                    .with_compression(compression)
                    .with_protocol(protocol);
                dialects.extend(dialect.check().is_ok().then_some(dialect));
            }
        }
    }
    dialects
});

/// Every dialect of a server: those, and what is left to the client.
pub static SERVED: LazyLock<Vec<ServerDialect>> = LazyLock::new(|| {
    let mut served: Vec<_> = DIALECTS.iter().copied().map(ServerDialect::from).collect();
    let protocols = Protocol::READABLE.iter().map(|&protocol| protocol.into());
    let protocols: Vec<_> = protocols.chain([Choice::Auto]).collect();
    let framings = Framing::ALL.iter().map(|&framing| framing.into());
    let framings: Vec<_> = framings.chain([Choice::Auto]).collect();
    for &protocol in &protocols {
        for &framing in &framings {
            for &compression in Compression::ALL {
                let mut dialect = ServerDialect::default();
                dialect.protocol = protocol;
                dialect.framing = framing;
                dialect.compression = compression;
                dialect.forwarded = true;
                served.extend(dialect.check().is_ok().then_some(dialect));
            }
        }
    }
    served
});

/// Low ones, so that short inputs pass them.
pub fn limits() -> Limits {
    const MOST: usize = 256 << 10;
    Limits::default()
        .with_message(MOST)
        .with_frame(MOST)
        .with_inflated(MOST)
        .with_header(4 << 10)
}

/// The peak of memory, in bytes, that a conversation within these limits takes: the longest message is all of structs
/// that take a byte there and some hundred here, beside the state of two zlib streams.
pub(crate) const MEMORY: usize = 128 << 20;
