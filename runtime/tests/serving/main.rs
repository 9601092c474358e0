//! Clients and servers together: every rule of the wire that is not about a value.

#[path = "../support/mod.rs"]
mod support;

mod clients;
mod compressed;
mod connection;
mod datagrams;
mod headers;
mod hooks;
mod http;
mod http_clients;
#[cfg(feature = "tokio")]
mod left;
#[cfg(feature = "tokio")]
mod levels;
mod models;
mod multiplexed;
mod operations;
mod overtaking;
mod recognised;
mod replay;
mod scan;
mod servers;
#[cfg(unix)]
mod sockets;
mod text;
#[cfg(feature = "tokio")]
mod tokio_channel;
mod traces;
mod transports;
#[cfg(feature = "tokio")]
mod turns;
