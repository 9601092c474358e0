//! The same pairs for event loops.

use super::{CAPACITY, Held, Pipe, TMemoryTransport, lock};
use std::{
    io::{self, Read as _, Write as _},
    pin::Pin,
    task::{Context, Poll},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

impl Pipe {
    /// What `attempt` has to say, now or after the next change.
    fn poll(
        &self,
        task: &mut Context<'_>,
        attempt: impl FnOnce(&mut Held) -> Option<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        let mut held = lock(&self.held);
        let Some(done) = attempt(&mut held) else {
            if !held
                .wakers
                .iter()
                .any(|waker| waker.will_wake(task.waker()))
            {
                held.wakers.push(task.waker().clone());
            }
            return Poll::Pending;
        };
        self.tell(held);
        Poll::Ready(done)
    }
}

impl AsyncRead for TMemoryTransport {
    fn poll_read(
        self: Pin<&mut Self>,
        task: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let into = room.initialize_unfilled();
        let read = self.inbound.poll(task, |held| {
            let ready = !held.bytes.is_empty() || held.closed || into.is_empty();
            ready.then(|| held.bytes.read(into))
        });
        read.map_ok(|count| room.advance(count))
    }
}

impl AsyncWrite for TMemoryTransport {
    fn poll_write(
        self: Pin<&mut Self>,
        task: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.outbound.poll(task, |held| {
            if held.closed {
                return Some(Err(io::ErrorKind::BrokenPipe.into()));
            }
            let room = bytes.len().min(CAPACITY.saturating_sub(held.bytes.len()));
            (room > 0 || bytes.is_empty()).then(|| held.bytes.write(&bytes[..room]))
        })
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.outbound.close();
        Poll::Ready(Ok(()))
    }
}
