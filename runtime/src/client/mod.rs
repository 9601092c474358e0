//! Clients: channels that carry calls, blocking and async. Generated clients are generic over them.

mod backoff;
mod blocking;
mod exchange;
mod multiplexed;
mod options;
mod pool;
#[cfg(feature = "tokio")]
mod tokio;

#[cfg(feature = "tokio")]
pub use self::tokio::TokioChannel;
pub use backoff::Backoff;
pub use blocking::BlockingChannel;
pub use multiplexed::Multiplexed;
pub use options::ClientOptions;
pub use pool::{BlockingPool, PoolOptions, PooledChannel};

use crate::{Result, wire::Wire};
use std::future::Future;

/// Carries calls to a service, one at a time, on the thread that makes them.
pub trait Channel {
    /// Calls `method` and waits for what it comes to; `R` is the method's result struct.
    ///
    /// # Errors
    /// [`Application`](crate::ErrorKind::Application): what the server answered with instead of a result. Anything
    /// else means that there was no such answer; [`may_have_run`](crate::Error::may_have_run) says whether the call may
    /// have been carried out all the same.
    fn call<A: Wire, R: Wire>(&mut self, method: &str, arguments: &A) -> Result<R>;

    /// Calls `method`, which is never answered; returns when the call is sent.
    ///
    /// # Errors
    /// It could not be sent.
    fn call_oneway<A: Wire>(&mut self, method: &str, arguments: &A) -> Result<()>;
}

/// Carries calls to a service without blocking a thread. Clones, where there are any, share one connection.
pub trait AsyncChannel: Send + Sync {
    /// Calls `method` and waits for what it comes to; `R` is the method's result struct.
    ///
    /// # Errors
    /// As [`Channel::call`].
    fn call<A: Wire + Send + Sync, R: Wire + Send>(
        &self,
        method: &str,
        arguments: A,
    ) -> impl Future<Output = Result<R>> + Send;

    /// Calls `method`, which is never answered; done when the call is sent.
    ///
    /// # Errors
    /// It could not be sent.
    fn call_oneway<A: Wire + Send + Sync>(
        &self,
        method: &str,
        arguments: A,
    ) -> impl Future<Output = Result<()>> + Send;
}

impl<C: Channel + ?Sized> Channel for &mut C {
    fn call<A: Wire, R: Wire>(&mut self, method: &str, arguments: &A) -> Result<R> {
        (**self).call(method, arguments)
    }

    fn call_oneway<A: Wire>(&mut self, method: &str, arguments: &A) -> Result<()> {
        (**self).call_oneway(method, arguments)
    }
}
