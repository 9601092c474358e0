//! Work that waits for a thread.

use super::sync::{Arc, AtomicUsize, Condvar, Mutex, MutexGuard, Ordering};
#[cfg(feature = "tokio")]
use std::task::{Context, Poll};
use std::{collections::VecDeque, sync::PoisonError, task::Waker};

/// A bounded queue. Threads are woken in a chain: one wake-up is under way at a time, and who is woken wakes the next
/// if there is more to do; so a burst does not wake every thread for what the first ones take anyway.
#[derive(Debug)]
pub(in super::super) struct Queue<T> {
    state: Mutex<State<T>>,
    /// Somebody has work to take.
    work: Condvar,
    /// Somebody has room to put it.
    room: Condvar,
    capacity: usize,
    /// How many jobs wait, for whoever counts them.
    depth: Arc<AtomicUsize>,
}

#[derive(Debug)]
struct State<T> {
    jobs: VecDeque<T>,
    /// Threads that wait for work.
    idle: usize,
    /// A thread was woken, and has not looked yet.
    waking: bool,
    /// Threads that wait for room: nobody is told of it in vain, since that is a call of the operating system.
    crowded: usize,
    /// Tasks that wait for room.
    tasks: Vec<Waker>,
    closed: bool,
}

impl<T> Queue<T> {
    /// A queue for so many jobs that no idle thread can take at once; at least one.
    pub(in super::super) fn new(capacity: usize) -> Self {
        Self::counted(capacity, Arc::default())
    }

    /// The same; what waits is counted in `depth` too, which several queues may share.
    pub(in super::super) fn counted(capacity: usize, depth: Arc<AtomicUsize>) -> Self {
        Self {
            state: Mutex::new(State {
                jobs: VecDeque::new(),
                idle: 0,
                waking: false,
                crowded: 0,
                tasks: Vec::new(),
                closed: false,
            }),
            work: Condvar::new(),
            room: Condvar::new(),
            capacity: capacity.max(1),
            depth,
        }
    }

    /// Appends a job, or gives it back: the queue is full or closed.
    pub(in super::super) fn push(&self, job: T) -> Result<(), T> {
        self.append(self.state(), job)
    }

    /// Waits for room, and appends a job; gives it back if the queue is closed.
    pub(in super::super) fn push_when_there_is_room(&self, job: T) -> Result<(), T> {
        let mut state = self.state();
        while !state.closed && state.jobs.len() >= self.capacity {
            state.crowded += 1;
            let woken = self.room.wait(state);
            state = woken.unwrap_or_else(PoisonError::into_inner);
            state.crowded -= 1;
        }
        self.append(state, job)
    }

    /// Appends a job, now or when there is room and the task is woken. A closed queue drops it.
    #[cfg(feature = "tokio")]
    pub(in super::super) fn poll_push(
        &self,
        task: &Context<'_>,
        job: impl FnOnce() -> T,
    ) -> Poll<()> {
        let mut state = self.state();
        if !state.closed && state.jobs.len() >= self.capacity {
            state.tasks.push(task.waker().clone());
            return Poll::Pending;
        }
        drop(self.append(state, job()));
        Poll::Ready(())
    }

    fn append(&self, mut state: MutexGuard<'_, State<T>>, job: T) -> Result<(), T> {
        if state.closed || state.jobs.len() >= self.capacity {
            return Err(job);
        }
        state.jobs.push_back(job);
        self.depth.fetch_add(1, Ordering::Relaxed);
        self.wake_one(state);
        Ok(())
    }

    /// The next job, when there is one. `None`: the queue is closed and empty.
    pub(in super::super) fn pop(&self) -> Option<T> {
        let mut state = self.state();
        loop {
            if let Some(job) = state.jobs.pop_front() {
                self.depth.fetch_sub(1, Ordering::Relaxed);
                if state.crowded > 0 {
                    self.room.notify_one();
                }
                state.tasks.drain(..).for_each(Waker::wake);
                if !state.jobs.is_empty() {
                    self.wake_one(state);
                }
                return Some(job);
            }
            if state.closed {
                return None;
            }
            state.idle += 1;
            let woken = self.work.wait(state);
            state = woken.unwrap_or_else(PoisonError::into_inner);
            state.idle -= 1;
            state.waking = false;
        }
    }

    /// Does a job wait? Somebody else may take it meanwhile.
    #[cfg(feature = "tokio")]
    pub(in super::super) fn has_jobs(&self) -> bool {
        self.depth.load(Ordering::Relaxed) > 0
    }

    /// Puts a job behind those that wait, full or not, and takes the first of them: it may be the same one.
    #[cfg(feature = "tokio")]
    pub(in super::super) fn exchange(&self, job: T) -> T {
        let mut state = self.state();
        match state.jobs.pop_front() {
            None => job,
            Some(first) => {
                state.jobs.push_back(job);
                first
            }
        }
    }

    /// Takes no more jobs. Those that wait are still handed out.
    pub(in super::super) fn close(&self) {
        let mut state = self.state();
        state.closed = true;
        state.tasks.drain(..).for_each(Waker::wake);
        drop(state);
        self.work.notify_all();
        self.room.notify_all();
    }

    fn wake_one(&self, mut state: MutexGuard<'_, State<T>>) {
        if state.idle > 0 && !state.waking {
            state.waking = true;
            drop(state);
            self.work.notify_one();
        }
    }

    /// Nothing is half-done under the lock, so a panic elsewhere does not spoil it.
    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
