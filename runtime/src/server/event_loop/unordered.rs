//! The async driver of a connection whose calls may overtake each other.

use super::{
    super::{blocking::ENOUGH, budget::Lease, hub::Hub},
    drive::{poll_fill, poll_send},
    ends::{Guest, hang_up},
    patience::{Goal, Patience},
};
use crate::{Context as CallContext, ErrorKind, Result, TProcessor, connection::Next};
use futures_util::{Stream as _, stream::FuturesUnordered};
use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::{io::AsyncWrite as _, task::coop::poll_proceed};

/// Answers the calls of one peer, as many at once as `in_flight` allows, each when it is done.
pub(super) async fn serve_unordered<S: TProcessor>(guest: &mut Guest, hub: &Hub<S>) -> Result<()> {
    let mut serving = Serving {
        guest,
        hub,
        calls: FuturesUnordered::new(),
        patience: Patience::new(),
        lease: hub.lease(),
        ended: Ok(false),
    };
    let served = poll_fn(|task| serving.poll(task)).await;
    serving.part(served).await
}

/// A call under way.
type Underway<'s, R> =
    Pin<Box<dyn Future<Output = (Option<CallContext>, Result<Option<R>>)> + Send + 's>>;

/// One connection, while it is served.
struct Serving<'s, S: TProcessor> {
    guest: &'s mut Guest,
    hub: &'s Hub<S>,
    calls: FuturesUnordered<Underway<'s, S::Reply>>,
    patience: Patience,
    /// For the message that is being received; a call takes its own along.
    lease: Lease,
    /// Is there nothing more to come (`true`), or to be believed?
    ended: Result<bool>,
}

impl<S: TProcessor> Serving<'_, S> {
    fn poll(&mut self, task: &mut Context<'_>) -> Poll<Result<()>> {
        loop {
            self.collect(task)?;
            if self.poll_flush(task)?.is_pending() {
                return self
                    .patience
                    .wait(task, Goal::Taking, &self.hub.options.timeouts);
            }
            if ready!(self.begin_calls(task)) {
                continue;
            }
            if self.calls.is_empty() && !self.wants_more() {
                return Poll::Ready(Ok(()));
            }
            if self.is_full() || !self.wants_more() {
                return Poll::Pending;
            }
            let expected = self.guest.connection.expected();
            if self.lease.poll_hold(expected, task).is_pending() {
                // that it is not read from is not the peer's fault
                self.patience.restart();
                return Poll::Pending;
            }
            match poll_fill(self.guest, task) {
                Poll::Ready(Ok(0)) => self.ended = Ok(true),
                Poll::Ready(Err(error)) => self.ended = Err(error),
                Poll::Ready(Ok(_)) => {}
                Poll::Pending if self.guest.live.poll_stopped(task).is_ready() => {
                    self.ended = Ok(true);
                }
                Poll::Pending => {
                    self.guest.connection.release();
                    return self
                        .patience
                        .wait(task, self.goal(), &self.hub.options.timeouts);
                }
            }
        }
    }

    /// Takes the answers that are ready.
    fn collect(&mut self, task: &mut Context<'_>) -> Result<()> {
        while let Poll::Ready(Some((context, result))) = Pin::new(&mut self.calls).poll_next(task) {
            if let Some(context) = context {
                self.guest.connection.answer(context, result)?;
            }
        }
        Ok(())
    }

    /// Sends what waits, as far as the peer takes it. A little may go on waiting; beyond that, nothing more is taken on.
    fn poll_flush(&mut self, task: &mut Context<'_>) -> Result<Poll<()>> {
        loop {
            let pieces = self.guest.connection.outbound();
            if pieces.is_empty() {
                break;
            }
            match self.guest.stream.poll_write_pieces(task, &pieces)? {
                Poll::Ready(0) => return Err(ErrorKind::Closed.into()),
                Poll::Ready(count) => {
                    self.patience.restart();
                    self.guest.connection.written(count);
                }
                Poll::Pending if self.guest.connection.waiting() < ENOUGH => break,
                Poll::Pending => return Ok(Poll::Pending),
            }
        }
        // what TLS could not send stays in there until it can
        let _ = Pin::new(&mut self.guest.stream).poll_flush(task)?;
        Ok(Poll::Ready(()))
    }

    /// Begins the calls that have arrived, as many as may run. `false`: nothing has arrived, and nothing is to be sent
    /// that was not before. Pending: other connections have their turn.
    fn begin_calls(&mut self, task: &mut Context<'_>) -> Poll<bool> {
        let (hub, before) = (self.hub, self.guest.connection.messages());
        let waiting = self.guest.connection.waiting();
        let mut yields = false;
        while !self.is_full() && self.wants_more() {
            let Poll::Ready(turn) = poll_proceed(task) else {
                yields = true;
                break;
            };
            match self.guest.connection.next_message(&hub.service) {
                Ok(Next::Call(context, call)) => {
                    turn.made_progress();
                    let lease = self.lease.split_off();
                    self.calls.push(Box::pin(async move {
                        let (_lease, mut context) = (lease, Some(context));
                        let desk = hub.desk();
                        let _running = desk.run();
                        let result = desk.answer(call, &mut context).await;
                        (context, result)
                    }));
                }
                Ok(Next::Settled) => turn.made_progress(),
                Ok(Next::Nothing) => break,
                Err(error) => self.ended = Err(error),
            }
        }
        // each is counted by itself, when it is over
        self.guest.connection.settle_counts();
        let begun = self.guest.connection.messages() > before;
        if begun {
            self.patience.restart();
        }
        // what has begun is looked at before that
        if yields && !begun {
            return Poll::Pending;
        }
        Poll::Ready(begun || self.guest.connection.waiting() > waiting)
    }

    fn is_full(&self) -> bool {
        let most = self.hub.options.in_flight.get();
        self.calls.len() >= most || self.guest.connection.is_held_back()
    }

    /// May more calls be taken from the peer?
    fn wants_more(&self) -> bool {
        matches!(self.ended, Ok(false)) && !self.guest.connection.is_closing()
    }

    fn goal(&self) -> Goal {
        if !self.calls.is_empty() {
            Goal::Handler
        } else if self.guest.connection.waiting() > 0 {
            Goal::Taking
        } else if self.guest.connection.is_idle() {
            Goal::NextMessage
        } else {
            Goal::RestOfMessage
        }
    }

    /// Says good-bye, so that the peer sees its last replies.
    async fn part(mut self, served: Result<()>) -> Result<()> {
        let idle = self.guest.connection.is_idle();
        self.guest.connection.finish();
        self.patience.restart();
        let timeouts = &self.hub.options.timeouts;
        let sent = poll_fn(|task| poll_send(self.guest, &mut self.patience, timeouts, task)).await;
        match (served, self.ended) {
            (Err(error), _) if idle && matches!(error.kind(), ErrorKind::Timeout) => Ok(()),
            (Err(error), _) => Err(error),
            (Ok(()), Ok(true)) => {
                let whole = idle || self.guest.connection.is_closing();
                if self.hub.handle.is_stopping() {
                    hang_up(&mut self.guest.stream).await;
                }
                sent.and(if whole {
                    Ok(())
                } else {
                    Err(ErrorKind::Closed.into())
                })
            }
            (Ok(()), ended) => {
                hang_up(&mut self.guest.stream).await;
                ended.map(drop)
            }
        }
    }
}
