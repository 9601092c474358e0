//! Servers: who runs which loop, where.
//!
//! ```no_run
//! # use thriftwood::{TProcessor, server::{Server, ServerModel, TServer as _}};
//! # fn main_with(calculator: impl TProcessor) -> thriftwood::Result<()> {
//! let server = Server::builder().model(ServerModel::Simple).bind(&"127.0.0.1:9090".parse()?, calculator)?;
//! let handle = server.handle(); // for whoever stops it
//! server.serve()
//! # }
//! ```

mod accept;
mod builder;
mod drive;
mod shutdown;
mod simple;

pub use builder::{Server, ServerBuilder, ServerModel};
pub use drive::{Timeouts, block_on, serve_blocking};
pub use shutdown::ServerHandle;
pub use simple::TSimpleServer;

use crate::{
    Choice, Compression, Connection, Framing, Limits, Protocol, Result, ServerDialect, TProcessor,
    options::setters,
    transport::{Endpoint, TTransport},
};

/// A server with its listener and its service (Thrift's `TServer`).
pub trait TServer: Send + Sync {
    /// Serves until somebody [stops](ServerHandle::stop) it, and the last peer is served.
    ///
    /// # Errors
    /// The listener is broken. What goes wrong with one peer is logged, and concerns nobody else.
    fn serve(&self) -> Result<()>;

    /// Where it listens; of port 0, the port that was given.
    fn endpoint(&self) -> &Endpoint;

    /// Stops it from elsewhere.
    fn handle(&self) -> ServerHandle;
}

/// What a server speaks, how much it believes, and how long it waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServerOptions {
    /// The encoding of every message; unless said, whichever the client's first bytes show.
    pub protocol: Choice<Protocol>,
    /// Where a message ends; unless said, whichever the client's first bytes show.
    pub framing: Choice<Framing>,
    /// How the bytes below the framing are compressed.
    pub compression: Compression,
    /// The most that a peer may send.
    pub limits: Limits,
    /// The longest waits.
    pub timeouts: Timeouts,
}

setters!(ServerOptions {
    /// Another compression.
    with_compression compression: Compression,
    /// Other bounds on what a peer may send.
    with_limits limits: Limits,
    /// Other waits.
    with_timeouts timeouts: Timeouts,
});

impl ServerOptions {
    /// This encoding and no other, or [`Choice::Auto`].
    #[must_use]
    pub fn with_protocol(mut self, protocol: impl Into<Choice<Protocol>>) -> Self {
        self.protocol = protocol.into();
        self
    }

    /// This framing and no other, or [`Choice::Auto`].
    #[must_use]
    pub fn with_framing(mut self, framing: impl Into<Choice<Framing>>) -> Self {
        self.framing = framing.into();
        self
    }

    /// What the server speaks.
    pub fn dialect(&self) -> ServerDialect {
        ServerDialect {
            protocol: self.protocol,
            framing: self.framing,
            compression: self.compression,
        }
    }
}

/// Serves one peer on this thread, from hello to good-bye.
fn serve_connection<S: TProcessor>(
    mut stream: impl TTransport,
    service: &S,
    options: &ServerOptions,
    handle: &ServerHandle,
) {
    let _live = handle.enter(&stream);
    let peer = stream.peer();
    let _span = tracing::debug_span!("connection", service = S::SERVICE, %peer).entered();
    if let Err(error) = stream.greet() {
        tracing::warn!(%error, "the connection failed");
        return;
    }
    let connection =
        Connection::new(options.dialect(), options.limits, peer).with_identity(stream.identity());
    match serve_blocking(
        &mut stream,
        connection,
        service,
        &options.timeouts,
        handle.stopping(),
    ) {
        Ok(()) => tracing::debug!("the connection ended"),
        Err(error) => tracing::warn!(%error, "the connection failed"),
    }
}
