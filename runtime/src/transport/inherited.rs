//! Listeners that the service manager opened before this process began: `sd_listen_fds(3)`.

use super::{Endpoint, server_socket::Listening};
use listenfd::ListenFd;
use std::{
    io,
    net::SocketAddr,
    os::unix::net::{SocketAddr as UnixAddr, UnixListener},
    path::Path,
};

/// All of them, each with the address that it listens at.
pub(super) fn listeners() -> io::Result<Vec<(Listening, Endpoint)>> {
    let mut inherited = ListenFd::from_env();
    (0..inherited.len())
        .map(|index| take(&mut inherited, index))
        .collect()
}

fn take(inherited: &mut ListenFd, index: usize) -> io::Result<(Listening, Endpoint)> {
    if let Ok(Some(socket)) = inherited.take_tcp_listener(index) {
        socket.set_nonblocking(true)?;
        let endpoint = tcp_endpoint(socket.local_addr()?);
        let socket = mio::net::TcpListener::from_std(socket);
        return Ok((Listening::Tcp(socket), endpoint));
    }
    if let Ok(Some(socket)) = inherited.take_unix_listener(index) {
        socket.set_nonblocking(true)?;
        let endpoint = unix_endpoint(&socket)?;
        let socket = mio::net::UnixListener::from_std(socket);
        return Ok((Listening::Unix(socket), endpoint));
    }
    let why = format!("the inherited descriptor {index} is no stream socket of TCP or Unix");
    Err(io::Error::new(io::ErrorKind::InvalidInput, why))
}

fn tcp_endpoint(address: SocketAddr) -> Endpoint {
    Endpoint::Tcp {
        host: address.ip().to_string(),
        port: address.port(),
    }
}

fn unix_endpoint(socket: &UnixListener) -> io::Result<Endpoint> {
    let address = socket.local_addr()?;
    Ok(abstract_name(&address).map_or_else(
        || {
            Endpoint::Unix(
                address
                    .as_pathname()
                    .map(Path::to_owned)
                    .unwrap_or_default(),
            )
        },
        Endpoint::Abstract,
    ))
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn abstract_name(address: &UnixAddr) -> Option<String> {
    #[cfg(target_os = "android")]
    use std::os::android::net::SocketAddrExt as _;
    #[cfg(target_os = "linux")]
    use std::os::linux::net::SocketAddrExt as _;
    let name = address.as_abstract_name()?;
    Some(String::from_utf8_lossy(name).into_owned())
}

/// Only Linux has abstract names.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn abstract_name(_: &UnixAddr) -> Option<String> {
    None
}
