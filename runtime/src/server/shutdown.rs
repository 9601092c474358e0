//! Stopping a server in good order: no new connections, the calls that have arrived are answered, and then an end.

use crate::transport::{Closer, Interrupter, TTransport};
use std::{
    collections::HashMap,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// Stops a server from any thread. Clones stop the same server.
#[derive(Clone, Debug)]
pub struct ServerHandle {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    interrupter: Interrupter,
    stopping: AtomicBool,
    state: Mutex<State>,
    left: Condvar,
}

#[derive(Debug, Default)]
struct State {
    next: u64,
    live: HashMap<u64, Closer>,
}

impl ServerHandle {
    pub(super) fn new(interrupter: Interrupter) -> Self {
        Self {
            shared: Arc::new(Shared {
                interrupter,
                stopping: AtomicBool::new(false),
                state: Mutex::default(),
                left: Condvar::new(),
            }),
        }
    }

    /// Stops accepting, and ends the conversation with each connected peer as soon as its calls that have arrived are
    /// answered. Returns at once; the server's `serve` returns when the last peer is served.
    pub fn stop(&self) {
        let live: Vec<_> = {
            let state = self.state();
            self.shared.stopping.store(true, Ordering::Release);
            state.live.values().cloned().collect()
        };
        self.shared.interrupter.interrupt();
        live.iter().for_each(Closer::finish);
    }

    /// Does what [`stop`](Self::stop) does, waits, and closes what is still connected after `deadline`. `true`: no
    /// peer had to be cut off. A handler is never interrupted, only its reply cannot be sent any more.
    pub fn stop_within(&self, deadline: Duration) -> bool {
        self.stop();
        let end = Instant::now().checked_add(deadline);
        let mut state = self.state();
        while !state.live.is_empty() {
            state = match end.map(|end| end.saturating_duration_since(Instant::now())) {
                None => self
                    .shared
                    .left
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(Duration::ZERO) => {
                    state.live.values().for_each(Closer::close);
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
        self.state().live.len()
    }

    /// What the drivers look at before they wait for another message.
    pub(super) fn stopping(&self) -> &AtomicBool {
        &self.shared.stopping
    }

    /// Counts a peer in, until the guard is dropped.
    pub(super) fn enter(&self, stream: &impl TTransport) -> Live {
        let closer = stream.closer();
        let mut state = self.state();
        if self.is_stopping() {
            closer.finish();
        }
        let id = state.next;
        state.next += 1;
        state.live.insert(id, closer);
        drop(state);
        Live {
            handle: self.clone(),
            id,
        }
    }

    /// Nothing is half-done under the lock, so a panic elsewhere does not spoil it.
    fn state(&self) -> MutexGuard<'_, State> {
        self.shared
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// A peer that is being served.
#[derive(Debug)]
pub(super) struct Live {
    handle: ServerHandle,
    id: u64,
}

impl Drop for Live {
    fn drop(&mut self) {
        self.handle.state().live.remove(&self.id);
        self.handle.shared.left.notify_all();
    }
}
