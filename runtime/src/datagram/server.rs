//! The server's end: a datagram, a call.

use super::{DatagramOptions, addresses};
use crate::{
    Connection, Dialect, Framing, Peer, Result, TProcessor,
    replay::answer_all,
    transport::{Closer, Endpoint},
};
use mio::{Events, Interest, Poll, Token, Waker, net::UdpSocket};
use socket2::SockRef;
use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

const DATAGRAM: Token = Token(0);
const WAKE: Token = Token(1);

/// Longer than any datagram, so that none is cut without anybody's seeing it.
const ROOM: usize = 1 << 16;

/// Runs the calls that come in datagrams, one after the other, on the thread that [serves](UdpServer::serve). Nothing is
/// ever answered; what cannot be read is dropped with a warning in the log.
#[derive(Debug)]
pub struct UdpServer<S> {
    service: S,
    options: DatagramOptions,
    socket: UdpSocket,
    poll: Mutex<Poll>,
    waker: Arc<Waker>,
    stopping: Arc<AtomicBool>,
}

impl<S: TProcessor> UdpServer<S> {
    /// Listens at `host:port`. Datagrams may come from now on, and wait.
    ///
    /// # Errors
    /// The address cannot be had, or the protocol is one that nobody reads.
    pub fn bind(endpoint: &Endpoint, service: S, options: DatagramOptions) -> Result<Self> {
        options.protocol.ensure_readable()?;
        let socket = std::net::UdpSocket::bind(&*addresses(endpoint)?)?;
        socket.set_nonblocking(true)?;
        if let Some(bytes) = options.receive_buffer {
            SockRef::from(&socket).set_recv_buffer_size(bytes)?;
        }
        let (mut socket, poll) = (UdpSocket::from_std(socket), Poll::new()?);
        poll.registry()
            .register(&mut socket, DATAGRAM, Interest::READABLE)?;
        let waker = Arc::new(Waker::new(poll.registry(), WAKE)?);
        Ok(Self {
            service,
            options,
            socket,
            poll: Mutex::new(poll),
            waker,
            stopping: Arc::default(),
        })
    }

    /// Where it listens; of port 0, the port that was given.
    ///
    /// # Errors
    /// The operating system's.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// Runs what comes until its [closer](Self::closer) says stop. The call that is running then ends first; datagrams
    /// that wait are lost.
    ///
    /// # Errors
    /// The socket is broken.
    pub fn serve(&self) -> Result<()> {
        let mut room = vec![0; ROOM];
        while !self.stopping.load(Ordering::Acquire) {
            match self.socket.recv_from(&mut room) {
                Ok((length, peer)) => self.answer(&room[..length], peer),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.wait()?,
                Err(error) if is_passing(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    fn answer(&self, datagram: &[u8], peer: SocketAddr) {
        let (found, allowed) = (datagram.len(), self.options.size);
        if found > allowed {
            tracing::warn!(%peer, found, allowed, "dropped a datagram that is too long");
            return;
        }
        let dialect = Dialect::default()
            .with_protocol(self.options.protocol)
            .with_framing(Framing::Unframed);
        let connection = Connection::new(dialect, self.options.limits, Peer::Udp(peer));
        let (mut calls, mut unsent) = (0, Vec::new());
        let answered = answer_all(&self.service, connection, datagram, &mut calls, &mut unsent);
        if let Err(error) = answered {
            tracing::warn!(%peer, calls, %error, "a datagram is no whole message");
        }
    }

    /// Waits for a datagram or a wake-up. Each is reported once, so a caller looks before it waits.
    fn wait(&self) -> io::Result<()> {
        let mut poll = self.poll.lock().unwrap_or_else(PoisonError::into_inner);
        if self.stopping.load(Ordering::Acquire) {
            return Ok(());
        }
        match poll.poll(&mut Events::with_capacity(2), None) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => Err(error),
            _ => Ok(()),
        }
    }

    /// A handle that stops the server from another thread.
    pub fn closer(&self) -> Closer {
        let (stopping, waker) = (Arc::clone(&self.stopping), Arc::clone(&self.waker));
        Closer::new(move |how| {
            if how != std::net::Shutdown::Write {
                stopping.store(true, Ordering::Release);
                // fails only when the server has gone, and then nobody waits
                let _ = waker.wake();
            }
        })
    }
}

/// Concerns no datagram: a signal, or a complaint about one that somebody else sent.
fn is_passing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::Interrupted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
    )
}
