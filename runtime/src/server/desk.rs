//! Where the calls of one connection are answered.

use super::Timeouts;
use super::block_on::block_on;
use super::budget::Budget;
#[cfg(feature = "tokio")]
use super::event_loop::within;
use crate::{
    Context, ErrorKind, Result, TProcessor,
    observe::{Observer, Running},
    processor::answer,
};
#[cfg(feature = "tokio")]
use std::future::Future;
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
    pub(super) observer: Option<&'s Observer>,
    pub(super) budget: Option<&'s Arc<Budget>>,
}

impl<'s, S: TProcessor> Desk<'s, S> {
    /// A handler runs, or several one after the other, until what is returned is dropped.
    pub(super) fn run(&self) -> Option<Running<'s>> {
        self.observer.map(|observer| observer.counters.run())
    }

    /// Ask when [`Waiting`](super::shutdown::Waiting) has begun: then the stop sees that, or this sees the stop.
    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    /// Runs a call on this thread, for as long as it may take; if the handler waits, something is to be done before. The
    /// context is lent.
    pub(super) fn answer_blocking(
        &self,
        call: S::Call,
        context: &mut Option<Context>,
        before_it_waits: impl FnOnce(),
    ) -> Result<Option<S::Reply>> {
        let running = answer(self.service, call, context);
        let answered = block_on(running, self.timeouts.handler, before_it_waits);
        answered.unwrap_or_else(|_| Err(ErrorKind::Late.into()))
    }
}

#[cfg(feature = "tokio")]
impl<'s, S: TProcessor> Desk<'s, S> {
    /// Runs a call in a task, for as long as it may take. The future has room for the largest handler of the service. The
    /// context is lent.
    pub(super) fn answer<'c>(
        &self,
        call: S::Call,
        context: &'c mut Option<Context>,
    ) -> impl Future<Output = Result<Option<S::Reply>>> + Send + use<'s, 'c, S>
    where
        's: 'c,
    {
        let running = answer(self.service, call, context);
        within(self.timeouts.handler, running, || ErrorKind::Late)
    }
}
