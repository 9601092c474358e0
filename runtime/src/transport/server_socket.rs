//! The listening socket, TCP or Unix, and how its wait is ended.

use super::{Endpoint, ListenOptions, SocketOptions, TSocket, tcp, unix};
use mio::{Events, Interest, Poll, Token, Waker, net::TcpListener};
use socket2::Socket;
use std::{
    io,
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

const CONNECTION: Token = Token(0);
const WAKE: Token = Token(1);

/// A listening socket beside a waker; one poll waits for both, so an interrupt needs no timer and no self-connect.
#[derive(Debug)]
pub(super) struct TServerSocket {
    // first, so that it is closed before its file goes
    socket: Listening,
    poll: Mutex<Poll>,
    waker: Arc<Waker>,
    interrupted: Arc<AtomicBool>,
    options: Box<SocketOptions>,
    _file: Option<SocketFile>,
}

impl TServerSocket {
    pub(super) fn bind(endpoint: &Endpoint, options: &ListenOptions) -> io::Result<Self> {
        let (socket, file) = Listening::bind(endpoint, options)?;
        Self::over(socket, file, options)
    }

    /// Takes over a socket that listens and does not block, and the file that goes with it.
    pub(super) fn over(
        mut socket: Listening,
        file: Option<SocketFile>,
        options: &ListenOptions,
    ) -> io::Result<Self> {
        let poll = Poll::new()?;
        match &mut socket {
            Listening::Tcp(socket) => {
                poll.registry()
                    .register(socket, CONNECTION, Interest::READABLE)?;
            }
            #[cfg(unix)]
            Listening::Unix(socket) => {
                poll.registry()
                    .register(socket, CONNECTION, Interest::READABLE)?;
            }
        }
        let waker = Arc::new(Waker::new(poll.registry(), WAKE)?);
        let (poll, interrupted) = (Mutex::new(poll), Arc::default());
        Ok(Self {
            socket,
            poll,
            waker,
            interrupted,
            options: Box::new(options.socket.clone()),
            _file: file,
        })
    }

    /// Where it listens; of port 0, the port that was given.
    pub(super) fn endpoint(&self, asked: &Endpoint) -> io::Result<Endpoint> {
        Ok(match (asked, &self.socket) {
            (Endpoint::Tcp { host, .. }, Listening::Tcp(socket)) => Endpoint::Tcp {
                host: host.clone(),
                port: socket.local_addr()?.port(),
            },
            _ => asked.clone(),
        })
    }

    /// The next connection; `None` after an interrupt.
    pub(super) fn accept(&self) -> io::Result<Option<TSocket>> {
        while !self.interrupted.load(Ordering::Acquire) {
            match self.socket.accept() {
                Ok(socket) => match self.set_up(socket) {
                    Ok(socket) => return Ok(Some(socket)),
                    Err(error) => tracing::debug!(%error, "a peer left before it was greeted"),
                },
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.wait()?,
                Err(error) if is_passing(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    fn set_up(&self, socket: Socket) -> io::Result<TSocket> {
        socket.set_nonblocking(false)?;
        TSocket::new(socket, &self.options)
    }

    /// Waits for a connection or a wake-up. Each is reported once, so a caller looks before it waits.
    fn wait(&self) -> io::Result<()> {
        let mut poll = self.poll.lock().unwrap_or_else(PoisonError::into_inner);
        if self.interrupted.load(Ordering::Acquire) {
            return Ok(());
        }
        match poll.poll(&mut Events::with_capacity(2), None) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => Err(error),
            _ => Ok(()),
        }
    }

    /// Ends every wait, now and later.
    pub(super) fn interrupter(&self) -> impl Fn() + Send + Sync + 'static {
        let (interrupted, waker) = (Arc::clone(&self.interrupted), Arc::clone(&self.waker));
        move || {
            interrupted.store(true, Ordering::Release);
            // fails only when the listener has gone, and then nobody waits
            let _ = waker.wake();
        }
    }
}

/// Concerns one connection that is gone already, or no connection.
fn is_passing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::Interrupted | io::ErrorKind::ConnectionAborted
    )
}

/// A socket that listens and does not block.
#[derive(Debug)]
pub(super) enum Listening {
    Tcp(TcpListener),
    #[cfg(unix)]
    Unix(mio::net::UnixListener),
}

impl Listening {
    fn bind(
        endpoint: &Endpoint,
        options: &ListenOptions,
    ) -> io::Result<(Self, Option<SocketFile>)> {
        match endpoint {
            Endpoint::Tcp { host, port } => {
                let socket = tcp::listen(host, *port, options)?;
                socket.set_nonblocking(true)?;
                Ok((Self::Tcp(TcpListener::from_std(socket.into())), None))
            }
            Endpoint::Unix(path) => {
                let socket = unix::listen(&unix::path_address(path)?, endpoint, options.backlog)?;
                Ok((Self::unix(socket)?, Some(SocketFile(path.clone()))))
            }
            Endpoint::Abstract(name) => {
                let socket =
                    unix::listen(&unix::abstract_address(name)?, endpoint, options.backlog)?;
                Ok((Self::unix(socket)?, None))
            }
            Endpoint::Memory => {
                let why = "a memory listener is made by transport::memory::listener";
                Err(io::Error::new(io::ErrorKind::InvalidInput, why))
            }
        }
    }

    #[cfg(unix)]
    fn unix(socket: Socket) -> io::Result<Self> {
        socket.set_nonblocking(true)?;
        Ok(Self::Unix(mio::net::UnixListener::from_std(
            std::os::fd::OwnedFd::from(socket).into(),
        )))
    }

    #[cfg(not(unix))]
    fn unix(_: Socket) -> io::Result<Self> {
        Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "Unix sockets are served on Unix only",
        ))
    }

    fn accept(&self) -> io::Result<Socket> {
        match self {
            Self::Tcp(socket) => socket
                .accept()
                .map(|(socket, _)| std::net::TcpStream::from(socket).into()),
            #[cfg(unix)]
            Self::Unix(socket) => socket
                .accept()
                .map(|(socket, _)| std::os::fd::OwnedFd::from(socket).into()),
        }
    }
}

/// The file of a Unix socket; it goes with its listener.
#[derive(Debug)]
pub(super) struct SocketFile(PathBuf);

impl Drop for SocketFile {
    fn drop(&mut self) {
        // it may be gone already, and then there is nothing to do
        let _ = std::fs::remove_file(&self.0);
    }
}
