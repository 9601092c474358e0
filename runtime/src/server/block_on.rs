//! Futures on threads that have nothing else to do.

use crate::{ErrorKind, Result};
use std::{
    future::Future,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
    time::{Duration, Instant},
};

thread_local! {
    static UNPARK: Waker = Arc::new(Unpark(thread::current())).into();
}

/// Drives a future on this thread, which sleeps while the future waits. One that never waits is polled exactly once.
/// Before it sleeps for the first time, it does what is to be done before. One that waits for longer than `limit` is
/// given up.
///
/// # Errors
/// [`ErrorKind::Timeout`].
pub(crate) fn block_on<T>(
    future: impl Future<Output = T>,
    limit: Option<Duration>,
    before_it_waits: impl FnOnce(),
) -> Result<T> {
    let mut future = pin!(future);
    let waker = UNPARK.with(Waker::clone);
    let mut task = Context::from_waker(&waker);
    match future.as_mut().poll(&mut task) {
        Poll::Ready(value) => Ok(value),
        Poll::Pending => {
            before_it_waits();
            wait(future, &mut task, limit)
        }
    }
}

#[cold]
fn wait<T>(
    mut future: Pin<&mut impl Future<Output = T>>,
    task: &mut Context<'_>,
    limit: Option<Duration>,
) -> Result<T> {
    let end = limit.and_then(|limit| Instant::now().checked_add(limit));
    loop {
        match end.map(|end| end.saturating_duration_since(Instant::now())) {
            None => thread::park(),
            Some(Duration::ZERO) => return Err(ErrorKind::Timeout.into()),
            Some(left) => thread::park_timeout(left),
        }
        if let Poll::Ready(value) = future.as_mut().poll(task) {
            return Ok(value);
        }
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.unpark();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::{pending, poll_fn};

    #[test]
    fn what_never_waits_is_polled_once() {
        let mut polls = 0;
        let once = poll_fn(|_| {
            polls += 1;
            Poll::Ready(())
        });
        block_on(once, None, || panic!("it does not wait")).unwrap();
        assert_eq!(polls, 1);
    }

    #[test]
    fn what_waits_is_woken_from_another_thread() {
        let (send, receive) = std::sync::mpsc::channel::<Waker>();
        let waking = thread::spawn(move || receive.recv().map(Waker::wake));
        let (mut waited, mut waits) = (false, 0);
        let woken = poll_fn(|task| {
            if std::mem::replace(&mut waited, true) {
                return Poll::Ready(());
            }
            send.send(task.waker().clone()).unwrap();
            Poll::Pending
        });
        block_on(woken, Some(Duration::from_mins(1)), || waits += 1).unwrap();
        waking.join().unwrap().unwrap();
        assert_eq!((waited, waits), (true, 1));
    }

    #[test]
    fn what_waits_for_too_long_is_given_up() {
        let late = block_on(pending::<()>(), Some(Duration::from_millis(1)), || ());
        assert!(matches!(late.unwrap_err().kind(), ErrorKind::Timeout));
    }
}
