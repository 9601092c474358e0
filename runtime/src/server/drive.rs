//! The blocking driver: the one loop that every server with a thread to spare for a connection runs.

use crate::{
    Connection, Error, ErrorKind, Result, TProcessor, options::setters, processor::answer,
    transport::TTransport,
};
use std::{
    future::Future,
    io,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Poll, Wake, Waker},
    thread::{self, Thread},
    time::Duration,
};

/// How long a server waits for a peer; `None` waits for ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// For more bytes of a message that has begun.
    pub read: Option<Duration>,
    /// For the peer to take bytes of a reply.
    pub write: Option<Duration>,
    /// For the next message.
    pub idle: Option<Duration>,
}

setters!(Timeouts {
    /// Another wait for more bytes of a message that has begun.
    with_read read: Option<Duration>,
    /// Another wait for the peer to take bytes of a reply.
    with_write write: Option<Duration>,
    /// Another wait for the next message.
    with_idle idle: Option<Duration>,
});

/// Replies are sent when this many bytes of them wait, though more calls have arrived.
const ENOUGH: usize = 64 * 1024;

/// How long a peer that is hung up on may still send, before the connection is reset under its last reply.
const LAST_WORDS: Duration = Duration::from_millis(50);
const MOST_LAST_WORDS: usize = 8;

/// Answers the calls of one peer until it leaves, is idle for too long, or is idle when the server is `stopping`.
///
/// # Errors
/// The peer sent what is no message, left in the middle of one, or did not take its replies; or the transport's own.
pub fn serve_blocking<S: TProcessor>(
    stream: &mut impl TTransport,
    mut connection: Connection,
    service: &S,
    timeouts: &Timeouts,
    stopping: &AtomicBool,
) -> Result<()> {
    loop {
        let answered = answer_arrived(stream, &mut connection, service);
        let ends = answered.is_err() || connection.is_closing();
        if ends {
            connection.finish();
        }
        flush(stream, &mut connection)?;
        if ends {
            hang_up(stream);
            return answered;
        }
        connection.release();
        let idle = connection.is_idle();
        if idle && stopping.load(Ordering::Acquire) {
            connection.finish();
            return flush(stream, &mut connection);
        }
        stream.set_timeouts(
            if idle { timeouts.idle } else { timeouts.read },
            timeouts.write,
        )?;
        match stream.read(connection.room()).map_err(Error::from) {
            Ok(0) if idle => return Ok(()),
            Ok(0) => return Err(ErrorKind::Closed.into()),
            Err(error) if idle && matches!(error.kind(), ErrorKind::Timeout) => return Ok(()),
            read => connection.received(read?),
        }
    }
}

/// Runs every call that is here; their replies wait for one write.
fn answer_arrived<S: TProcessor>(
    stream: &mut impl TTransport,
    connection: &mut Connection,
    service: &S,
) -> Result<()> {
    while let Some((context, call)) = connection.next_call(service)? {
        let result = block_on(answer(service, call, context.clone()));
        connection.push_reply(&context, result)?;
        if connection.waiting() >= ENOUGH {
            flush(stream, connection)?;
        }
    }
    Ok(())
}

fn flush(stream: &mut impl TTransport, connection: &mut Connection) -> Result<()> {
    while !connection.outbound().is_empty() {
        match stream.write(connection.outbound())? {
            0 => return Err(ErrorKind::Closed.into()),
            count => connection.written(count),
        }
    }
    stream.flush()?;
    Ok(())
}

/// Ends a conversation that the peer believes to go on. A socket that is closed over unread bytes is reset, and the
/// peer then never sees its last reply: so what it still sends is read, within bounds, and dropped.
fn hang_up(stream: &mut impl TTransport) {
    stream.closer().end_writing();
    if stream.set_timeouts(Some(LAST_WORDS), None).is_ok() {
        let mut dropped = vec![0; ENOUGH];
        let ended = |read: io::Result<usize>| !matches!(read, Ok(1..));
        let _ = (0..MOST_LAST_WORDS).find(|_| ended(stream.read(&mut dropped)));
    }
}

/// Drives a future on this thread, which sleeps while the future waits. One that never waits is polled exactly once.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    thread_local! {
        static UNPARK: Waker = Arc::new(Unpark(thread::current())).into();
    }
    let mut future = pin!(future);
    let waker = UNPARK.with(Waker::clone);
    let mut task = std::task::Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut task) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.unpark();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;

    #[test]
    fn what_never_waits_is_polled_once() {
        let mut polls = 0;
        block_on(poll_fn(|_| {
            polls += 1;
            Poll::Ready(())
        }));
        assert_eq!(polls, 1);
    }

    #[test]
    fn what_waits_is_woken_from_another_thread() {
        let (send, receive) = std::sync::mpsc::channel::<Waker>();
        let waking = thread::spawn(move || receive.recv().map(Waker::wake));
        let mut waited = false;
        block_on(poll_fn(|task| {
            if std::mem::replace(&mut waited, true) {
                return Poll::Ready(());
            }
            send.send(task.waker().clone()).unwrap();
            Poll::Pending
        }));
        waking.join().unwrap().unwrap();
        assert!(waited);
    }
}
