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

/// A place that the thread has lent for futures that are made of an `I` and come to a `T`, one after the other.
pub(super) trait Stand<I, T>: Send {
    /// Puts a future there.
    fn begin(self: Pin<&mut Self>, from: I);

    /// As the future's. Once it is ready, the place is empty.
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<T>;

    /// Gives the place back.
    fn give_back(self: Pin<Box<Self>>);
}

/// A place, lent.
pub(super) type Place<I, T> = Pin<Box<dyn Stand<I, T>>>;

pin_project! {
    struct Slot<M, F> {
        make: M,
        #[pin]
        future: Option<F>,
    }
}

/// More than this are not kept by a thread, of each kind.
const MOST_KEPT: usize = 4;

/// Slots for futures of one kind.
type Slots<M, F> = Vec<Pin<Box<Slot<M, F>>>>;

thread_local! {
    /// [`Slots`] of different kinds. A server has one for each way in which it calls its service.
    static KEPT: RefCell<Vec<Box<dyn Any>>> = const { RefCell::new(Vec::new()) };
}

/// Lends a place for futures that `make` makes where they stand: so they are not moved.
pub(super) fn stand<I, M, F>(make: M) -> Place<I, F::Output>
where
    M: Fn(I) -> F + Send + Unpin + 'static,
    F: Future + Send + 'static,
{
    let kept = with_kept(Vec::pop).flatten();
    kept.unwrap_or_else(|| Box::pin(Slot { make, future: None }))
}

/// Does something with what the thread keeps of a kind; `None` where the thread is about to end.
fn with_kept<M: 'static, F: 'static, T>(f: impl FnOnce(&mut Slots<M, F>) -> T) -> Option<T> {
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

impl<I, M, F> Stand<I, F::Output> for Slot<M, F>
where
    M: Fn(I) -> F + Send + 'static,
    F: Future + Send + 'static,
{
    fn begin(self: Pin<&mut Self>, from: I) {
        let mut this = self.project();
        let future = (this.make)(from);
        this.future.set(Some(future));
    }

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<F::Output> {
        let mut future = self.project().future;
        // invariant: somebody has begun one
        let Some(begun) = future.as_mut().as_pin_mut() else {
            return Poll::Pending;
        };
        let polled = begun.poll(task);
        if polled.is_ready() {
            future.set(None);
        }
        polled
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

    fn run<I, T>(place: &mut Place<I, T>, from: I) -> T {
        let mut task = Context::from_waker(Waker::noop());
        place.as_mut().begin(from);
        let Poll::Ready(done) = place.as_mut().poll(&mut task) else {
            unreachable!("it is ready")
        };
        done
    }

    fn address<I, T>(place: &Place<I, T>) -> *const () {
        (&raw const **place).cast()
    }

    #[test]
    fn a_place_is_lent_again_to_futures_of_its_kind_only() {
        let (number, text) = (|n: i32| ready(n), |_: i32| ready("text"));
        let mut first = stand(number);
        let place = address(&first);
        assert_eq!((run(&mut first, 7), run(&mut first, 8)), (7, 8));
        first.give_back();
        let mut other = stand(text);
        assert_ne!(address(&other), place);
        let mut again = stand(number);
        assert_eq!(address(&again), place);
        assert_eq!((run(&mut other, 0), run(&mut again, 9)), ("text", 9));
    }

    #[test]
    fn a_future_is_dropped_before_its_place_is_kept_and_few_are_kept() {
        let held = std::sync::Arc::new(());
        let make = |held: std::sync::Arc<()>| async move { drop(held) };
        let mut many: Vec<_> = (0..10).map(|_| stand(make)).collect();
        for place in &mut many {
            place.as_mut().begin(std::sync::Arc::clone(&held));
        }
        many.into_iter().for_each(Stand::give_back);
        assert_eq!(std::sync::Arc::strong_count(&held), 1);
        KEPT.with_borrow(|kept| assert_eq!(kept.len(), 1));
    }
}
