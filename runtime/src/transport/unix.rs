//! Unix sockets: paths, and Linux's abstract names.

use super::Endpoint;
use socket2::{Domain, SockAddr, Socket, Type};
use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};

/// The address of a socket in the file system.
pub(super) fn path_address(path: &Path) -> io::Result<SockAddr> {
    SockAddr::unix(path)
}

/// The address of a socket in the abstract name space: a path that begins with a zero byte (unix(7)).
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn abstract_address(name: &str) -> io::Result<SockAddr> {
    SockAddr::unix(format!("\0{name}"))
}

/// Only Linux has abstract names.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(super) fn abstract_address(name: &str) -> io::Result<SockAddr> {
    let why = format!("unix:@{name}: only Linux has abstract socket names; use unix:/path");
    Err(io::Error::new(io::ErrorKind::Unsupported, why))
}

/// The path that an address is bound to, if it is.
pub(super) fn path_of(address: &SockAddr) -> Option<PathBuf> {
    address.as_pathname().map(Path::to_owned)
}

/// Connects, and says where to when it fails.
pub(super) fn connect(
    address: &SockAddr,
    endpoint: &Endpoint,
    timeout: Option<Duration>,
) -> io::Result<Socket> {
    let connect = || {
        let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
        match timeout {
            Some(timeout) => socket.connect_timeout(address, timeout)?,
            None => socket.connect(address)?,
        }
        Ok(socket)
    };
    connect().map_err(|error: io::Error| said(&error, "connect to", endpoint))
}

/// Listens; a socket file that nobody listens on any more is taken over.
pub(super) fn listen(address: &SockAddr, endpoint: &Endpoint, backlog: i32) -> io::Result<Socket> {
    let listen = || {
        let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
        match socket.bind(address) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && remove_stale(address) => {
                socket.bind(address)?;
            }
            bound => bound?,
        }
        socket.listen(backlog)?;
        Ok(socket)
    };
    listen().map_err(|error: io::Error| said(&error, "listen on", endpoint))
}

/// Removes a socket file that was left behind; it refuses connections. `false`: it is in use, or no socket.
fn remove_stale(address: &SockAddr) -> bool {
    let refused = Socket::new(Domain::UNIX, Type::STREAM, None)
        .and_then(|probe| probe.connect(address))
        .is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused);
    // connecting to a plain file is refused too, and that file is not ours to remove
    refused
        && path_of(address)
            .is_some_and(|path| is_socket(&path) && std::fs::remove_file(path).is_ok())
}

#[cfg(unix)]
fn is_socket(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    std::fs::symlink_metadata(path).is_ok_and(|file| file.file_type().is_socket())
}

#[cfg(not(unix))]
fn is_socket(_: &Path) -> bool {
    false
}

fn said(error: &io::Error, what: &str, endpoint: &Endpoint) -> io::Error {
    io::Error::new(
        error.kind(),
        format!("could not {what} {endpoint}: {error}"),
    )
}
