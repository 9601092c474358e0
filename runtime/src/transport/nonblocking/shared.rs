//! A stream that a task reads from while other threads write to it.

use super::{super::asynchronous, Plain, TNonblockingSocket};
use crate::stream::Pieces;
use socket2::SockRef;
use std::{
    io::{self, Read as _},
    net::Shutdown,
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::io::{AsyncRead as _, AsyncWrite as _, AsyncWriteExt as _, Interest, ReadBuf};

/// What other threads may write to: a socket; or nothing, where only the task with the whole stream can.
#[derive(Debug)]
pub(crate) struct NonblockingWriter(Option<Plain>);

/// What only the task has: the whole stream, where nobody can read and write at once.
#[derive(Debug)]
pub(crate) struct NonblockingReader(Option<Box<TNonblockingSocket>>);

impl TNonblockingSocket {
    /// What stays with the task, and what other threads may write to.
    pub(crate) fn split(self) -> (NonblockingReader, NonblockingWriter) {
        if let Self::Plain(socket) = self {
            return (NonblockingReader(None), NonblockingWriter(Some(socket)));
        }
        (
            NonblockingReader(Some(Box::new(self))),
            NonblockingWriter(None),
        )
    }
}

impl Plain {
    /// Writes what is taken at once. `None`: nothing is.
    pub(super) fn try_write(&self, pieces: &Pieces<'_>) -> io::Result<Option<usize>> {
        let written = match pieces.only() {
            Some(piece) => on_socket!(self, socket => socket.try_write(piece)),
            None => on_socket!(self, socket => socket.try_write_vectored(pieces)),
        };
        match written {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
            written => written.map(Some),
        }
    }

    /// Ready when a read may find something, as far as that is known without one.
    pub(super) fn poll_read_ready(&self, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        on_socket!(self, socket => socket.poll_read_ready(task))
    }

    /// Reads once. As tokio's own reads do, a read that leaves room says that nothing more is there: the next one waits
    /// for the operating system to say otherwise, and a call of it is saved.
    fn poll_read_shared(
        &self,
        task: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let unfilled = room.initialize_unfilled();
        let mut count = None;
        let read = loop {
            ready!(on_socket!(self, socket => socket.poll_read_ready(task)))?;
            let attempt = || {
                let socket = on_socket!(self, socket => SockRef::from(socket));
                let read = (&*socket).read(unfilled)?;
                count = Some(read);
                let leaves_room = 0 < read && read < unfilled.len();
                if leaves_room {
                    Err(io::ErrorKind::WouldBlock.into())
                } else {
                    Ok(())
                }
            };
            let read = on_socket!(self, socket => socket.try_io(Interest::READABLE, attempt));
            match read {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock && count.is_none() => {}
                read => break read,
            }
        };
        Poll::Ready(match count {
            None => read,
            Some(count) => {
                room.advance(count);
                Ok(())
            }
        })
    }
}

impl NonblockingWriter {
    /// Writes what is taken at once. `None`: nothing is; the task has to see to it.
    pub(crate) fn try_write(&self, pieces: &Pieces<'_>) -> io::Result<Option<usize>> {
        match &self.0 {
            Some(socket) => socket.try_write(pieces),
            None => Ok(None),
        }
    }
}

impl NonblockingReader {
    /// Reads once.
    pub(crate) fn poll_read(
        &mut self,
        writer: &NonblockingWriter,
        task: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match (&mut self.0, &writer.0) {
            (Some(stream), _) => Pin::new(stream).poll_read(task, room),
            (None, Some(socket)) => socket.poll_read_shared(task, room),
            (None, None) => Poll::Ready(Ok(())),
        }
    }

    /// Writes on behalf of the task.
    pub(crate) fn poll_write(
        &mut self,
        writer: &NonblockingWriter,
        task: &mut Context<'_>,
        pieces: &Pieces<'_>,
    ) -> Poll<io::Result<usize>> {
        let socket = match (&mut self.0, &writer.0) {
            (Some(stream), _) => return asynchronous::poll_write(&mut **stream, task, pieces),
            (None, Some(socket)) => socket,
            (None, None) => return Poll::Ready(Ok(0)),
        };
        loop {
            ready!(on_socket!(socket, socket => socket.poll_write_ready(task)))?;
            if let Some(count) = writer.try_write(pieces)? {
                return Poll::Ready(Ok(count));
            }
        }
    }

    /// Sends what the stream itself holds back, of TLS for example.
    pub(crate) fn poll_flush(&mut self, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.0 {
            Some(stream) => Pin::new(stream).poll_flush(task),
            None => Poll::Ready(Ok(())),
        }
    }

    /// Lets the peer see the end behind what was written.
    pub(crate) async fn end_writing(&mut self, writer: &NonblockingWriter) -> io::Result<()> {
        match (&mut self.0, &writer.0) {
            (Some(stream), _) => stream.shutdown().await,
            (None, Some(socket)) => {
                on_socket!(socket, socket => SockRef::from(socket)).shutdown(Shutdown::Write)
            }
            (None, None) => Ok(()),
        }
    }
}
