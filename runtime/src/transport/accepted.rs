//! A connection that was accepted, before anybody serves it.

#[cfg(feature = "tls")]
use super::tls::TlsAcceptor;
use super::{Stream, TSocket, TTransport as _};
use crate::context::Peer;
use std::{io, time::Duration};

/// There is none without the feature.
#[cfg(not(feature = "tls"))]
#[derive(Clone, Debug)]
pub(super) enum TlsAcceptor {}

#[cfg(not(feature = "tls"))]
fn secure(_: TSocket, tls: &TlsAcceptor, _: Option<Duration>) -> io::Result<Stream> {
    match *tls {}
}

#[cfg(feature = "tls")]
fn secure(socket: TSocket, tls: &TlsAcceptor, most: Option<Duration>) -> io::Result<Stream> {
    tls.accept_within(socket, most).map(Stream::from)
}

/// A stream to a new peer, and the TLS that it is to be served under. Nothing was read yet.
#[derive(Debug)]
pub(crate) struct Accepted {
    pub(super) stream: Stream,
    pub(super) tls: Option<TlsAcceptor>,
}

impl Accepted {
    pub(super) fn new(stream: Stream, tls: Option<&TlsAcceptor>) -> Self {
        let tls = tls.cloned();
        Self { stream, tls }
    }

    /// The other end.
    pub(crate) fn peer(&self) -> Peer {
        self.stream.peer()
    }

    /// For a thread that waits. [Greet](super::TTransport::greet) the peer on it, which takes no longer than `most`.
    ///
    /// # Errors
    /// TLS cannot be set up.
    pub(crate) fn blocking(self, most: Option<Duration>) -> io::Result<Stream> {
        match (self.stream, self.tls) {
            (Stream::Socket(socket), Some(tls)) => secure(socket, &tls, most),
            (stream, _) => Ok(stream),
        }
    }
}
