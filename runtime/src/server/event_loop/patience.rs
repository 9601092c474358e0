//! Waiting for a peer on an event loop, and for how long.

use super::super::Timeouts;
use crate::{ErrorKind, Result};
use pin_project_lite::pin_project;
use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{Instant, Sleep};

/// How long the next read may wait. A timer is armed only where a time-out is set, and is moved only when it rings, or
/// would ring too late: a peer that sends all the time costs nothing.
#[derive(Debug)]
pub(super) struct Patience {
    /// What is waited for.
    goal: Goal,
    /// Most servers need none.
    alarm: Option<Pin<Box<Alarm>>>,
}

pin_project! {
    #[derive(Debug)]
    #[project = Projection]
    struct Alarm {
        due: Option<Instant>,
        #[pin]
        timer: Sleep,
    }
}

/// What a connection waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    NextMessage,
    RestOfMessage,
    /// The peer to take what is sent.
    Taking,
    /// Something that is no concern of the peer's, and takes as long as it takes.
    Handler,
}

impl Patience {
    pub(super) fn new() -> Self {
        Self {
            goal: Goal::Handler,
            alarm: None,
        }
    }

    /// A wait begins, or goes on if it is for the same: the rest of one message has one time-out in all.
    fn begin(&mut self, goal: Goal, timeouts: &Timeouts) {
        if self.goal == goal {
            return;
        }
        self.goal = goal;
        let limit = match goal {
            Goal::NextMessage => timeouts.idle,
            Goal::RestOfMessage => timeouts.read,
            Goal::Taking => timeouts.write,
            Goal::Handler => None,
        };
        let due = limit.and_then(|limit| Instant::now().checked_add(limit));
        match (&mut self.alarm, due) {
            (Some(alarm), due) => *alarm.as_mut().project().due = due,
            (none, Some(due)) => {
                let timer = tokio::time::sleep_until(due);
                let due = Some(due);
                *none = Some(Box::pin(Alarm { due, timer }));
            }
            (None, None) => {}
        }
    }

    /// The peer did what was waited for: what comes next is another wait.
    pub(super) fn restart(&mut self) {
        self.goal = Goal::Handler;
    }

    /// Waits on: an error when that has lasted too long.
    pub(super) fn wait<T>(
        &mut self,
        task: &mut Context<'_>,
        goal: Goal,
        timeouts: &Timeouts,
    ) -> Poll<Result<T>> {
        self.begin(goal, timeouts);
        self.poll(task).map(|()| Err(ErrorKind::Timeout.into()))
    }

    /// Ready when the wait has lasted too long.
    fn poll(&mut self, task: &mut Context<'_>) -> Poll<()> {
        let Some(alarm) = &mut self.alarm else {
            return Poll::Pending;
        };
        let Projection { due, mut timer } = alarm.as_mut().project();
        let Some(due) = *due else {
            return Poll::Pending;
        };
        if timer.deadline() > due {
            timer.as_mut().reset(due); // it was armed for a longer wait
        }
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

pin_project! {
    /// A future that is given up after some time. The timer is armed only if there is something to wait for.
    pub(in super::super) struct Within<F> {
        #[pin]
        future: F,
        limit: Option<Duration>,
        timer: Option<Pin<Box<Sleep>>>,
        late: fn() -> ErrorKind,
    }
}

/// Awaits for no longer than `limit`.
///
/// # Errors
/// The future's own, and `late`.
pub(in super::super) fn within<F: Future>(
    limit: Option<Duration>,
    future: F,
    late: fn() -> ErrorKind,
) -> Within<F> {
    Within {
        future,
        limit,
        timer: None,
        late,
    }
}

impl<T, F: Future<Output = Result<T>>> Future for Within<F> {
    type Output = Result<T>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        if let Poll::Ready(done) = this.future.poll(task) {
            return Poll::Ready(done);
        }
        let Some(limit) = *this.limit else {
            return Poll::Pending;
        };
        let timer = this
            .timer
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(limit)));
        let late = timer.as_mut().poll(task);
        late.map(|()| Err((this.late)().into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;

    const HOUR: Duration = Duration::from_hours(1);
    const MOMENT: Duration = Duration::from_secs(5);

    /// How long a wait lasts that begins when another has begun and is not over.
    async fn second_wait(first: Goal, second: Goal) -> Duration {
        let timeouts = Timeouts::default()
            .with_idle(Some(HOUR))
            .with_read(Some(MOMENT));
        let mut patience = Patience::new();
        let begun = poll_fn(|task| Poll::Ready(patience.wait::<()>(task, first, &timeouts))).await;
        assert!(begun.is_pending());
        let since = Instant::now();
        let waited = poll_fn(|task| patience.wait::<()>(task, second, &timeouts)).await;
        assert!(matches!(waited.unwrap_err().kind(), ErrorKind::Timeout));
        since.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn each_wait_has_its_own_end_whatever_the_timer_was_armed_for() {
        let rest = second_wait(Goal::NextMessage, Goal::RestOfMessage).await;
        assert!(rest >= MOMENT && rest < 2 * MOMENT, "{rest:?}");
        let idle = second_wait(Goal::RestOfMessage, Goal::NextMessage).await;
        assert!(idle >= HOUR && idle < 2 * HOUR, "{idle:?}");
    }
}
