//! Who works on a connection, and who is woken when: what its task and the workers agree on, whatever the work is.
//!
//! Neither side is woken in vain, and neither is forgotten. `tests/interleavings` tries this file with every order in which
//! threads can come to its locks.

use super::sync::{Mutex, MutexGuard};
use crate::Error;
use std::{
    collections::VecDeque,
    sync::{PoisonError, TryLockError},
    task::{Context, Waker},
};

/// Nothing more is read from a peer while so many bytes of its calls wait for a worker.
const MOST_WAITING: usize = 256 * 1024;

/// Work of type `W` that waits for a worker, and the answers that come of it.
#[derive(Debug)]
pub(in super::super) struct Rota<A, W> {
    // locked first, where both are
    answers: Mutex<A>,
    state: Mutex<State<W>>,
}

#[derive(Debug)]
struct State<W> {
    /// What waits, and how many bytes each is.
    waiting: VecDeque<(W, usize)>,
    /// Their length.
    bytes: usize,
    /// How many workers have the connection, or will have it when its turn in the queue comes.
    workers: u32,
    /// Is the conversation over, by what was answered?
    closing: bool,
    /// Why the connection has to end.
    broken: Option<Error>,
    /// The connection's task, while it waits for something that workers do.
    task: Option<Waker>,
    /// Does it wait for the last worker to be done? It is not woken in vain: that takes longer than many a call.
    awaits_the_last: bool,
}

impl<W> State<W> {
    fn wake(&mut self) {
        if let Some(task) = self.task.take() {
            task.wake();
        }
    }
}

/// What is to be done after work was put in.
#[derive(Debug)]
pub(in super::super) struct Put {
    /// A worker more should have the connection now; it is counted already.
    pub(in super::super) wants_worker: bool,
    /// May more be put in?
    pub(in super::super) has_room: bool,
}

/// Where a connection stands.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are independent of each other"
)]
pub(in super::super) struct Standing {
    /// May more messages be put in?
    pub(in super::super) has_room: bool,
    /// Has a worker got it, or will one have it?
    pub(in super::super) is_worked_on: bool,
    /// Did the last worker leave it because of output that the peer does not take?
    pub(in super::super) is_left: bool,
    /// Is the conversation over, by what was answered?
    pub(in super::super) is_closing: bool,
    /// Why it has to end.
    pub(in super::super) error: Option<Error>,
}

impl<A, W> Rota<A, W> {
    /// Without work.
    pub(in super::super) fn new(answers: A) -> Self {
        Self {
            answers: Mutex::new(answers),
            state: Mutex::new(State {
                waiting: VecDeque::new(),
                bytes: 0,
                workers: 0,
                closing: false,
                broken: None,
                task: None,
                awaits_the_last: false,
            }),
        }
    }

    /// Nothing is half-done under these locks, so a panic elsewhere does not spoil what they guard.
    pub(in super::super) fn answers(&self) -> MutexGuard<'_, A> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn state(&self) -> MutexGuard<'_, State<W>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The task's side.
impl<A, W> Rota<A, W> {
    /// Puts work of so many bytes in, for so many workers at most.
    pub(in super::super) fn put(&self, work: W, bytes: usize, most: usize) -> Put {
        let mut state = self.state();
        state.bytes += bytes;
        state.waiting.push_back((work, bytes));
        let wants_worker = (state.workers as usize) < most;
        state.workers += u32::from(wants_worker);
        Put {
            wants_worker,
            has_room: state.bytes < MOST_WAITING,
        }
    }

    /// Counts a worker in, for work that was left.
    pub(in super::super) fn take_up(&self) {
        self.state().workers += 1;
    }

    /// Counts a worker out that will not come.
    pub(in super::super) fn give_up(&self) {
        self.state().workers -= 1;
    }

    /// Counts a worker out that will not come, if nobody misses it: another one sees to the work, or has already.
    pub(in super::super) fn do_without(&self) -> bool {
        let mut state = self.state();
        let is_needless = state.workers > 1 || state.waiting.is_empty();
        state.workers -= u32::from(is_needless);
        is_needless
    }

    /// Counts a worker out that will not come, and leaves nothing to do for others.
    pub(in super::super) fn abandon(&self) -> impl Iterator<Item = W> + use<A, W> {
        let mut state = self.state();
        state.workers -= 1;
        state.bytes = 0;
        std::mem::take(&mut state.waiting)
            .into_iter()
            .map(|(work, _)| work)
    }

    /// Where the connection stands, as its task sees it, which is woken when workers change that; when the last of them
    /// is done only if it asks for that, or if the conversation is over.
    pub(in super::super) fn look(&self, task: &Context<'_>, awaits_the_last: bool) -> Standing {
        let mut state = self.state();
        state.awaits_the_last = awaits_the_last;
        match &mut state.task {
            Some(waker) => waker.clone_from(task.waker()),
            none => *none = Some(task.waker().clone()),
        }
        Standing {
            has_room: state.bytes < MOST_WAITING,
            is_worked_on: state.workers > 0,
            is_left: state.workers == 0 && !state.waiting.is_empty(),
            is_closing: state.closing,
            error: state.broken.take(),
        }
    }

    /// The answers, for the task to send. `None`: a worker is at them, who sends them or wakes the task; and so does the
    /// last one when it is done.
    pub(in super::super) fn answers_to_send(&self) -> Option<MutexGuard<'_, A>> {
        match self.answers.try_lock() {
            Ok(answers) => Some(answers),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) if self.awaits_the_last() => None,
            // it is letting go; on a processor of ours, only if this thread sleeps meanwhile
            Err(TryLockError::WouldBlock) => Some(self.answers()),
        }
    }

    /// Has the task woken when the last worker is done. `false`: it is done already.
    fn awaits_the_last(&self) -> bool {
        let mut state = self.state();
        state.awaits_the_last = true;
        state.workers > 0
    }
}

/// A worker's side.
impl<A, W> Rota<A, W> {
    /// The next work; without any, the worker gives the connection back. It does so too where the answers are `stuck`,
    /// because the peer does not take them: more of them would only fill the memory. Where nothing waits at all, they
    /// may `rest`.
    pub(in super::super) fn take(
        &self,
        stuck: impl FnOnce(&mut A) -> bool,
        rest: impl FnOnce(&mut A),
    ) -> Option<W> {
        let mut answers = self.answers();
        let is_stuck = stuck(&mut answers);
        let mut state = self.state();
        let next = if is_stuck {
            None
        } else {
            state.waiting.pop_front()
        };
        let Some((work, bytes)) = next else {
            state.workers -= 1;
            let is_left = !state.waiting.is_empty();
            if !is_left {
                // an idle connection keeps no room for what waits
                state.waiting = VecDeque::new();
                rest(&mut answers);
            }
            // the task, once it is woken, finds nobody here
            drop(answers);
            if state.workers == 0 && (is_left || state.awaits_the_last || state.closing) {
                state.wake();
            }
            return None;
        };
        let was_full = state.bytes >= MOST_WAITING;
        state.bytes -= bytes;
        if was_full && state.bytes < MOST_WAITING {
            state.wake();
        }
        Some(work)
    }

    /// What is left of work that was taken, in bytes too: the peer does not take the answers.
    pub(in super::super) fn put_back(&self, work: W, bytes: usize) {
        let mut state = self.state();
        state.bytes += bytes;
        state.waiting.push_front((work, bytes));
    }

    /// Does no work wait?
    pub(in super::super) fn has_no_more(&self) -> bool {
        self.state().waiting.is_empty()
    }

    /// The task is to see to the answers: to what the socket does not take, or to the end of the conversation.
    pub(in super::super) fn leave_to_task(&self, closing: bool) {
        let mut state = self.state();
        state.closing |= closing;
        state.wake();
    }

    /// The connection has to end.
    pub(in super::super) fn give_up_on(&self, error: Error) {
        let mut state = self.state();
        state.waiting.clear();
        state.broken.get_or_insert(error);
        state.wake();
    }
}
