//! Connections that are cut from outside, whatever goes over them.

use std::io;
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use thriftwood::transport::{Endpoint, SocketOptions, TSocket};

use crate::target::PATIENCE;

/// Makes connections, and cuts the latest. Clones share them.
#[derive(Clone, Debug, Default)]
pub(super) struct Scissors(Arc<Mutex<Made>>);

#[derive(Debug, Default)]
struct Made {
    count: u64,
    latest: Option<TcpStream>,
}

impl Scissors {
    pub(super) fn connect(&self, endpoint: &Endpoint) -> io::Result<TSocket> {
        let options = SocketOptions::default()
            .with_read_timeout(Some(PATIENCE))
            .with_write_timeout(Some(PATIENCE));
        TSocket::new(self.stream(endpoint)?.into(), &options)
    }

    pub(super) fn connect_async(&self, endpoint: &Endpoint) -> io::Result<tokio::net::TcpStream> {
        let stream = self.stream(endpoint)?;
        stream.set_nonblocking(true)?;
        tokio::net::TcpStream::from_std(stream)
    }

    /// To the server on this machine, which is no wait.
    fn stream(&self, endpoint: &Endpoint) -> io::Result<TcpStream> {
        let stream = TcpStream::connect(endpoint.to_string())?;
        let mut made = self.made();
        made.count += 1;
        made.latest = Some(stream.try_clone()?);
        Ok(stream)
    }

    pub(super) fn cut(&self) {
        if let Some(stream) = self.made().latest.take() {
            // it may have been cut from the other side
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// How many were made.
    pub(super) fn connections(&self) -> u64 {
        self.made().count
    }

    fn made(&self) -> MutexGuard<'_, Made> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
