//! A network whose every byte moves when the simulation says so.

use super::tap::Tap;
use std::{
    collections::VecDeque,
    io::{self, Read as _},
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};
use thriftwood::{
    Protocol,
    transport::{TMemoryTransport, memory::MemoryConnector},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// All connections that are under way, between channels and a server.
#[derive(Debug)]
pub(crate) struct Network {
    connector: MemoryConnector,
    pub(crate) links: Vec<Link>,
    /// Can the server be reached?
    pub(crate) reachable: bool,
    /// How many connections were made.
    pub(crate) made: u64,
    /// How a tap reads along, where one can.
    tap: Option<(Protocol, bool)>,
    /// Answers that overtook others, of connections that are over.
    pub(crate) overtaken: u64,
}

/// One connection.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) id: u64,
    near: Arc<Mutex<Near>>,
    /// What the server has the other end of; `None` once it is over.
    far: Option<TMemoryTransport>,
    tap: Option<Tap>,
}

/// The client's end.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are independent of each other"
)]
struct Near {
    /// How many bytes more a write takes.
    takes: usize,
    sent: VecDeque<u8>,
    arrived: VecDeque<u8>,
    /// Does nothing more arrive?
    ended: bool,
    cut: bool,
    /// Does the client send no more?
    shut: bool,
    /// Has the client let go?
    gone: bool,
    reader: Option<Waker>,
    writer: Option<Waker>,
}

impl Near {
    fn wake(&mut self) {
        self.reader
            .take()
            .into_iter()
            .chain(self.writer.take())
            .for_each(Waker::wake);
    }
}

fn lock(near: &Mutex<Near>) -> MutexGuard<'_, Near> {
    near.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Network {
    /// One without connections. `tap`: the protocol of plain frames, and whether answers are in order.
    pub(crate) fn new(connector: MemoryConnector, tap: Option<(Protocol, bool)>) -> Self {
        Self {
            connector,
            links: Vec::new(),
            reachable: true,
            made: 0,
            tap,
            overtaken: 0,
        }
    }

    /// Connects a client, if the server can be reached.
    pub(crate) fn connect(&mut self) -> io::Result<NearEnd> {
        if !self.reachable {
            return Err(io::ErrorKind::ConnectionRefused.into());
        }
        let near = Arc::<Mutex<Near>>::default();
        self.links.push(Link {
            id: self.made,
            near: Arc::clone(&near),
            far: Some(self.connector.connect()?),
            tap: self
                .tap
                .map(|(protocol, in_order)| Tap::new(protocol, in_order)),
        });
        self.made += 1;
        Ok(NearEnd(near))
    }

    /// Forgets connections that both sides have left.
    pub(crate) fn forget_the_dead(&mut self) {
        let overtaken = &mut self.overtaken;
        self.links.retain(|link| {
            let over = link.far.is_none() && lock(&link.near).gone;
            if over && let Some(tap) = &link.tap {
                *overtaken += tap.overtaken;
            }
            !over
        });
    }
}

impl Link {
    /// A write of the client takes so many bytes more. `false`: it takes enough already.
    pub(crate) fn take(&self, count: usize) -> bool {
        let mut near = lock(&self.near);
        if near.takes > 0 || near.gone {
            return false;
        }
        near.takes = count;
        near.wake();
        true
    }

    /// So many bytes at most go to the server, and the end behind the last. `false`: nothing has.
    pub(crate) fn up(&mut self, count: usize) -> bool {
        let Some(far) = &mut self.far else {
            return false;
        };
        let mut near = lock(&self.near);
        let task = &mut Context::from_waker(Waker::noop());
        if near.sent.is_empty() {
            let over = near.shut || near.gone;
            if near.gone {
                self.far = None;
            } else if near.shut {
                near.shut = false;
                let _ = Pin::new(far).poll_shutdown(task);
            }
            return over;
        }
        let (first, _) = near.sent.as_slices();
        let piece = &first[..first.len().min(count)];
        match Pin::new(far).poll_write(task, piece) {
            Poll::Pending => false,
            Poll::Ready(Err(_)) => {
                near.sent.clear();
                true
            }
            Poll::Ready(Ok(count)) => {
                if let Some(tap) = &mut self.tap {
                    tap.up(&piece[..count]);
                }
                near.sent.drain(..count);
                true
            }
        }
    }

    /// So many bytes at most come from the server, or its end. `false`: nothing has.
    pub(crate) fn down(&mut self, count: usize) -> bool {
        let Some(far) = &mut self.far else {
            return false;
        };
        let mut bytes = vec![0; count];
        let mut room = ReadBuf::new(&mut bytes);
        let task = &mut Context::from_waker(Waker::noop());
        let mut near = lock(&self.near);
        if near.ended || Pin::new(far).poll_read(task, &mut room).is_pending() {
            return false;
        }
        if room.filled().is_empty() {
            near.ended = true;
        } else {
            if let Some(tap) = &mut self.tap {
                tap.down(room.filled());
            }
            near.arrived.extend(room.filled());
        }
        near.wake();
        true
    }

    /// Both ends see that the connection is no more.
    pub(crate) fn cut(&mut self) {
        self.far = None;
        let mut near = lock(&self.near);
        near.cut = true;
        near.wake();
    }

    /// The server sees the end of the stream behind what has reached it.
    pub(crate) fn end_up(&mut self) -> bool {
        let Some(far) = &mut self.far else {
            return false;
        };
        let mut near = lock(&self.near);
        near.sent.clear();
        near.takes = usize::MAX;
        near.wake();
        let task = &mut Context::from_waker(Waker::noop());
        Pin::new(far).poll_shutdown(task).is_ready()
    }
}

/// The client's end, as the client has it.
#[derive(Debug)]
pub(crate) struct NearEnd(Arc<Mutex<Near>>);

impl AsyncRead for NearEnd {
    fn poll_read(
        self: Pin<&mut Self>,
        task: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let mut near = lock(&self.0);
        if near.cut {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        if near.arrived.is_empty() && !near.ended {
            near.reader = Some(task.waker().clone());
            return Poll::Pending;
        }
        let count = near.arrived.read(room.initialize_unfilled())?;
        room.advance(count);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for NearEnd {
    fn poll_write(
        self: Pin<&mut Self>,
        task: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let mut near = lock(&self.0);
        if near.cut {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        let count = bytes.len().min(near.takes);
        if count == 0 {
            near.writer = Some(task.waker().clone());
            return Poll::Pending;
        }
        near.takes -= count;
        near.sent.extend(&bytes[..count]);
        Poll::Ready(Ok(count))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        lock(&self.0).shut = true;
        Poll::Ready(Ok(()))
    }
}

impl Drop for NearEnd {
    fn drop(&mut self) {
        lock(&self.0).gone = true;
    }
}
