//! Waiting for a peer on an event loop, and for how long.

use super::super::Timeouts;
use crate::{ErrorKind, Result};
use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{Instant, Sleep};

/// How long the next read may wait. A timer is armed only where a time-out is set, and is moved only when it rings: a
/// peer that sends all the time costs nothing.
#[derive(Debug)]
pub(super) struct Patience {
    timeouts: Timeouts,
    /// Is the wait that goes on one for the next message?
    idle: bool,
    due: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Patience {
    pub(super) fn new(timeouts: Timeouts) -> Self {
        Self {
            timeouts,
            idle: false,
            due: None,
            timer: None,
        }
    }

    /// A wait begins, for the next message or for the rest of one. The rest of one message has one time-out in all.
    pub(super) fn begin(&mut self, idle: bool) {
        let goes_on = !idle && !self.idle && self.due.is_some();
        if !goes_on {
            let limit = if idle {
                self.timeouts.idle
            } else {
                self.timeouts.read
            };
            self.due = limit.and_then(|limit| Instant::now().checked_add(limit));
        }
        self.idle = idle;
    }

    /// Ready when the wait has lasted too long.
    pub(super) fn poll(&mut self, task: &mut Context<'_>) -> Poll<()> {
        let Some(due) = self.due else {
            return Poll::Pending;
        };
        let timer = self
            .timer
            .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(due)));
        loop {
            if timer.as_mut().poll(task).is_pending() {
                return Poll::Pending;
            }
            if Instant::now() >= due {
                return Poll::Ready(());
            }
            timer.as_mut().reset(due);
        }
    }
}

/// Awaits for no longer than `limit`. The timer is armed only if there is something to wait for.
///
/// # Errors
/// The future's own, and [`ErrorKind::Timeout`].
pub(super) async fn within<T>(
    limit: Option<Duration>,
    future: impl Future<Output = Result<T>>,
) -> Result<T> {
    let mut future = pin!(future);
    let Some(limit) = limit else {
        return future.await;
    };
    if let Poll::Ready(done) = poll_fn(|task| Poll::Ready(future.as_mut().poll(task))).await {
        return done;
    }
    let late = |_| Err(ErrorKind::Timeout.into());
    tokio::time::timeout(limit, future)
        .await
        .unwrap_or_else(late)
}
