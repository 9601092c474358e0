//! Where the handlers of calls under way stand.
//!
//! A handler's future is often longer than all else of a connection, and most are done as soon as they are polled. So the
//! thread keeps the places that they stood in, each for the next future of its kind: a call asks for no memory.

use pin_project_lite::pin_project;
use std::{
    any::Any,
    cell::RefCell,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

/// A future that runs, or did, in a place that the thread has lent.
pub(super) trait Stand<T>: Send {
    /// As a future's. Not to be polled again once it is ready.
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<T>;

    /// Gives the place back.
    fn give_back(self: Pin<Box<Self>>);
}

/// A call under way.
pub(super) type Underway<T> = Pin<Box<dyn Stand<T>>>;

pin_project! {
    struct Slot<F> {
        #[pin]
        future: Option<F>,
    }
}

/// More than this are not kept by a thread, of each kind.
const MOST_KEPT: usize = 4;

/// Slots for futures of one kind.
type Slots<F> = Vec<Pin<Box<Slot<F>>>>;

thread_local! {
    /// [`Slots`] of different kinds. A server has one for each way in which it calls its service.
    static KEPT: RefCell<Vec<Box<dyn Any>>> = const { RefCell::new(Vec::new()) };
}

/// Lends a place for a future, which is made last: so it is moved once.
pub(super) fn stand<F: Future + Send + 'static>(make: impl FnOnce() -> F) -> Underway<F::Output> {
    let kept = with_kept(Vec::pop).flatten();
    let mut slot = kept.unwrap_or_else(|| Box::pin(Slot { future: None }));
    slot.as_mut().project().future.set(Some(make()));
    slot
}

/// Does something with what the thread keeps of a kind; `None` where the thread is about to end.
fn with_kept<F: 'static, T>(f: impl FnOnce(&mut Slots<F>) -> T) -> Option<T> {
    let find = |kept: &RefCell<Vec<Box<dyn Any>>>| {
        let mut kept = kept.borrow_mut();
        if let Some(slots) = kept.iter_mut().find_map(|slots| slots.downcast_mut()) {
            return f(slots);
        }
        let mut slots = Slots::new();
        let done = f(&mut slots);
        kept.push(Box::new(slots));
        done
    };
    KEPT.try_with(find).ok()
}

impl<F: Future + Send + 'static> Stand<F::Output> for Slot<F> {
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<F::Output> {
        match self.project().future.as_pin_mut() {
            Some(future) => future.poll(task),
            // invariant: it has stood here since it was lent the place
            None => Poll::Pending,
        }
    }

    fn give_back(mut self: Pin<Box<Self>>) {
        // what a future drops may be anything: nothing is borrowed meanwhile
        self.as_mut().project().future.set(None);
        with_kept(|slots| {
            if slots.len() < MOST_KEPT {
                slots.push(self);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{future::ready, task::Waker};

    fn run<T>(mut underway: Underway<T>) -> T {
        let mut task = Context::from_waker(Waker::noop());
        let Poll::Ready(done) = underway.as_mut().poll(&mut task) else {
            unreachable!("it is ready")
        };
        underway.give_back();
        done
    }

    #[test]
    fn a_place_is_lent_again_to_futures_of_its_kind_only() {
        let (number, text) = (|| ready(7), || ready("text"));
        let first = stand(number);
        let place: *const () = (&raw const *first).cast();
        assert_eq!(run(first), 7);
        let other = stand(text);
        assert_ne!((&raw const *other).cast(), place);
        let again = stand(number);
        assert_eq!((&raw const *again).cast(), place);
        assert_eq!((run(other), run(again)), ("text", 7));
    }

    #[test]
    fn a_future_is_dropped_before_its_place_is_kept_and_few_are_kept() {
        let held = std::sync::Arc::new(());
        let begin = || {
            let held = std::sync::Arc::clone(&held);
            stand(|| async move { drop(held) })
        };
        let many: Vec<_> = (0..10).map(|_| begin()).collect();
        many.into_iter().for_each(Stand::give_back);
        assert_eq!(std::sync::Arc::strong_count(&held), 1);
    }
}
