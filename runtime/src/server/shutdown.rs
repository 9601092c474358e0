//! Who is being served, and stopping in good order: no new connections, the calls that have arrived are answered, and
//! then an end.

use super::sync::{AtomicBool, Condvar, Mutex, MutexGuard, Ordering};
use crate::{
    observe::{Metrics, Observer},
    transport::{Closer, Interrupter, TTransport},
};
#[cfg(feature = "tokio")]
use slab::Slab;
use std::{
    collections::HashMap,
    num::NonZeroUsize,
    sync::{Arc, PoisonError},
    time::{Duration, Instant},
};
#[cfg(feature = "tokio")]
use std::{
    convert::Infallible,
    task::{Context, Poll, Waker},
};
#[cfg(feature = "tokio")]
use tokio::sync::mpsc::UnboundedSender;

/// Stops a server from any thread, and says how it is. Clones belong to the same server.
#[derive(Clone, Debug)]
pub struct ServerHandle {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    observer: Arc<Observer>,
    interrupters: Vec<Interrupter>,
    stopping: AtomicBool,
    state: Mutex<State>,
    left: Condvar,
    /// Tells the event loops that the deadline has passed: everybody leaves.
    #[cfg(feature = "tokio")]
    cut: tokio::sync::watch::Sender<bool>,
}

#[derive(Debug, Default)]
struct State {
    next: u64,
    /// Peers that a thread of their own serves.
    live: HashMap<u64, Visitor>,
    /// Peers that event loops serve.
    #[cfg(feature = "tokio")]
    in_loops: usize,
    /// How their tasks are woken, of those that have waited.
    #[cfg(feature = "tokio")]
    tasks: Slab<Waker>,
    /// Connections, and those that there may be next.
    admitted: usize,
}

/// A peer that a thread of its own serves, as the handle sees it.
#[derive(Debug)]
struct Visitor {
    closer: Closer,
    waiting: Arc<Waiting>,
}

/// Whether a thread waits for its peer. Only then does a stop end the reading half of the stream: it wakes the thread up,
/// but where the peer sends more, the system resets the connection behind the last reply.
#[derive(Debug)]
pub(super) struct Waiting(AtomicBool);

impl Waiting {
    /// A thread that has begun to wait: for its peer's hello.
    pub(super) fn new() -> Self {
        Self(AtomicBool::new(true))
    }

    /// To be said before one looks whether the server stops.
    pub(super) fn begin(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// The peer has sent something.
    pub(super) fn end(&self) {
        self.0.store(false, Ordering::Release);
    }

    fn waits(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

impl State {
    /// Lets every task see that the server stops. A task that is not known yet looks for itself.
    #[cfg(feature = "tokio")]
    fn wake_tasks(&self) {
        self.tasks.iter().for_each(|(_, task)| task.wake_by_ref());
    }

    fn connections(&self) -> usize {
        #[cfg(feature = "tokio")]
        let tasks = self.in_loops;
        #[cfg(not(feature = "tokio"))]
        let tasks = 0;
        self.live.len() + tasks
    }
}

impl ServerHandle {
    pub(super) fn new(interrupters: Vec<Interrupter>, observer: Arc<Observer>) -> Self {
        Self {
            shared: Arc::new(Shared {
                observer,
                interrupters,
                stopping: AtomicBool::new(false),
                state: Mutex::default(),
                left: Condvar::new(),
                #[cfg(feature = "tokio")]
                cut: tokio::sync::watch::Sender::new(false),
            }),
        }
    }

    /// Stops accepting, and ends the conversation with each connected peer as soon as the calls that were read from it are
    /// answered. Returns at once; the server's `serve` returns when the last peer is served. A peer that goes on sending
    /// is heard out for 50 ms, so that its last replies reach it.
    pub fn stop(&self) {
        let waiting: Vec<_> = {
            let state = self.state();
            // a thread says that it waits before it looks whether the server stops, so one of the two sees the other
            self.shared.stopping.store(true, Ordering::SeqCst);
            let visitors = state.live.values();
            let waiting = visitors.filter(|visitor| visitor.waiting.waits());
            let waiting = waiting.map(|visitor| visitor.closer.clone()).collect();
            #[cfg(feature = "tokio")]
            state.wake_tasks();
            waiting
        };
        self.shared.left.notify_all();
        for interrupter in &self.shared.interrupters {
            interrupter.interrupt();
        }
        waiting.iter().for_each(Closer::finish);
    }

    /// Does what [`stop`](Self::stop) does, waits, and closes what is still connected after `deadline`. `true`: no
    /// peer had to be cut off. A handler that blocks its thread is never interrupted, only its reply cannot be sent any
    /// more; one that awaits something on an event loop is dropped.
    pub fn stop_within(&self, deadline: Duration) -> bool {
        self.stop();
        let end = Instant::now().checked_add(deadline);
        let mut state = self.state();
        while state.connections() > 0 {
            state = match end.map(|end| end.saturating_duration_since(Instant::now())) {
                None => self.wait(state),
                Some(Duration::ZERO) => {
                    for visitor in state.live.values() {
                        visitor.closer.close();
                    }
                    #[cfg(feature = "tokio")]
                    self.shared.cut.send_replace(true);
                    return false;
                }
                Some(left) => {
                    self.shared
                        .left
                        .wait_timeout(state, left)
                        .unwrap_or_else(PoisonError::into_inner)
                        .0
                }
            };
        }
        true
    }

    /// Has somebody stopped the server?
    pub fn is_stopping(&self) -> bool {
        self.stopping().load(Ordering::Acquire)
    }

    /// The number of peers that are being served.
    pub fn connections(&self) -> usize {
        self.state().connections()
    }

    /// What the server has counted so far. Costs some microseconds.
    pub fn metrics(&self) -> Metrics {
        self.shared.observer.counters.snapshot(self.connections())
    }

    /// What the drivers look at before they wait for another message.
    pub(super) fn stopping(&self) -> &AtomicBool {
        &self.shared.stopping
    }

    /// Waits until there may be one connection more than there are. `None`: somebody stopped the server.
    pub(super) fn admit(&self, most: Option<NonZeroUsize>) -> Option<Admission> {
        let mut state = self.state();
        while most.is_some_and(|most| state.admitted >= most.get()) && !self.is_stopping() {
            state = self.wait(state);
        }
        if self.is_stopping() {
            return None;
        }
        state.admitted += 1;
        drop(state);
        Some(Admission {
            handle: self.clone(),
            #[cfg(feature = "tokio")]
            present: None,
        })
    }

    /// Waits until no connection is left.
    pub(super) fn wait_for_the_last(&self) {
        let mut state = self.state();
        while state.admitted > 0 {
            state = self.wait(state);
        }
    }

    fn wait<'s>(&self, state: MutexGuard<'s, State>) -> MutexGuard<'s, State> {
        let woken = self.shared.left.wait(state);
        woken.unwrap_or_else(PoisonError::into_inner)
    }

    /// Nothing is half-done under the lock, so a panic elsewhere does not spoil it.
    fn state(&self) -> MutexGuard<'_, State> {
        self.shared
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(feature = "tokio")]
impl ServerHandle {
    /// Done when everybody is to leave.
    pub(super) async fn cut_off(&self) {
        let mut cut = self.shared.cut.subscribe();
        // the sender lives as long as this handle
        let _ = cut.wait_for(|cut| *cut).await;
    }
}

/// A place for one connection, until it is dropped.
#[derive(Debug)]
pub(super) struct Admission {
    handle: ServerHandle,
    /// While there is one, the loop that serves this connection goes on.
    #[cfg(feature = "tokio")]
    present: Option<UnboundedSender<Infallible>>,
}

impl Admission {
    /// Counts a peer in that a thread of its own serves.
    pub(super) fn enter(self, stream: &impl TTransport) -> Live {
        let closer = stream.closer();
        let mut state = self.handle.state();
        if self.handle.is_stopping() {
            closer.finish();
        }
        let id = state.next;
        state.next += 1;
        let waiting = Arc::new(Waiting::new());
        let visitor = Visitor {
            closer,
            waiting: Arc::clone(&waiting),
        };
        state.live.insert(id, visitor);
        drop(state);
        Live {
            admission: self,
            id,
            waiting,
        }
    }

    /// Held until the connection is over.
    #[cfg(feature = "tokio")]
    pub(super) fn present(mut self, present: UnboundedSender<Infallible>) -> Self {
        self.present = Some(present);
        self
    }

    /// Counts a peer in that an event loop serves.
    #[cfg(feature = "tokio")]
    pub(super) fn enter_loop(self) -> LiveTask {
        self.handle.state().in_loops += 1;
        LiveTask {
            admission: self,
            place: None,
        }
    }
}

impl Drop for Admission {
    fn drop(&mut self) {
        self.handle.state().admitted -= 1;
        self.handle.shared.left.notify_all();
    }
}

/// A peer that a thread of its own serves.
#[derive(Debug)]
pub(super) struct Live {
    admission: Admission,
    id: u64,
    waiting: Arc<Waiting>,
}

impl Live {
    /// To be told when the thread waits for its peer.
    pub(super) fn waiting(&self) -> &Waiting {
        &self.waiting
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.admission.handle.state().live.remove(&self.id);
    }
}

/// A peer that an event loop serves.
#[cfg(feature = "tokio")]
#[derive(Debug)]
pub(super) struct LiveTask {
    admission: Admission,
    /// Where it is noted how the task is woken, counted from 1. A task is woken in one way all its life.
    place: Option<NonZeroUsize>,
}

#[cfg(feature = "tokio")]
impl LiveTask {
    /// Ready when whoever waits for a call is to leave.
    pub(super) fn poll_stopped(&mut self, task: &Context<'_>) -> Poll<()> {
        let handle = &self.admission.handle;
        if self.place.is_none() {
            let place = handle.state().tasks.insert(task.waker().clone());
            self.place = NonZeroUsize::new(place + 1);
        }
        if handle.is_stopping() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }
}

#[cfg(feature = "tokio")]
impl Drop for LiveTask {
    fn drop(&mut self) {
        let mut state = self.admission.handle.state();
        state.in_loops -= 1;
        if let Some(place) = self.place {
            state.tasks.remove(place.get() - 1);
        }
    }
}
