//! One connected socket, TCP or Unix.

use super::{Closer, Endpoint, TTransport, tcp, unix};
use crate::{context::Peer, options::setters};
use socket2::{SockAddr, SockRef, Socket, TcpKeepalive};
use std::{
    io::{self, IoSlice, Read, Write},
    mem::MaybeUninit,
    sync::Arc,
    time::Duration,
};

/// How sockets are set up. A Unix socket has the timeouts, the linger and the buffers only. (Socket options: socket(7),
/// tcp(7); the defaults are those of Apache's C++ `TSocket`, but for the linger, which it sets to 0.)
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SocketOptions {
    /// The longest wait for one address to answer; `None` leaves it to the operating system.
    pub connect_timeout: Option<Duration>,
    /// The longest wait of one read; `None`, the default, waits for ever.
    pub read_timeout: Option<Duration>,
    /// The longest wait of one write; `None`, the default, waits for ever.
    pub write_timeout: Option<Duration>,
    /// Sends small messages at once (`TCP_NODELAY`). On by default: a message is one write.
    pub nodelay: bool,
    /// Asks a silent peer for a sign of life after this time (`SO_KEEPALIVE`); `None`, the default, never asks.
    pub keepalive: Option<Duration>,
    /// How long to wait for that sign before asking again (`TCP_KEEPINTVL`); `None` leaves it to the operating system.
    pub keepalive_interval: Option<Duration>,
    /// How often to ask before the peer is given up (`TCP_KEEPCNT`); `None` leaves it to the operating system.
    pub keepalive_count: Option<u32>,
    /// Bytes that may wait to be sent (`SO_SNDBUF`); `None`, the default, lets the operating system adapt it.
    pub send_buffer: Option<usize>,
    /// Bytes that may wait to be read (`SO_RCVBUF`); `None`, the default, lets the operating system adapt it.
    pub receive_buffer: Option<usize>,
    /// How long a close waits for unsent bytes (`SO_LINGER`, whole seconds); `None`, the default, does not wait.
    pub linger: Option<Duration>,
}

impl Default for SocketOptions {
    fn default() -> Self {
        Self {
            connect_timeout: None,
            read_timeout: None,
            write_timeout: None,
            nodelay: true,
            keepalive: None,
            keepalive_interval: None,
            keepalive_count: None,
            send_buffer: None,
            receive_buffer: None,
            linger: None,
        }
    }
}

setters!(SocketOptions {
    /// Another wait for an address to answer.
    with_connect_timeout connect_timeout: Option<Duration>,
    /// Another wait of one read.
    with_read_timeout read_timeout: Option<Duration>,
    /// Another wait of one write.
    with_write_timeout write_timeout: Option<Duration>,
    /// Small messages at once, or gathered by the operating system.
    with_nodelay nodelay: bool,
    /// Signs of life after this time.
    with_keepalive keepalive: Option<Duration>,
    /// Signs of life so far apart.
    with_keepalive_interval keepalive_interval: Option<Duration>,
    /// So many signs of life.
    with_keepalive_count keepalive_count: Option<u32>,
    /// Another number of bytes that may wait to be sent.
    with_send_buffer send_buffer: Option<usize>,
    /// Another number of bytes that may wait to be read.
    with_receive_buffer receive_buffer: Option<usize>,
    /// Another wait of a close.
    with_linger linger: Option<Duration>,
});

impl SocketOptions {
    /// Sets up a connected socket, whoever connected it.
    pub(crate) fn apply<'s>(&self, socket: impl Into<SockRef<'s>>) -> io::Result<()> {
        let socket = socket.into();
        self.prepare(&socket)?;
        socket.set_read_timeout(self.read_timeout)?;
        socket.set_write_timeout(self.write_timeout)?;
        socket.set_linger(self.linger)?;
        if socket.local_addr()?.is_unix() {
            return Ok(());
        }
        socket.set_tcp_nodelay(self.nodelay)?;
        self.keepalive.map_or(Ok(()), |idle| {
            socket.set_tcp_keepalive(&self.signs_of_life(idle))
        })
    }

    /// Sets up what has to be known before a socket connects or listens: TCP agrees on the scale of its window then.
    pub(super) fn prepare(&self, socket: &Socket) -> io::Result<()> {
        if let Some(bytes) = self.send_buffer {
            socket.set_send_buffer_size(bytes)?;
        }
        match self.receive_buffer {
            Some(bytes) => socket.set_recv_buffer_size(bytes),
            None => Ok(()),
        }
    }

    fn signs_of_life(&self, idle: Duration) -> TcpKeepalive {
        let mut asked = TcpKeepalive::new().with_time(idle);
        // the one system that has no such options
        #[cfg(not(target_os = "openbsd"))]
        {
            if let Some(interval) = self.keepalive_interval {
                asked = asked.with_interval(interval);
            }
            if let Some(count) = self.keepalive_count {
                asked = asked.with_retries(count);
            }
        }
        asked
    }
}

/// A connected TCP or Unix socket.
#[derive(Debug)]
pub struct TSocket {
    // shared with its closers, which saves them a descriptor of their own
    socket: Arc<Socket>,
    peer: Peer,
    timeouts: [Option<Duration>; 2],
}

impl TSocket {
    /// Connects to the first address of `endpoint` that answers.
    ///
    /// # Errors
    /// Names every address that was tried, and what each one said.
    pub fn connect(endpoint: &Endpoint, options: &SocketOptions) -> io::Result<Self> {
        let socket = match endpoint {
            Endpoint::Tcp { host, port } => tcp::connect(host, *port, options)?,
            Endpoint::Unix(path) => unix::connect(
                &unix::path_address(path)?,
                endpoint,
                options.connect_timeout,
            )?,
            Endpoint::Abstract(name) => unix::connect(
                &unix::abstract_address(name)?,
                endpoint,
                options.connect_timeout,
            )?,
            Endpoint::Memory => {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidInput,
                    "a memory listener has a connector of its own",
                ));
            }
        };
        Self::new(socket, options)
    }

    /// Takes over a socket that is connected and blocks.
    ///
    /// # Errors
    /// When an option cannot be set.
    pub fn new(socket: Socket, options: &SocketOptions) -> io::Result<Self> {
        options.apply(&socket)?;
        // Who has sent all that he had and reset the connection (Apache's C++ client does when it closes) has no address
        // any more, but his calls are here.
        let peer = socket
            .peer_addr()
            .map_or(Peer::Unknown, |address| peer(&address));
        Ok(Self {
            socket: Arc::new(socket),
            peer,
            timeouts: [options.read_timeout, options.write_timeout],
        })
    }

    /// The socket itself; closers that are still about keep it open.
    ///
    /// # Errors
    /// There are closers, and no descriptor is left for a second handle.
    pub fn into_socket(self) -> io::Result<Socket> {
        Arc::try_unwrap(self.socket).or_else(|shared| shared.try_clone())
    }
}

#[cfg(feature = "tls")]
impl TSocket {
    /// What a closer writes its good-bye to.
    pub(super) fn writer(&self) -> Arc<Socket> {
        Arc::clone(&self.socket)
    }

    /// The longest waits of one read and of one write.
    pub(super) fn timeouts(&self) -> [Option<Duration>; 2] {
        self.timeouts
    }
}

fn peer(address: &SockAddr) -> Peer {
    match address.as_socket() {
        Some(address) => Peer::Tcp(address),
        None => Peer::Unix(unix::path_of(address)),
    }
}

impl TTransport for TSocket {
    fn peer(&self) -> Peer {
        self.peer.clone()
    }

    fn closer(&self) -> Closer {
        let socket = Arc::clone(&self.socket);
        Closer::new(move |how| {
            // fails only when the peer has closed already, which is what is wanted
            let _ = socket.shutdown(how);
        })
    }

    fn set_timeouts(&mut self, read: Option<Duration>, write: Option<Duration>) -> io::Result<()> {
        if self.timeouts != [read, write] {
            self.socket.set_read_timeout(read)?;
            self.socket.set_write_timeout(write)?;
            self.timeouts = [read, write];
        }
        Ok(())
    }

    fn is_quiet(&mut self) -> bool {
        let nothing = |peeked: io::Result<usize>| {
            peeked.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
        };
        let mut byte = [MaybeUninit::uninit()];
        self.socket.set_nonblocking(true).is_ok()
            && nothing(self.socket.peek(&mut byte))
            && self.socket.set_nonblocking(false).is_ok()
    }
}

impl Read for TSocket {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        patient(|| (&*self.socket).read(into))
    }
}

impl Write for TSocket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        patient(|| (&*self.socket).write(bytes))
    }

    fn write_vectored(&mut self, pieces: &[IoSlice<'_>]) -> io::Result<usize> {
        match pieces {
            [piece] => self.write(piece),
            pieces => patient(|| (&*self.socket).write_vectored(pieces)),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Goes on after a signal, and calls a time-out a time-out: a blocking socket reports it as "would block".
fn patient(mut attempt: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match attempt() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                return Err(io::ErrorKind::TimedOut.into());
            }
            done => return done,
        }
    }
}
