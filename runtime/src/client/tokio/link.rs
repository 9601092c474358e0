//! What the callers and the driver of a connection share. Every lock is held for a moment: nothing waits under it.

use super::{
    pending::Pending,
    reply::{Reply, lost},
    sync::{Mutex, MutexGuard, Notify, Semaphore},
};
use crate::{
    Compression, Error, Framing, Result,
    client::{
        ClientOptions,
        exchange::{self, closed},
    },
    framing::{Heading, Outbound, Whole},
    stream::Sender,
};
use std::{
    future::poll_fn,
    ops::Range,
    sync::Arc,
    task::{Context, Poll, Waker},
};

/// A longer batch's memory is not kept for the next, in bytes.
const LARGE_BATCH: usize = 256 * 1024;

/// The calls of a channel, whichever connection carries them.
#[derive(Debug)]
pub(super) struct Link {
    options: ClientOptions,
    /// How every call goes out.
    pub(super) heading: Heading,
    /// Do long payloads go out from where they lie? Not through a compressed stream.
    pub(super) links: bool,
    state: Mutex<State>,
    pub(super) permits: Arc<Semaphore>,
    /// The phase is another.
    pub(super) changed: Notify,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) phase: Phase,
    /// No new calls are taken; those under way go on.
    pub(super) closing: bool,
    /// Nobody waits for anything any more.
    deserted: bool,
    /// Somebody's arguments panicked while they were written: part of them may be in `outbound`.
    spoilt: bool,
    /// Calls that the driver has not taken.
    pub(super) outbound: Outbound,
    /// Bytes of calls that the driver has taken, since the connection began.
    pub(super) taken: u64,
    pub(super) pending: Pending,
    /// The driver's, while it has nothing to send.
    pub(super) driver: Option<Waker>,
}

#[derive(Debug)]
pub(super) enum Phase {
    Up,
    Down {
        /// Somebody waits for a connection.
        wanted: bool,
        /// How many attempts came to nothing, and what the last one failed with.
        failures: u64,
        why: Option<Arc<Error>>,
    },
    /// For good. `None`: it ended as it should.
    Ended(Option<Arc<Error>>),
}

/// What the driver has to do next.
#[derive(Debug)]
pub(super) enum Task {
    /// Send what was taken, which is this part of all the calls' bytes.
    Send(Range<u64>),
    /// Send what was taken, and hang up.
    Finish,
    /// Nothing; the waker is kept. May the memory go that holds nothing?
    Wait { idle: bool },
}

impl Link {
    /// Calls over a connection that is there already.
    pub(super) fn new(options: &ClientOptions) -> Self {
        let is_http = options.framing == Framing::Http;
        let permits = if is_http {
            1
        } else {
            options.in_flight.min(Semaphore::MAX_PERMITS)
        };
        Self {
            state: Mutex::new(State {
                phase: Phase::Up,
                closing: false,
                deserted: false,
                spoilt: false,
                outbound: Outbound::default(),
                taken: 0,
                pending: Pending::new(is_http),
                driver: None,
            }),
            options: options.clone(),
            heading: exchange::heading(options),
            links: options.dialect().stream_compression() == Compression::None,
            permits: Arc::new(Semaphore::new(permits)),
            changed: Notify::new(),
        }
    }

    pub(super) fn options(&self) -> &ClientOptions {
        &self.options
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|poisoned| {
            self.state.clear_poison();
            let mut state = poisoned.into_inner();
            state.spoilt = true;
            state
        })
    }
}

/// The channels' side.
impl Link {
    /// Takes no more calls; ends when those under way have.
    pub(super) fn close(&self) {
        self.permits.close();
        let mut state = self.lock();
        state.closing = true;
        if let Phase::Down { .. } = state.phase {
            state.phase = Phase::Ended(None);
        }
        let driver = state.driver.take();
        drop(state);
        wake(driver);
        self.changed.notify_waiters();
    }

    /// The last channel is gone: [closes](Self::close), and nobody waits for the end.
    pub(super) fn desert(&self) {
        self.lock().deserted = true;
        self.close();
    }

    /// Waits for the end.
    ///
    /// # Errors
    /// It was not the one that was wanted.
    pub(super) async fn ended(&self) -> Result<()> {
        loop {
            let changed = self.changed.notified();
            if let Phase::Ended(why) = &self.lock().phase {
                return why.as_ref().map_or(Ok(()), |why| Err(lost(why)));
            }
            changed.await;
        }
    }

    pub(super) fn in_flight(&self) -> usize {
        self.lock().pending.len()
    }
}

/// The driver's side.
impl Link {
    /// Waits until nobody waits for anything any more.
    pub(super) async fn deserted(&self) {
        loop {
            let changed = self.changed.notified();
            if self.lock().deserted {
                return;
            }
            changed.await;
        }
    }

    /// Waits until somebody wants a connection. `false`: nobody ever will.
    pub(super) async fn wanted(&self) -> bool {
        poll_fn(|context| {
            let mut state = self.lock();
            match &mut state.phase {
                Phase::Ended(_) => Poll::Ready(false),
                Phase::Down { wanted: false, .. } => {
                    state.driver = Some(context.waker().clone());
                    Poll::Pending
                }
                Phase::Down { .. } | Phase::Up => Poll::Ready(true),
            }
        })
        .await
    }

    /// There is a connection. `false`: nobody wants it any more.
    pub(super) fn begin(&self) -> bool {
        let mut state = self.lock();
        if let Phase::Ended(_) = state.phase {
            return false;
        }
        state.phase = Phase::Up;
        drop(state);
        self.changed.notify_waiters();
        true
    }

    /// There is no connection, after another attempt.
    pub(super) fn failed(&self, error: Error) {
        if let Phase::Down {
            wanted,
            failures,
            why,
        } = &mut self.lock().phase
        {
            *wanted = false;
            *failures += 1;
            *why = Some(Arc::new(error));
        }
        self.changed.notify_waiters();
    }

    /// The connection broke, and with it the calls under way. The first `begun` of their bytes may have gone out.
    /// Another will be made when one is wanted, unless this is the `end`.
    pub(super) fn broke(&self, error: Error, begun: u64, end: bool) {
        let why = Arc::new(error);
        let mut guard = self.lock();
        let state = &mut *guard;
        state.outbound = Outbound::default();
        state.taken = 0;
        state.pending.lose(&why, begun);
        state.phase = if end || state.closing {
            Phase::Ended(Some(why))
        } else {
            Phase::Down {
                wanted: false,
                failures: 0,
                why: None,
            }
        };
        drop(guard);
        self.changed.notify_waiters();
    }

    /// It is over. The first end counts.
    pub(super) fn end(&self, why: Option<Error>) {
        self.permits.close();
        let mut state = self.lock();
        if !matches!(state.phase, Phase::Ended(_)) {
            let why = why.map(Arc::new);
            state.phase = Phase::Ended(why);
            // whatever is left was not sent, or is not waited for
            state.pending.lose(&Arc::new(closed()), u64::MAX);
        }
        drop(state);
        self.changed.notify_waiters();
    }

    /// What is to be sent goes over to `batch`, all of which is sent.
    ///
    /// # Errors
    /// It is not known where the calls in it begin and end.
    pub(super) fn take(&self, context: &Context<'_>, batch: &mut Sender) -> Result<Task> {
        let mut guard = self.lock();
        let state = &mut *guard;
        if std::mem::take(&mut state.spoilt) {
            return Err(Error::other("the arguments of a call could not be written"));
        }
        let waiting = state.outbound.waiting() as u64;
        let last = waiting == 0 && state.closing && state.pending.len() == 0;
        if last {
            return Ok(Task::Finish);
        }
        if waiting > 0 {
            batch.take_over(&mut state.outbound);
            state.outbound.shrink_to(LARGE_BATCH);
            let begin = state.taken;
            state.taken += waiting;
            return Ok(Task::Send(begin..state.taken));
        }
        state.driver = Some(context.waker().clone());
        let idle = state.pending.len() == 0;
        if idle {
            state.outbound.release();
        }
        Ok(Task::Wait { idle })
    }

    /// All bytes before `end` were sent.
    pub(super) fn sent(&self, end: u64) {
        self.lock().pending.sent(end);
    }

    /// A reply is here.
    ///
    /// # Errors
    /// It is none, or nobody's: the connection is out of step.
    pub(super) fn settle(&self, reply: Whole) -> Result<()> {
        let mut state = self.lock();
        if reply.heading.is_last() && !state.closing {
            // whoever calls now waits for another connection
            state.phase = Phase::Down {
                wanted: false,
                failures: 0,
                why: None,
            };
        }
        if self.options.framing == Framing::Http && reply.bytes.is_empty() {
            state.pending.acknowledge();
            return Ok(());
        }
        drop(state);
        let limits = &self.options.limits;
        let header = reply.heading.protocol.read_header(&reply.bytes, limits)?;
        self.lock().pending.settle(&header, Reply::Whole(reply))
    }
}

/// Lets the driver look at what it has to do.
pub(super) fn wake(driver: Option<Waker>) {
    if let Some(driver) = driver {
        driver.wake();
    }
}
