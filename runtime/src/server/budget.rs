//! A ceiling on the bytes of messages in memory: whoever would pass it waits, and is not read from meanwhile.

use super::block_on;
use crate::Result;
use std::{
    collections::BTreeMap,
    future::poll_fn,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, Waker},
};

/// How many bytes of messages a server may hold, and who waits for some. Waiting is in order of arrival.
///
/// Whoever has begun may have to wait for more, so it could come to pass that all wait for each other. It does not: when
/// nobody goes on, the first one who waits may, past the ceiling, and until it is done no other may do so.
#[derive(Debug)]
pub(super) struct Budget {
    most: usize,
    next_lease: AtomicU64,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    used: usize,
    /// Leases that hold something, and do not wait.
    going: usize,
    /// Those who wait, by a number that grows.
    waiting: BTreeMap<u64, Waiter>,
    next_ticket: u64,
    /// The lease that may pass the ceiling, as long as it holds something.
    overdrawn: Option<u64>,
}

#[derive(Debug)]
struct Waiter {
    lease: u64,
    need: usize,
    task: Waker,
}

impl State {
    /// Lets those go on who may.
    fn advance(&mut self, most: usize) {
        while let Some(first) = self.waiting.first_entry() {
            let fits = self.used.saturating_add(first.get().need) <= most;
            if !fits && self.going > 0 {
                return;
            }
            let waiter = first.remove();
            if !fits {
                self.overdrawn = Some(waiter.lease);
            }
            self.grant(waiter.need);
            // this only says that a thread or a task is ready
            waiter.task.wake();
        }
    }

    fn grant(&mut self, need: usize) {
        self.used = self.used.saturating_add(need);
        self.going += 1;
    }
}

impl Budget {
    pub(super) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self {
            most,
            next_lease: AtomicU64::default(),
            state: Mutex::default(),
        })
    }

    /// Nothing is half-done under the lock, so a panic elsewhere does not spoil it.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What one connection, or one message, holds of a budget; it is given back when this is dropped. Where there is no
/// budget, there is nothing to wait for, and nothing to keep.
#[derive(Debug)]
pub(super) struct Lease {
    share: Option<Box<Share>>,
}

#[derive(Debug)]
struct Share {
    budget: Arc<Budget>,
    id: u64,
    held: usize,
    /// The place in the queue, and what is waited for.
    waits: Option<(u64, usize)>,
}

impl Lease {
    /// One that holds nothing yet.
    pub(super) fn new(budget: Option<&Arc<Budget>>) -> Self {
        Self {
            share: budget.map(|budget| Box::new(Share::new(budget))),
        }
    }

    /// Gives what is held to another lease, and is as new.
    #[cfg(feature = "tokio")]
    pub(super) fn split_off(&mut self) -> Option<Self> {
        let share = self.share.as_deref_mut().filter(|share| share.held > 0)?;
        let fresh = Share::new(&share.budget);
        Some(Self {
            share: Some(Box::new(std::mem::replace(share, fresh))),
        })
    }

    /// What [`hold`](Self::hold) does, on a thread that has nothing else to do.
    ///
    /// # Errors
    /// None.
    pub(super) fn hold_blocking(&mut self, bytes: usize) -> Result<bool> {
        block_on(self.hold(bytes), None, || ())
    }

    /// Holds so many bytes in all, once there is room for them. `true`: it had to wait. What is held already stays
    /// held meanwhile.
    pub(super) async fn hold(&mut self, bytes: usize) -> bool {
        let mut waited = false;
        poll_fn(|task| {
            let held = self.poll_hold(bytes, task);
            waited |= held.is_pending();
            held
        })
        .await;
        waited
    }

    /// The same, for a task that does other things besides. Who asks for more while it waits gets it in two steps.
    #[inline]
    pub(super) fn poll_hold(&mut self, bytes: usize, task: &Context<'_>) -> Poll<()> {
        match &mut self.share {
            None => Poll::Ready(()),
            Some(share) if share.held == bytes && share.waits.is_none() => Poll::Ready(()),
            Some(share) => share.poll_hold(bytes, task),
        }
    }
}

impl Share {
    fn new(budget: &Arc<Budget>) -> Self {
        Self {
            budget: Arc::clone(budget),
            id: budget.next_lease.fetch_add(1, Ordering::Relaxed),
            held: 0,
            waits: None,
        }
    }

    fn poll_hold(&mut self, bytes: usize, task: &Context<'_>) -> Poll<()> {
        let budget = &*self.budget;
        let mut state = budget.state();
        if let Some((ticket, need)) = self.waits {
            match state.waiting.get_mut(&ticket) {
                Some(waiter) if bytes > self.held => {
                    waiter.task.clone_from(task.waker());
                    return Poll::Pending;
                }
                Some(_) => {
                    state.waiting.remove(&ticket);
                    state.going += usize::from(self.held > 0);
                }
                None => self.held += need,
            }
            self.waits = None;
        }
        if bytes <= self.held {
            give_back(
                &mut state,
                budget.most,
                self.id,
                self.held,
                self.held - bytes,
            );
            self.held = bytes;
            return Poll::Ready(());
        }
        let need = bytes - self.held;
        state.going -= usize::from(self.held > 0);
        if state.overdrawn == Some(self.id) {
            state.grant(need);
            self.held = bytes;
            return Poll::Ready(());
        }
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        let waiter = Waiter {
            lease: self.id,
            need,
            task: task.waker().clone(),
        };
        state.waiting.insert(ticket, waiter);
        state.advance(budget.most);
        if state.waiting.contains_key(&ticket) {
            self.waits = Some((ticket, need));
            return Poll::Pending;
        }
        self.held = bytes;
        Poll::Ready(())
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        if self.held == 0 && self.waits.is_none() {
            return;
        }
        let budget = &*self.budget;
        let mut state = budget.state();
        match self.waits {
            Some((ticket, _)) if state.waiting.remove(&ticket).is_some() => {
                state.used -= self.held;
                state.advance(budget.most);
            }
            Some((_, need)) => {
                let held = self.held + need;
                give_back(&mut state, budget.most, self.id, held, held);
            }
            None => give_back(&mut state, budget.most, self.id, self.held, self.held),
        }
    }
}

/// A lease that goes on gives back a part of what it holds, or all.
fn give_back(state: &mut State, most: usize, lease: u64, held: usize, back: usize) {
    state.used -= back;
    if back == held && held > 0 {
        state.going -= 1;
        state.overdrawn = state.overdrawn.filter(|overdrawn| *overdrawn != lease);
    }
    state.advance(most);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poll(lease: &mut Lease, bytes: usize) -> bool {
        let task = Context::from_waker(Waker::noop());
        lease.poll_hold(bytes, &task).is_ready()
    }

    fn leases<const N: usize>(most: usize) -> (Arc<Budget>, [Lease; N]) {
        let budget = Budget::new(most);
        let leases = std::array::from_fn(|_| Lease::new(Some(&budget)));
        (budget, leases)
    }

    #[test]
    fn who_does_not_fit_waits_in_order() {
        let (budget, [mut a, mut b, mut c]) = leases(10);
        assert!(poll(&mut a, 7));
        assert!(!poll(&mut b, 5));
        assert!(!poll(&mut c, 1), "it would fit, but others came first");
        assert!(poll(&mut a, 4));
        assert!(poll(&mut b, 5));
        assert!(poll(&mut c, 1));
        assert_eq!(budget.state().used, 10);
        drop((a, b, c));
        let state = budget.state();
        assert_eq!((state.used, state.going, state.waiting.len()), (0, 0, 0));
    }

    #[test]
    fn when_all_wait_the_first_one_passes_the_ceiling_and_nobody_else() {
        let (budget, [mut a, mut b]) = leases(10);
        assert!(poll(&mut a, 5) && poll(&mut b, 5));
        assert!(!poll(&mut a, 8), "the other one may be done soon");
        assert!(!poll(&mut b, 8), "now both wait");
        assert!(poll(&mut a, 8));
        assert!(poll(&mut a, 100), "it goes on until it is done");
        assert!(!poll(&mut b, 8));
        drop(a);
        assert!(poll(&mut b, 8));
        drop(b);
        assert_eq!(budget.state().overdrawn, None);
    }

    #[test]
    fn what_never_fits_goes_on_alone() {
        let (_, [mut a, mut b]) = leases(10);
        assert!(poll(&mut a, 1));
        assert!(!poll(&mut b, 50));
        drop(a);
        assert!(poll(&mut b, 50));
    }

    #[test]
    fn who_leaves_while_it_waits_makes_room() {
        let (budget, [mut a, mut b, mut c]) = leases(10);
        assert!(poll(&mut a, 9) && poll(&mut b, 1));
        assert!(!poll(&mut b, 2) && !poll(&mut c, 1));
        drop(b);
        assert!(poll(&mut c, 1));
        assert!(!poll(&mut c, 5));
        drop(a);
        drop(c); // it was let go on, and has not seen it
        let state = budget.state();
        assert_eq!((state.used, state.going, state.waiting.len()), (0, 0, 0));
    }

    #[test]
    fn who_needs_no_more_waits_no_more() {
        let (budget, [mut a, mut b]) = leases(10);
        assert!(poll(&mut a, 9) && poll(&mut b, 1));
        assert!(!poll(&mut b, 5));
        assert!(poll(&mut b, 1));
        let counts = || {
            let state = budget.state();
            (state.used, state.going)
        };
        assert_eq!(counts(), (10, 2));
        drop((a, b));
        assert_eq!(counts(), (0, 0));
    }

    #[test]
    fn without_a_budget_nobody_waits() {
        assert!(poll(&mut Lease::new(None), usize::MAX));
    }
}
