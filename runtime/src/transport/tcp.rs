//! TCP: names become addresses, and each address is tried.

use super::{ListenOptions, SocketOptions};
use socket2::{Domain, Protocol, SockAddr, Socket, Type};
use std::{
    io,
    net::{SocketAddr, ToSocketAddrs},
};

/// Connects to the first address of `host` that answers.
pub(super) fn connect(host: &str, port: u16, options: &SocketOptions) -> io::Result<Socket> {
    first(host, port, "connect to", |address| {
        let socket = Socket::new(
            Domain::for_address(address),
            Type::STREAM,
            Some(Protocol::TCP),
        )?;
        options.prepare(&socket)?;
        let address = SockAddr::from(address);
        match options.connect_timeout {
            Some(timeout) => socket.connect_timeout(&address, timeout)?,
            None => socket.connect(&address)?,
        }
        Ok(socket)
    })
}

/// Listens on the first address of `host` that can be had.
pub(super) fn listen(host: &str, port: u16, options: &ListenOptions) -> io::Result<Socket> {
    first(host, port, "listen on", |address| {
        let socket = Socket::new(
            Domain::for_address(address),
            Type::STREAM,
            Some(Protocol::TCP),
        )?;
        // elsewhere the option lets another process take the port
        #[cfg(unix)]
        socket.set_reuse_address(true)?;
        if options.reuse_port {
            share_port(&socket)?;
        }
        if let (SocketAddr::V6(_), Some(only)) = (address, options.only_v6) {
            socket.set_only_v6(only)?;
        }
        options.socket.prepare(&socket)?;
        socket.bind(&SockAddr::from(address))?;
        socket.listen(options.backlog)?;
        Ok(socket)
    })
}

#[cfg(all(unix, not(any(target_os = "solaris", target_os = "illumos"))))]
fn share_port(socket: &Socket) -> io::Result<()> {
    socket.set_reuse_port(true)
}

#[cfg(not(all(unix, not(any(target_os = "solaris", target_os = "illumos")))))]
fn share_port(_: &Socket) -> io::Result<()> {
    let why = "a port cannot be shared here";
    Err(io::Error::new(io::ErrorKind::Unsupported, why))
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
