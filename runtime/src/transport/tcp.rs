//! TCP: names become addresses, and each address is tried.

use socket2::{Domain, Protocol, SockAddr, Socket, Type};
use std::{
    io,
    net::{SocketAddr, ToSocketAddrs},
    time::Duration,
};

/// Connects to the first address of `host` that answers.
pub(super) fn connect(host: &str, port: u16, timeout: Option<Duration>) -> io::Result<Socket> {
    first(host, port, "connect to", |address| {
        let socket = Socket::new(
            Domain::for_address(address),
            Type::STREAM,
            Some(Protocol::TCP),
        )?;
        let address = SockAddr::from(address);
        match timeout {
            Some(timeout) => socket.connect_timeout(&address, timeout)?,
            None => socket.connect(&address)?,
        }
        Ok(socket)
    })
}

/// Listens on the first address of `host` that can be had.
pub(super) fn listen(host: &str, port: u16, backlog: i32) -> io::Result<Socket> {
    first(host, port, "listen on", |address| {
        let socket = Socket::new(
            Domain::for_address(address),
            Type::STREAM,
            Some(Protocol::TCP),
        )?;
        // elsewhere the option lets another process take the port
        #[cfg(unix)]
        socket.set_reuse_address(true)?;
        socket.bind(&SockAddr::from(address))?;
        socket.listen(backlog)?;
        Ok(socket)
    })
}

/// The first success; else one error that says what was tried and what came of it.
fn first<T>(
    host: &str,
    port: u16,
    what: &str,
    mut attempt: impl FnMut(SocketAddr) -> io::Result<T>,
) -> io::Result<T> {
    let failed =
        |kind, why: &str| io::Error::new(kind, format!("could not {what} {host}:{port}: {why}"));
    let addresses = (host, port)
        .to_socket_addrs()
        .map_err(|error| failed(error.kind(), &error.to_string()))?;
    let mut tried = Vec::new();
    let mut kind = io::ErrorKind::NotFound;
    for address in addresses {
        match attempt(address) {
            Ok(done) => return Ok(done),
            Err(error) => {
                kind = error.kind();
                tried.push(format!("{address}: {error}"));
            }
        }
    }
    Err(failed(
        kind,
        &if tried.is_empty() {
            "the name has no address".to_owned()
        } else {
            tried.join("; ")
        },
    ))
}
