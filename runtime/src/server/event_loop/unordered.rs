//! The async driver of a connection whose calls may overtake each other.

use super::{
    super::{blocking::ENOUGH, hub::Hub},
    drive::{fill, flush},
    ends::hang_up,
    patience::{Goal, Patience},
};
use crate::{
    Connection, Context as CallContext, ErrorKind, Result, TProcessor,
    transport::TNonblockingSocket,
};
use futures_util::{Stream as _, stream::FuturesUnordered};
use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::{Context, Poll},
};
use tokio::io::AsyncWrite as _;

/// Answers the calls of one peer, as many at once as `in_flight` allows, each when it is done.
pub(super) async fn serve_unordered<S: TProcessor>(
    stream: &mut TNonblockingSocket,
    connection: Connection,
    hub: &Hub<S>,
) -> Result<()> {
    let mut patience = Patience::new(hub.options.timeouts);
    let mut stopped = pin!(hub.handle.stopped());
    let mut calls = FuturesUnordered::new();
    let mut serving = Serving {
        stream,
        connection,
        ended: Ok(false),
    };
    let served = poll_fn(|task| {
        loop {
            while let Poll::Ready(Some((context, result))) = Pin::new(&mut calls).poll_next(task) {
                let context: CallContext = context;
                serving.connection.push_reply(&context, result)?;
            }
            if serving.poll_flush(task)?.is_pending() {
                patience.begin(Goal::Taking);
                return patience.poll(task).map(|()| Err(ErrorKind::Timeout.into()));
            }
            let mut begun = false;
            while calls.len() < hub.options.in_flight.get() && serving.wants_more() {
                match serving.connection.next_call(&hub.service) {
                    Ok(Some((context, call))) => {
                        begun = true;
                        patience.restart();
                        calls.push(async move {
                            let desk = hub.desk();
                            let result = desk.answer(call, &context).await;
                            (context, result)
                        });
                    }
                    Ok(None) => break,
                    Err(error) => serving.ended = Err(error),
                }
            }
            if begun || serving.connection.waiting() > 0 {
                continue;
            }
            if !serving.wants_more() && calls.is_empty() {
                return Poll::Ready(Ok(()));
            }
            let full = calls.len() >= hub.options.in_flight.get();
            if !full && serving.wants_more() {
                match fill(serving.stream, &mut serving.connection, task) {
                    Poll::Ready(Ok(0)) => serving.ended = Ok(true),
                    Poll::Ready(Err(error)) => serving.ended = Err(error),
                    Poll::Ready(Ok(_)) => {}
                    Poll::Pending if stopped.as_mut().poll(task).is_ready() => {
                        serving.ended = Ok(true);
                    }
                    Poll::Pending => {
                        serving.connection.release();
                        patience.begin(match (calls.is_empty(), serving.connection.is_idle()) {
                            (false, _) => Goal::Handler,
                            (true, true) => Goal::NextMessage,
                            (true, false) => Goal::RestOfMessage,
                        });
                        return patience.poll(task).map(|()| Err(ErrorKind::Timeout.into()));
                    }
                }
                continue;
            }
            return Poll::Pending;
        }
    });
    let served = served.await;
    drop(calls);
    serving.part(served, hub).await
}

/// One connection, while it is served.
struct Serving<'s> {
    stream: &'s mut TNonblockingSocket,
    connection: Connection,
    /// Is there nothing more to come (`true`), or to be believed?
    ended: Result<bool>,
}

impl Serving<'_> {
    /// May more calls be taken from the peer?
    fn wants_more(&self) -> bool {
        matches!(self.ended, Ok(false)) && !self.connection.is_closing()
    }

    /// Sends what waits, as far as the peer takes it.
    fn poll_flush(&mut self, task: &mut Context<'_>) -> Result<Poll<()>> {
        while !self.connection.outbound().is_empty() {
            let outbound = self.connection.outbound();
            match Pin::new(&mut *self.stream).poll_write(task, outbound)? {
                Poll::Ready(0) => return Err(ErrorKind::Closed.into()),
                Poll::Ready(count) => self.connection.written(count),
                // a little may wait; beyond that, nothing more is taken on
                Poll::Pending if self.connection.waiting() < ENOUGH => break,
                Poll::Pending => return Ok(Poll::Pending),
            }
        }
        // what TLS could not send stays in there until it can
        let _ = Pin::new(&mut *self.stream).poll_flush(task)?;
        Ok(Poll::Ready(()))
    }

    /// Says good-bye, so that the peer sees its last replies.
    async fn part<S: TProcessor>(mut self, served: Result<()>, hub: &Hub<S>) -> Result<()> {
        let idle = self.connection.is_idle();
        self.connection.finish();
        let sent = flush(self.stream, &mut self.connection, hub).await;
        match (served, self.ended) {
            (Err(error), _) if idle && matches!(error.kind(), ErrorKind::Timeout) => Ok(()),
            (Err(error), _) => Err(error),
            (Ok(()), Ok(true)) if !idle && !self.connection.is_closing() => {
                sent.and(Err(ErrorKind::Closed.into()))
            }
            (Ok(()), Ok(true)) => sent,
            (Ok(()), ended) => {
                hang_up(self.stream).await;
                ended.map(drop)
            }
        }
    }
}
