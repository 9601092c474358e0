//! Streams inside one process: tests, and services that need no socket.

#[cfg(feature = "tokio")]
mod polled;

use super::{Closer, TTransport};
use crate::context::Peer;
use std::{
    collections::VecDeque,
    io::{self, Read, Write},
    net::Shutdown,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    task::Waker,
    time::{Duration, Instant},
};

/// Bytes that may wait in one direction; a writer waits beyond that, as it would at a socket.
const CAPACITY: usize = 64 * 1024;

/// Two ends of one stream: what is written to one is read from the other. Dropping an end is its end of file.
pub fn pair() -> (TMemoryTransport, TMemoryTransport) {
    let (there, back) = (Arc::new(Pipe::default()), Arc::new(Pipe::default()));
    (
        TMemoryTransport::new(Arc::clone(&there), Arc::clone(&back)),
        TMemoryTransport::new(back, there),
    )
}

/// A listener, and the connector that reaches it.
pub fn listener() -> (MemoryListener, MemoryConnector) {
    let queue = Arc::new(Queue::default());
    (
        MemoryListener {
            queue: Arc::clone(&queue),
        },
        MemoryConnector { queue },
    )
}

/// One end of a [`pair`].
#[derive(Debug)]
pub struct TMemoryTransport {
    inbound: Arc<Pipe>,
    outbound: Arc<Pipe>,
    read_timeout: Option<Duration>,
    write_timeout: Option<Duration>,
}

impl TMemoryTransport {
    fn new(inbound: Arc<Pipe>, outbound: Arc<Pipe>) -> Self {
        Self {
            inbound,
            outbound,
            read_timeout: None,
            write_timeout: None,
        }
    }
}

impl TTransport for TMemoryTransport {
    fn peer(&self) -> Peer {
        Peer::Memory
    }

    fn closer(&self) -> Closer {
        let (inbound, outbound) = (Arc::clone(&self.inbound), Arc::clone(&self.outbound));
        Closer::new(move |how| {
            if how != Shutdown::Write {
                inbound.close();
            }
            if how != Shutdown::Read {
                outbound.close();
            }
        })
    }

    fn set_timeouts(&mut self, read: Option<Duration>, write: Option<Duration>) -> io::Result<()> {
        (self.read_timeout, self.write_timeout) = (read, write);
        Ok(())
    }

    fn is_quiet(&mut self) -> bool {
        let held = lock(&self.inbound.held);
        held.bytes.is_empty() && !held.closed
    }
}

impl Read for TMemoryTransport {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.inbound.when(self.read_timeout, |held| {
            let ready = !held.bytes.is_empty() || held.closed || into.is_empty();
            ready.then(|| held.bytes.read(into))
        })
    }
}

impl Write for TMemoryTransport {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.outbound.when(self.write_timeout, |held| {
            if held.closed {
                return Some(Err(io::ErrorKind::BrokenPipe.into()));
            }
            let room = bytes.len().min(CAPACITY.saturating_sub(held.bytes.len()));
            (room > 0 || bytes.is_empty()).then(|| held.bytes.write(&bytes[..room]))
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for TMemoryTransport {
    fn drop(&mut self) {
        self.inbound.close();
        self.outbound.close();
    }
}

/// One direction.
#[derive(Debug, Default)]
struct Pipe {
    held: Mutex<Held>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Held {
    bytes: VecDeque<u8>,
    closed: bool,
    /// Tasks that wait for a change.
    wakers: Vec<Waker>,
}

impl Pipe {
    fn close(&self) {
        let mut held = lock(&self.held);
        held.closed = true;
        self.tell(held);
    }

    /// Tells everybody who waits that something has changed.
    fn tell(&self, mut held: MutexGuard<'_, Held>) {
        let wakers = std::mem::take(&mut held.wakers);
        drop(held);
        self.changed.notify_all();
        wakers.into_iter().for_each(Waker::wake);
    }

    /// Waits until `attempt` has something to say.
    fn when(
        &self,
        timeout: Option<Duration>,
        attempt: impl FnMut(&mut Held) -> Option<io::Result<usize>>,
    ) -> io::Result<usize> {
        let done = wait(&self.held, &self.changed, timeout, attempt);
        self.tell(lock(&self.held));
        done.unwrap_or_else(|| Err(io::ErrorKind::TimedOut.into()))
    }
}

/// Takes the connections of a [`MemoryConnector`].
#[derive(Debug)]
pub struct MemoryListener {
    queue: Arc<Queue>,
}

impl MemoryListener {
    /// The next connection; `None` after an interrupt.
    pub(super) fn accept(&self) -> Option<TMemoryTransport> {
        wait(&self.queue.waiting, &self.queue.changed, None, |waiting| {
            if waiting.closed {
                return Some(None);
            }
            waiting.connections.pop_front().map(Some)
        })
        .flatten()
    }

    pub(super) fn interrupter(&self) -> impl Fn() + Send + Sync + 'static {
        let queue = Arc::clone(&self.queue);
        move || queue.close()
    }
}

impl Drop for MemoryListener {
    fn drop(&mut self) {
        self.queue.close();
    }
}

/// Connects to a [`MemoryListener`] of this process.
#[derive(Clone, Debug)]
pub struct MemoryConnector {
    queue: Arc<Queue>,
}

impl MemoryConnector {
    /// A new connection. It may be used at once: what is written waits for the server.
    ///
    /// # Errors
    /// [`io::ErrorKind::ConnectionRefused`] when the listener is gone or stopped.
    pub fn connect(&self) -> io::Result<TMemoryTransport> {
        let (here, there) = pair();
        let mut waiting = lock(&self.queue.waiting);
        if waiting.closed {
            return Err(io::ErrorKind::ConnectionRefused.into());
        }
        waiting.connections.push_back(there);
        drop(waiting);
        self.queue.changed.notify_one();
        Ok(here)
    }
}

#[derive(Debug, Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    connections: VecDeque<TMemoryTransport>,
    closed: bool,
}

impl Queue {
    fn close(&self) {
        let dropped = {
            let mut waiting = lock(&self.waiting);
            waiting.closed = true;
            std::mem::take(&mut waiting.connections)
        };
        drop(dropped);
        self.changed.notify_all();
    }
}

/// Nothing is half-done under these locks, so a panic elsewhere does not spoil what they guard.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Asks `attempt` now and after each change; `None` when the time is over.
fn wait<T, R>(
    mutex: &Mutex<T>,
    changed: &Condvar,
    timeout: Option<Duration>,
    mut attempt: impl FnMut(&mut T) -> Option<R>,
) -> Option<R> {
    let end = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
    let mut guard = lock(mutex);
    loop {
        if let Some(done) = attempt(&mut guard) {
            return Some(done);
        }
        guard = match end {
            None => changed.wait(guard).unwrap_or_else(PoisonError::into_inner),
            Some(end) => {
                let left = end
                    .checked_duration_since(Instant::now())
                    .filter(|left| !left.is_zero())?;
                changed
                    .wait_timeout(guard, left)
                    .unwrap_or_else(PoisonError::into_inner)
                    .0
            }
        };
    }
}
