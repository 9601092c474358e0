//! A blocking channel where an async one is due: what is checked is written once, for both.

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use thriftwood::Result;
use thriftwood::client::{AsyncChannel, Channel};
use thriftwood::wire::Wire;

/// A channel whose calls block, and are over when they are first polled.
#[derive(Debug)]
pub(crate) struct Now<C>(Arc<Mutex<C>>);

impl<C> Now<C> {
    pub(crate) fn new(channel: C) -> Self {
        Self(Arc::new(Mutex::new(channel)))
    }

    /// Does something with the channel itself.
    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut C) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<C> Clone for Now<C> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<C: Channel + Send> AsyncChannel for Now<C> {
    async fn call<A: Wire + Send + Sync, R: Wire + Send>(
        &self,
        method: &str,
        arguments: A,
    ) -> Result<R> {
        self.with(|channel| channel.call(method, &arguments))
    }

    async fn call_oneway<A: Wire + Send + Sync>(&self, method: &str, arguments: A) -> Result<()> {
        self.with(|channel| channel.call_oneway(method, &arguments))
    }
}

/// What calls over such channels come to.
///
/// # Panics
/// If the future waits for anything else.
pub(crate) fn now<T>(calls: impl Future<Output = T>) -> T {
    match pin!(calls).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => panic!("a blocking channel never waits"),
    }
}
