//! Where the calls of one connection are answered.

use super::Timeouts;
use super::block_on::block_on;
use super::budget::Budget;
#[cfg(feature = "tokio")]
use super::event_loop::within;
use crate::{Context, ErrorKind, Result, TProcessor, processor::answer};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// The service of a connection, and the rules that it is served by.
#[derive(Debug)]
pub(super) struct Desk<'s, S> {
    pub(super) service: &'s S,
    pub(super) timeouts: &'s Timeouts,
    pub(super) stopping: &'s AtomicBool,
    pub(super) budget: Option<&'s Arc<Budget>>,
}

impl<S: TProcessor> Desk<'_, S> {
    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// Runs a call on this thread, for as long as it may take; if the handler waits, something is to be done before.
    pub(super) fn answer_blocking(
        &self,
        call: S::Call,
        context: &Context,
        before_it_waits: impl FnOnce(),
    ) -> Result<Option<S::Reply>> {
        let running = async { Ok(answer(self.service, call, context).await) };
        in_time(block_on(running, self.timeouts.handler, before_it_waits))
    }
}

#[cfg(feature = "tokio")]
impl<'s, S: TProcessor> Desk<'s, S> {
    /// Runs a call in a task, for as long as it may take. The future is boxed: whoever awaits it then has no room for the
    /// largest handler of the service.
    pub(super) fn answer<'a>(
        &self,
        call: S::Call,
        context: &'a Context,
    ) -> impl Future<Output = Result<Option<S::Reply>>> + Send + use<'s, 'a, S> {
        let running = Box::pin(answer(self.service, call, context));
        let limit = self.timeouts.handler;
        async move { in_time(within(limit, async { Ok(running.await) }).await) }
    }
}

/// The outer error is that of the time limit, the inner one the handler's own.
fn in_time<T>(answered: Result<Result<T>>) -> Result<T> {
    answered.unwrap_or_else(|_| Err(ErrorKind::Late.into()))
}
