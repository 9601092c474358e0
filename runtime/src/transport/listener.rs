//! Accepting connections, until somebody says stop; and the connections themselves, of every kind.

#[cfg(feature = "tls")]
use super::tls::{TSSLSocket, TlsAcceptor};
use super::{
    Accepted, Closer, Endpoint, SocketOptions, TMemoryTransport, TSocket, TTransport,
    memory::MemoryListener, server_socket::TServerSocket,
};
use crate::{Identity, context::Peer, options::setters};
use std::{
    fmt,
    io::{self, IoSlice, Read, Write},
    sync::Arc,
    time::Duration,
};

/// How a listener is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListenOptions {
    /// How many connections may wait to be accepted. 1024 unless said, as in Apache's `TServerSocket`.
    pub backlog: i32,
    /// May other processes of this user listen on the same port (`SO_REUSEPORT`)? Linux then deals the connections out
    /// among them. `false` unless said.
    pub reuse_port: bool,
    /// Does a listener at an IPv6 address take IPv6 only (`IPV6_V6ONLY`)? At `[::]`, `Some(false)` takes IPv4 as well.
    /// `None`, the default, leaves it to the operating system.
    pub only_v6: Option<bool>,
    /// How the sockets that are accepted are set up. A server's own time-outs take the place of these.
    pub socket: SocketOptions,
    /// TLS on every connection; `None`, the default, is none.
    #[cfg(feature = "tls")]
    pub tls: Option<TlsAcceptor>,
}

impl Default for ListenOptions {
    fn default() -> Self {
        Self {
            backlog: 1024,
            reuse_port: false,
            only_v6: None,
            socket: SocketOptions::default(),
            #[cfg(feature = "tls")]
            tls: None,
        }
    }
}

setters!(ListenOptions {
    /// Another number of connections that may wait.
    with_backlog backlog: i32,
    /// Share the port, or not.
    with_reuse_port reuse_port: bool,
    /// IPv6 only, or IPv4 as well.
    with_only_v6 only_v6: Option<bool>,
    /// Another set-up of what is accepted.
    with_socket socket: SocketOptions,
    /// TLS, or none.
    #[cfg(feature = "tls")]
    with_tls tls: Option<TlsAcceptor>,
});

/// Waits for connections at one [`Endpoint`].
#[derive(Debug)]
pub struct Listener {
    source: Source,
    endpoint: Endpoint,
}

#[derive(Debug)]
enum Source {
    Socket(TServerSocket),
    #[cfg(feature = "tls")]
    Tls(TServerSocket, TlsAcceptor),
    Memory(MemoryListener),
}

impl Listener {
    /// Listens at `endpoint`.
    ///
    /// # Errors
    /// Says where it wanted to listen and what came of it.
    pub fn bind(endpoint: &Endpoint, options: &ListenOptions) -> io::Result<Self> {
        let socket = TServerSocket::bind(endpoint, options)?;
        let endpoint = socket.endpoint(endpoint)?;
        #[cfg(feature = "tls")]
        if let Some(tls) = &options.tls {
            return Ok(Self {
                source: Source::Tls(socket, tls.clone()),
                endpoint,
            });
        }
        Ok(Self {
            source: Source::Socket(socket),
            endpoint,
        })
    }

    /// The listeners that the service manager left to this process, in the order of its configuration: systemd's socket
    /// activation, `LISTEN_FDS` and `LISTEN_PID` (`sd_listen_fds(3)`). Empty where there are none. The socket of a file
    /// stays the service manager's: the file does not go with its listener.
    ///
    /// Call it once, early: the variables are removed, so that no child takes them for its own, and that must not
    /// happen while another thread looks at the environment.
    ///
    /// # Errors
    /// A descriptor is not a stream socket of TCP or Unix.
    #[cfg(unix)]
    pub fn inherited(options: &ListenOptions) -> io::Result<Vec<Self>> {
        super::inherited::listeners()?
            .into_iter()
            .map(|(socket, endpoint)| {
                let socket = TServerSocket::over(socket, None, options)?;
                let source = Source::Socket(socket);
                Ok(Self { source, endpoint })
            })
            .collect()
    }

    /// Where it listens; of port 0, the port that was given.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Waits for the next connection; one thread at a time. `None`: somebody interrupted, and nothing is accepted
    /// any more.
    ///
    /// # Errors
    /// What the operating system says; most often that it has no descriptors or buffers left, which passes.
    pub fn accept(&self) -> io::Result<Option<Stream>> {
        let accepted = self.accept_next()?;
        accepted.map(|accepted| accepted.blocking(None)).transpose()
    }

    /// The same, before it is decided who will serve the connection, and how.
    pub(crate) fn accept_next(&self) -> io::Result<Option<Accepted>> {
        let (stream, secured) = match &self.source {
            Source::Memory(listener) => (listener.accept().map(Stream::Memory), None),
            Source::Socket(listener) => (listener.accept()?.map(Stream::Socket), None),
            #[cfg(feature = "tls")]
            Source::Tls(listener, tls) => (listener.accept()?.map(Stream::Socket), Some(tls)),
        };
        Ok(stream.map(|stream| Accepted::new(stream, secured)))
    }

    /// A handle that ends every wait in [`Listener::accept`], now and later.
    pub fn interrupter(&self) -> Interrupter {
        match &self.source {
            Source::Memory(listener) => Interrupter {
                interrupt: Arc::new(listener.interrupter()),
            },
            Source::Socket(listener) => Interrupter {
                interrupt: Arc::new(listener.interrupter()),
            },
            #[cfg(feature = "tls")]
            Source::Tls(listener, _) => Interrupter {
                interrupt: Arc::new(listener.interrupter()),
            },
        }
    }
}

impl From<MemoryListener> for Listener {
    fn from(listener: MemoryListener) -> Self {
        Self {
            source: Source::Memory(listener),
            endpoint: Endpoint::Memory,
        }
    }
}

/// Ends the waiting of one [`Listener`], from any thread.
#[derive(Clone)]
pub struct Interrupter {
    interrupt: Arc<dyn Fn() + Send + Sync>,
}

impl Interrupter {
    /// Ends every wait, now and later.
    pub fn interrupt(&self) {
        (self.interrupt)();
    }
}

impl fmt::Debug for Interrupter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Interrupter").finish_non_exhaustive()
    }
}

/// A connection that a [`Listener`] accepted, or that a channel made.
#[derive(Debug)]
#[non_exhaustive]
pub enum Stream {
    /// Over TCP or a Unix socket.
    Socket(TSocket),
    /// The same under TLS.
    #[cfg(feature = "tls")]
    Tls(Box<TSSLSocket>),
    /// From this process.
    Memory(TMemoryTransport),
}

#[cfg(feature = "tls")]
impl From<TSSLSocket> for Stream {
    fn from(socket: TSSLSocket) -> Self {
        Self::Tls(Box::new(socket))
    }
}

macro_rules! delegate {
    ($self:ident, $stream:ident => $body:expr) => {
        match $self {
            Stream::Socket($stream) => $body,
            #[cfg(feature = "tls")]
            Stream::Tls($stream) => $body,
            Stream::Memory($stream) => $body,
        }
    };
}

impl Read for Stream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        delegate!(self, stream => stream.read(into))
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        delegate!(self, stream => stream.write(bytes))
    }

    fn write_vectored(&mut self, pieces: &[IoSlice<'_>]) -> io::Result<usize> {
        delegate!(self, stream => stream.write_vectored(pieces))
    }

    fn flush(&mut self) -> io::Result<()> {
        delegate!(self, stream => stream.flush())
    }
}

impl TTransport for Stream {
    fn peer(&self) -> Peer {
        delegate!(self, stream => stream.peer())
    }

    fn closer(&self) -> Closer {
        delegate!(self, stream => stream.closer())
    }

    fn set_timeouts(&mut self, read: Option<Duration>, write: Option<Duration>) -> io::Result<()> {
        delegate!(self, stream => stream.set_timeouts(read, write))
    }

    fn is_quiet(&mut self) -> bool {
        delegate!(self, stream => stream.is_quiet())
    }

    fn greet(&mut self) -> io::Result<()> {
        delegate!(self, stream => stream.greet())
    }

    fn identity(&self) -> Option<Arc<Identity>> {
        delegate!(self, stream => stream.identity())
    }
}
