//! Byte streams: the only rim where bytes enter and leave. Nothing here knows what a message is.

mod accepted;
#[cfg(feature = "tokio")]
pub(crate) mod asynchronous;
mod endpoint;
pub mod file;
#[cfg(unix)]
mod inherited;
mod listener;
pub mod memory;
#[cfg(feature = "tokio")]
mod nonblocking;
mod server_socket;
mod socket;
mod tcp;
#[cfg(feature = "tls")]
pub mod tls;
mod unix;

pub(crate) use accepted::Accepted;
pub use endpoint::Endpoint;
pub use file::{TFileTransport, TSimpleFile};
pub use listener::{Interrupter, ListenOptions, Listener, Stream};
pub use memory::TMemoryTransport;
#[cfg(feature = "tokio")]
pub(crate) use nonblocking::{NonblockingReader, NonblockingWriter, TNonblockingSocket};
pub use socket::{SocketOptions, TSocket};

use crate::{Identity, context::Peer};
use std::{
    fmt,
    io::{self, Read, Write},
    net::Shutdown,
    sync::Arc,
    time::Duration,
};

/// A blocking byte stream to one peer. A read of 0 bytes is the end; a wait that lasted too long is
/// [`io::ErrorKind::TimedOut`].
pub trait TTransport: Read + Write + Send {
    /// The other end.
    fn peer(&self) -> Peer;

    /// A handle that ends this stream from another thread.
    fn closer(&self) -> Closer;

    /// The longest wait of one read and of one write; `None` waits for ever.
    ///
    /// # Errors
    /// What the operating system says.
    fn set_timeouts(&mut self, read: Option<Duration>, write: Option<Duration>) -> io::Result<()>;

    /// Is the stream open, as far as one can tell without a wait, and is there nothing to read? A connection that waits
    /// for its next call is of use only then. A transport that cannot tell says yes.
    fn is_quiet(&mut self) -> bool {
        true
    }

    /// Does what has to be done before the first byte, such as TLS's handshake. A server calls it on the thread that
    /// serves the peer, so a peer that keeps silent holds up nobody else.
    ///
    /// # Errors
    /// The peer is none to talk to.
    fn greet(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// Who the peer has proved to be, once it is [greeted](Self::greet); `None` where it had not to.
    fn identity(&self) -> Option<Arc<Identity>> {
        None
    }
}

/// Ends a stream from another thread. A stream that has ended already stays as it is.
#[derive(Clone)]
pub struct Closer {
    shutdown: Arc<dyn Fn(Shutdown) + Send + Sync>,
}

impl Closer {
    /// A closer for a transport of your own; `shutdown` ends the half or the halves that it is given.
    pub fn new(shutdown: impl Fn(Shutdown) + Send + Sync + 'static) -> Self {
        Self {
            shutdown: Arc::new(shutdown),
        }
    }

    /// Ends the reading half: a read that waits sees the end of the stream, what was read can still be answered.
    pub fn finish(&self) {
        (self.shutdown)(Shutdown::Read);
    }

    /// Ends the writing half: the peer sees the end of the stream behind what was written.
    pub fn end_writing(&self) {
        (self.shutdown)(Shutdown::Write);
    }

    /// Ends both halves: reads see the end, writes fail.
    pub fn close(&self) {
        (self.shutdown)(Shutdown::Both);
    }
}

impl fmt::Debug for Closer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Closer").finish_non_exhaustive()
    }
}

impl<T: TTransport + ?Sized> TTransport for Box<T> {
    fn peer(&self) -> Peer {
        (**self).peer()
    }

    fn closer(&self) -> Closer {
        (**self).closer()
    }

    fn set_timeouts(&mut self, read: Option<Duration>, write: Option<Duration>) -> io::Result<()> {
        (**self).set_timeouts(read, write)
    }

    fn is_quiet(&mut self) -> bool {
        (**self).is_quiet()
    }

    fn greet(&mut self) -> io::Result<()> {
        (**self).greet()
    }

    fn identity(&self) -> Option<Arc<Identity>> {
        (**self).identity()
    }
}
