//! One connection: calls are written and replies read, as they come.

use super::link::{Link, Task};
use crate::{
    Compression, Result,
    client::exchange::{self, closed},
    stream::{Receiver, Sender},
    transport::asynchronous::{self, BoxStream},
};
use std::{
    future::poll_fn,
    ops::Range,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::io::{AsyncReadExt as _, AsyncWrite as _, AsyncWriteExt as _, ReadBuf};

/// How long a good-bye may take: for the server to take what is sent last, and for what it still sends.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// The driver's state while there is a connection.
pub(super) struct Session<'l> {
    link: &'l Link,
    stream: BoxStream,
    inbound: Receiver,
    /// What is being sent: all that waited when it was taken.
    batch: Sender,
    /// So many of its bytes may have gone out.
    written: usize,
    /// The part of the calls' bytes that the batch holds, counted from the beginning of the connection.
    part: Range<u64>,
    unflushed: bool,
    last: bool,
    heard: bool,
}

impl<'l> Session<'l> {
    pub(super) fn new(link: &'l Link, stream: BoxStream) -> Self {
        Self {
            link,
            stream,
            inbound: exchange::inbound(link.options()),
            batch: exchange::outbound(link.options()),
            written: 0,
            part: 0..0,
            unflushed: false,
            last: false,
            heard: false,
        }
    }

    /// Carries calls until the channel is closed and all of them are over; then hangs up.
    ///
    /// # Errors
    /// The connection broke, or the server sent what nobody asked for.
    pub(super) async fn run(&mut self) -> Result<()> {
        let link = self.link;
        tokio::select! {
            biased;
            done = self.work() => done,
            () = async {
                link.deserted().await;
                tokio::time::sleep(LAST_WORDS).await;
            } => Ok(()),
        }
    }

    async fn work(&mut self) -> Result<()> {
        let sent = poll_fn(|context| self.poll(context)).await?;
        if sent.is_err() {
            self.hear_out().await;
            return sent;
        }
        self.stream.shutdown().await?;
        // a socket that is closed over unread bytes is reset, and the server could lose what was sent last
        let mut dropped = vec![0; 4096];
        let drain = async {
            while self
                .stream
                .read(&mut dropped)
                .await
                .is_ok_and(|count| count > 0)
            {}
        };
        // a server that does not hang up is not waited for
        let _ = tokio::time::timeout(LAST_WORDS, drain).await;
        Ok(())
    }

    /// Has the server answered anything?
    pub(super) fn heard(&self) -> bool {
        self.heard
    }

    /// How many of the calls' bytes may have gone out.
    pub(super) fn begun(&self) -> u64 {
        let compression = self.link.options().dialect().stream_compression();
        match self.written {
            0 => self.part.start,
            // where one call's bytes end cannot be told
            _ if compression != Compression::None => self.part.end,
            written => self.part.start + written as u64,
        }
    }

    /// Ready with what sending has come to.
    ///
    /// # Errors
    /// Receiving has come to an end.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<Result<()>>> {
        loop {
            if let Poll::Ready(sent) = self.poll_send(context) {
                return Poll::Ready(Ok(sent));
            }
            ready!(self.poll_receive(context))?;
        }
    }

    /// Hands out the replies that are on their way. A server that takes no more calls may have answered those that it took.
    async fn hear_out(&mut self) {
        let ended = poll_fn(|context| {
            while ready!(self.poll_receive(context)).is_ok() {}
            Poll::Ready(())
        });
        // a server that does not hang up is not waited for
        let _ = tokio::time::timeout(LAST_WORDS, ended).await;
    }

    /// Sends what waits, again and again. Ready when the last was sent.
    fn poll_send(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        loop {
            ready!(self.poll_batch(context))?;
            if self.last {
                return Poll::Ready(Ok(()));
            }
            self.part.start = self.part.end;
            self.written = 0;
            match self.link.take(context, &mut self.batch)? {
                Task::Send(part) => self.part = part,
                Task::Finish => {
                    self.batch.finish();
                    self.last = true;
                }
                Task::Wait { idle } => {
                    if idle {
                        self.batch.release();
                        self.inbound.release();
                    }
                    return Poll::Pending;
                }
            }
        }
    }

    fn poll_batch(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        loop {
            let pieces = self.batch.pieces();
            if pieces.is_empty() {
                break;
            }
            let taken = ready!(asynchronous::poll_write(&mut self.stream, context, &pieces));
            // of what TLS took last, it may have sent a part before it failed
            #[cfg(feature = "tls")]
            if taken.is_err() && self.link.options().tls.is_some() {
                self.written += self.batch.waiting();
            }
            let count = taken?;
            if count == 0 {
                return Poll::Ready(Err(closed()));
            }
            self.batch.written(count);
            self.written += count;
            self.unflushed = true;
        }
        if self.unflushed {
            ready!(Pin::new(&mut self.stream).poll_flush(context))?;
            self.unflushed = false;
            self.link.sent(self.part.end);
        }
        Poll::Ready(Ok(()))
    }

    /// Reads once, and hands out what is whole.
    fn poll_receive(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        let mut room = ReadBuf::new(self.inbound.room());
        ready!(asynchronous::poll_read(
            &mut self.stream,
            context,
            &mut room
        ))?;
        let count = room.filled().len();
        if count == 0 {
            self.inbound.end(); // which may be the end of a reply
        }
        self.inbound.received(count);
        let mut over = count == 0;
        while let Some(reply) = self.inbound.next_whole()? {
            self.heard = true;
            over |= reply.heading.is_last();
            self.link.settle(reply)?;
        }
        Poll::Ready(if over { Err(closed()) } else { Ok(()) })
    }
}
