//! Byte streams for event loops.

/// Both kinds of socket, whose types have no trait for what is done through a shared reference.
macro_rules! on_socket {
    ($plain:expr, $socket:ident => $body:expr) => {
        match $plain {
            Plain::Tcp($socket) => $body,
            #[cfg(unix)]
            Plain::Unix($socket) => $body,
        }
    };
}

mod shared;

pub(crate) use shared::{NonblockingReader, NonblockingWriter};

#[cfg(feature = "tls")]
use super::tls::identity_of;
use super::{Accepted, Stream, TMemoryTransport, TSocket, TTransport as _, asynchronous};
use crate::{Identity, Peer, stream::Pieces};
use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// So much is taken at once by nearly every socket, in bytes.
const SHORT: usize = 16 * 1024;

/// A connection that was accepted for an event loop (Thrift's `TNonblockingSocket`).
#[derive(Debug)]
pub(crate) enum TNonblockingSocket {
    Plain(Plain),
    #[cfg(feature = "tls")]
    Tls(Box<tokio_rustls::server::TlsStream<Plain>>),
    Memory(Box<TMemoryTransport>),
}

/// A socket in tokio's hands.
#[derive(Debug)]
pub(crate) enum Plain {
    Tcp(tokio::net::TcpStream),
    #[cfg(unix)]
    Unix(tokio::net::UnixStream),
}

impl Plain {
    /// Hands a connected socket to the tokio runtime that runs here. Its own time-outs mean nothing there.
    ///
    /// # Errors
    /// What the operating system says.
    pub(crate) fn from_socket(socket: TSocket) -> io::Result<Self> {
        let peer = socket.peer();
        let socket = socket.into_socket()?;
        socket.set_nonblocking(true)?;
        #[cfg(unix)]
        if let Peer::Unix(_) = peer {
            let socket = std::os::fd::OwnedFd::from(socket).into();
            return tokio::net::UnixStream::from_std(socket).map(Self::Unix);
        }
        let _ = peer;
        tokio::net::TcpStream::from_std(socket.into()).map(Self::Tcp)
    }
}

impl Accepted {
    /// For the event loop that polls this: the peer is greeted already.
    ///
    /// # Errors
    /// What the operating system says; and the peer is none to talk to.
    #[cfg_attr(not(feature = "tls"), expect(clippy::unused_async))]
    pub(crate) async fn nonblocking(self) -> io::Result<TNonblockingSocket> {
        match self.stream {
            Stream::Memory(stream) => Ok(TNonblockingSocket::Memory(Box::new(stream))),
            Stream::Socket(socket) => {
                let plain = Plain::from_socket(socket)?;
                #[cfg(feature = "tls")]
                if let Some(tls) = self.tls {
                    let stream = tls.accept_async(plain).await?;
                    return Ok(TNonblockingSocket::Tls(Box::new(stream)));
                }
                Ok(TNonblockingSocket::Plain(plain))
            }
            #[cfg(feature = "tls")]
            Stream::Tls(_) => Err(io::ErrorKind::Unsupported.into()),
        }
    }
}

impl TNonblockingSocket {
    /// Who the peer has proved to be; `None` where it had not to.
    pub(crate) fn identity(&self) -> Option<Arc<Identity>> {
        match self {
            #[cfg(feature = "tls")]
            Self::Tls(stream) => identity_of(stream.get_ref().1),
            _ => None,
        }
    }

    /// Writes once. Short pieces are tried before anybody is asked whether they may go: nearly always they may.
    pub(crate) fn poll_write_pieces(
        &mut self,
        task: &mut Context<'_>,
        pieces: &Pieces<'_>,
    ) -> Poll<io::Result<usize>> {
        if let (Self::Plain(plain), Some(piece)) = (&*self, pieces.only())
            && piece.len() <= SHORT
            && let Some(count) = plain.try_write(pieces)?
        {
            return Poll::Ready(Ok(count));
        }
        asynchronous::poll_write(self, task, pieces)
    }

    /// Ready when a read may find something, as far as that is known without one.
    pub(crate) fn poll_read_ready(&self, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::Plain(plain) => plain.poll_read_ready(task),
            // what was read from the socket may hold more than was asked for
            #[cfg(feature = "tls")]
            Self::Tls(_) => Poll::Ready(Ok(())),
            Self::Memory(_) => Poll::Ready(Ok(())),
        }
    }
}

macro_rules! on_stream {
    ($socket:expr, $stream:ident => $body:expr) => {
        match $socket {
            TNonblockingSocket::Plain($stream) => $body,
            #[cfg(feature = "tls")]
            TNonblockingSocket::Tls($stream) => $body,
            TNonblockingSocket::Memory($stream) => $body,
        }
    };
}

macro_rules! impl_stream {
    ($Type:ty, $on:ident) => {
        impl AsyncRead for $Type {
            fn poll_read(
                self: Pin<&mut Self>,
                task: &mut Context<'_>,
                room: &mut ReadBuf<'_>,
            ) -> Poll<io::Result<()>> {
                $on!(self.get_mut(), stream => asynchronous::poll_read(stream, task, room))
            }
        }

        impl AsyncWrite for $Type {
            fn poll_write(
                self: Pin<&mut Self>,
                task: &mut Context<'_>,
                bytes: &[u8],
            ) -> Poll<io::Result<usize>> {
                $on!(self.get_mut(), stream => Pin::new(stream).poll_write(task, bytes))
            }

            fn poll_write_vectored(
                self: Pin<&mut Self>,
                task: &mut Context<'_>,
                pieces: &[IoSlice<'_>],
            ) -> Poll<io::Result<usize>> {
                $on!(self.get_mut(), stream => Pin::new(stream).poll_write_vectored(task, pieces))
            }

            fn poll_flush(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<io::Result<()>> {
                $on!(self.get_mut(), stream => Pin::new(stream).poll_flush(task))
            }

            fn poll_shutdown(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<io::Result<()>> {
                $on!(self.get_mut(), stream => Pin::new(stream).poll_shutdown(task))
            }
        }
    };
}

impl_stream!(TNonblockingSocket, on_stream);
impl_stream!(Plain, on_socket);
