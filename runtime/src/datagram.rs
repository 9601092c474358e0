//! Oneway calls over UDP, as Jaeger's agents take them: one datagram is one message, in compact or binary, with nothing
//! around it (those agents listen on port 6831 for compact and on 6832 for binary). A datagram may be lost, doubled or
//! late, and nobody is told.
//!
//! ```
//! # use thriftwood::{Result, client::Channel as _, datagram::{DatagramOptions, UdpChannel}, wire::Wire};
//! # fn main_with(batch: &impl Wire) -> Result<()> {
//! let agent = "127.0.0.1:6831".parse()?;
//! let mut channel = UdpChannel::connect(&agent, &DatagramOptions::default())?; // for a generated client
//! channel.call_oneway("emitBatch", batch)
//! # }
//! ```

mod channel;
mod server;

pub use channel::UdpChannel;
pub use server::UdpServer;

use crate::{ErrorKind, Limits, Protocol, Result, options::setters, transport::Endpoint};
use std::net::{SocketAddr, ToSocketAddrs as _};

/// What travels in a datagram.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DatagramOptions {
    /// The encoding of every message: compact unless said.
    pub protocol: Protocol,
    /// The longest datagram, in bytes: 65 000 unless said. UDP over IPv4 carries 65 507; one that is
    /// longer than the path's packets (about 1 472) is lost when any of its fragments is.
    pub size: usize,
    /// The most that a message may hold.
    pub limits: Limits,
    /// Bytes of datagrams that may wait for the server (`SO_RCVBUF`); more are lost. `None`: as the system has it.
    pub receive_buffer: Option<usize>,
}

impl Default for DatagramOptions {
    fn default() -> Self {
        Self {
            protocol: Protocol::Compact,
            size: 65_000,
            limits: Limits::default(),
            receive_buffer: None,
        }
    }
}

setters!(DatagramOptions {
    /// Another encoding.
    with_protocol protocol: Protocol,
    /// Another longest datagram.
    with_size size: usize,
    /// Other bounds on what a message may hold.
    with_limits limits: Limits,
    /// Another number of bytes that may wait.
    with_receive_buffer receive_buffer: Option<usize>,
});

/// The addresses of `host:port`.
///
/// # Errors
/// The endpoint is another, or the name has no address.
fn addresses(endpoint: &Endpoint) -> Result<Vec<SocketAddr>> {
    match endpoint {
        Endpoint::Tcp { host, port } => Ok((host.as_str(), *port).to_socket_addrs()?.collect()),
        other => {
            let why = format!("datagrams go to host:port, not to {other}");
            Err(ErrorKind::Usage(why.into()).into())
        }
    }
}
