//! Byte streams for event loops.

#[cfg(feature = "tls")]
use super::tls::identity_of;
use super::{Accepted, Stream, TMemoryTransport, TSocket, TTransport as _, asynchronous};
use crate::{Identity, Peer};
use socket2::SockRef;
use std::{
    io,
    net::Shutdown,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

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
}

/// The reading half of a stream; the whole of one whose halves nobody can use at once.
#[derive(Debug)]
pub(crate) enum NonblockingReader {
    Tcp(tokio::net::tcp::OwnedReadHalf),
    #[cfg(unix)]
    Unix(tokio::net::unix::OwnedReadHalf),
    Whole(TNonblockingSocket),
}

/// What other threads may write to.
#[derive(Debug)]
pub(crate) enum NonblockingWriter {
    Tcp(tokio::net::tcp::OwnedWriteHalf),
    #[cfg(unix)]
    Unix(tokio::net::unix::OwnedWriteHalf),
    /// Nothing: only the task with the whole stream can.
    None,
}

impl TNonblockingSocket {
    /// The half that a task reads from, and what other threads may write to.
    pub(crate) fn split(self) -> (NonblockingReader, NonblockingWriter) {
        match self {
            Self::Plain(Plain::Tcp(stream)) => {
                let (reader, writer) = stream.into_split();
                (
                    NonblockingReader::Tcp(reader),
                    NonblockingWriter::Tcp(writer),
                )
            }
            #[cfg(unix)]
            Self::Plain(Plain::Unix(stream)) => {
                let (reader, writer) = stream.into_split();
                (
                    NonblockingReader::Unix(reader),
                    NonblockingWriter::Unix(writer),
                )
            }
            whole => (NonblockingReader::Whole(whole), NonblockingWriter::None),
        }
    }
}

impl NonblockingWriter {
    /// Writes what is taken at once. `None`: nothing is; the task has to see to it.
    pub(crate) fn try_write(&self, bytes: &[u8]) -> io::Result<Option<usize>> {
        let written = match self {
            Self::Tcp(writer) => writer.try_write(bytes),
            #[cfg(unix)]
            Self::Unix(writer) => writer.try_write(bytes),
            Self::None => return Ok(None),
        };
        match written {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
            written => written.map(Some),
        }
    }
}

impl NonblockingReader {
    /// Writes on behalf of the task.
    pub(crate) fn poll_write(
        &mut self,
        writer: &NonblockingWriter,
        task: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if let Self::Whole(stream) = self {
            return Pin::new(stream).poll_write(task, bytes);
        }
        loop {
            match writer {
                NonblockingWriter::Tcp(writer) => ready!(writer.as_ref().poll_write_ready(task))?,
                #[cfg(unix)]
                NonblockingWriter::Unix(writer) => ready!(writer.as_ref().poll_write_ready(task))?,
                NonblockingWriter::None => return Poll::Ready(Ok(0)),
            }
            if let Some(count) = writer.try_write(bytes)? {
                return Poll::Ready(Ok(count));
            }
        }
    }

    /// Sends what the stream itself holds back, of TLS for example.
    pub(crate) fn poll_flush(&mut self, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::Whole(stream) => Pin::new(stream).poll_flush(task),
            _ => Poll::Ready(Ok(())),
        }
    }

    /// Lets the peer see the end behind what was written.
    pub(crate) async fn end_writing(&mut self, writer: &NonblockingWriter) -> io::Result<()> {
        match (self, writer) {
            (Self::Whole(stream), _) => tokio::io::AsyncWriteExt::shutdown(stream).await,
            (_, NonblockingWriter::Tcp(writer)) => {
                SockRef::from(writer.as_ref()).shutdown(Shutdown::Write)
            }
            #[cfg(unix)]
            (_, NonblockingWriter::Unix(writer)) => {
                SockRef::from(writer.as_ref()).shutdown(Shutdown::Write)
            }
            (_, NonblockingWriter::None) => Ok(()),
        }
    }
}

impl AsyncRead for NonblockingReader {
    fn poll_read(
        self: Pin<&mut Self>,
        task: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(reader) => Pin::new(reader).poll_read(task, room),
            #[cfg(unix)]
            Self::Unix(reader) => Pin::new(reader).poll_read(task, room),
            Self::Whole(stream) => Pin::new(stream).poll_read(task, room),
        }
    }
}

macro_rules! delegate {
    ($self:ident, $stream:ident => $body:expr) => {
        match $self.get_mut() {
            TNonblockingSocket::Plain($stream) => $body,
            #[cfg(feature = "tls")]
            TNonblockingSocket::Tls($stream) => $body,
            TNonblockingSocket::Memory($stream) => $body,
        }
    };
}

macro_rules! delegate_plain {
    ($self:ident, $stream:ident => $body:expr) => {
        match $self.get_mut() {
            Plain::Tcp($stream) => $body,
            #[cfg(unix)]
            Plain::Unix($stream) => $body,
        }
    };
}

macro_rules! impl_stream {
    ($Type:ty, $delegate:ident) => {
        impl AsyncRead for $Type {
            fn poll_read(
                self: Pin<&mut Self>,
                task: &mut Context<'_>,
                room: &mut ReadBuf<'_>,
            ) -> Poll<io::Result<()>> {
                $delegate!(self, stream => asynchronous::poll_read(stream, task, room))
            }
        }

        impl AsyncWrite for $Type {
            fn poll_write(
                self: Pin<&mut Self>,
                task: &mut Context<'_>,
                bytes: &[u8],
            ) -> Poll<io::Result<usize>> {
                $delegate!(self, stream => Pin::new(stream).poll_write(task, bytes))
            }

            fn poll_flush(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<io::Result<()>> {
                $delegate!(self, stream => Pin::new(stream).poll_flush(task))
            }

            fn poll_shutdown(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<io::Result<()>> {
                $delegate!(self, stream => Pin::new(stream).poll_shutdown(task))
            }
        }
    };
}

impl_stream!(TNonblockingSocket, delegate);
impl_stream!(Plain, delegate_plain);
