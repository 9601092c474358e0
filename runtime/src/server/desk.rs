//! Where the calls of one connection are answered.

use super::Timeouts;
use crate::{Context, Result, TProcessor, processor::answer};
use std::sync::atomic::{AtomicBool, Ordering};

/// The service of a connection, and the rules that it is served by.
#[derive(Debug)]
pub(super) struct Desk<'s, S> {
    pub(super) service: &'s S,
    pub(super) timeouts: &'s Timeouts,
    pub(super) stopping: &'s AtomicBool,
}

impl<S: TProcessor> Desk<'_, S> {
    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// Runs a call.
    pub(super) async fn answer(
        &self,
        call: S::Call,
        context: &Context,
    ) -> Result<Option<S::Reply>> {
        answer(self.service, call, context.clone()).await
    }
}
