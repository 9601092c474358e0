//! As in the crate, so that the files find what is around them.
//!
//! Callers are woken by tokio's own one-shot channels and permits, which are not looked into: each thing that is done with
//! one of them is done at once. What is ours, and the order of the two, is.

#[allow(dead_code)] // not all of it has to do with waking
#[path = "../../src/client/tokio/admission.rs"]
mod admission;
mod calling;
#[allow(dead_code)] // not all of it has to do with waking
#[path = "../../src/client/tokio/link.rs"]
mod link;
#[allow(dead_code)] // not all of it has to do with waking
#[path = "../../src/client/tokio/pending.rs"]
mod pending;
#[allow(dead_code)] // what a reply says does not matter
#[path = "../../src/client/tokio/reply.rs"]
mod reply;

use thriftwood::{Compression, Framing, Limits};

/// What a link looks at.
#[derive(Clone, Debug)]
pub(crate) struct ClientOptions {
    pub(crate) framing: Framing,
    pub(crate) in_flight: usize,
    pub(crate) limits: Limits,
}

impl ClientOptions {
    pub(crate) fn dialect(&self) -> &Self {
        self
    }

    #[expect(clippy::unused_self, reason = "as in the crate")]
    pub(crate) fn stream_compression(&self) -> Compression {
        Compression::None
    }
}

pub(crate) mod exchange {
    use super::ClientOptions;
    use crate::{Error, ErrorKind, Result, framing::Heading};
    use thriftwood::MessageHeader;

    pub(crate) fn heading(_: &ClientOptions) -> Heading {
        Heading::default()
    }

    pub(crate) fn closed() -> Error {
        ErrorKind::Closed.into()
    }

    pub(crate) fn refusal(_: &ClientOptions) -> Error {
        closed()
    }

    #[expect(clippy::unnecessary_wraps, reason = "as in the crate")]
    pub(crate) fn check(reply: &MessageHeader, method: &str, _: i32) -> Result<()> {
        assert_eq!(reply.name, method, "an answer goes to whoever has called");
        Ok(())
    }
}

mod sync {
    use loom::sync;
    pub(super) use loom::sync::MutexGuard;
    use std::sync::{Arc, LockResult};
    use tokio::sync::{AcquireError, OwnedSemaphorePermit, futures::Notified};

    #[derive(Debug)]
    pub(super) struct Mutex<T>(sync::Mutex<T>);

    impl<T> Mutex<T> {
        pub(super) fn new(data: T) -> Self {
            Self(sync::Mutex::new(data))
        }

        pub(super) fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
            self.0.lock()
        }

        /// Nobody panics here.
        #[expect(clippy::unused_self, reason = "as in the standard library")]
        pub(super) fn clear_poison(&self) {}
    }

    /// Another thread may be faster than whoever notifies, and than whoever will be notified.
    #[derive(Debug)]
    pub(super) struct Notify {
        inner: tokio::sync::Notify,
        turn: sync::Mutex<()>,
    }

    impl Notify {
        pub(super) fn new() -> Self {
            Self {
                inner: tokio::sync::Notify::new(),
                turn: sync::Mutex::new(()),
            }
        }

        pub(super) fn notified(&self) -> Notified<'_> {
            drop(self.turn.lock());
            self.inner.notified()
        }

        pub(super) fn notify_waiters(&self) {
            drop(self.turn.lock());
            self.inner.notify_waiters();
        }
    }

    /// And than whoever takes a permit, or closes.
    #[derive(Debug)]
    pub(super) struct Semaphore {
        inner: Arc<tokio::sync::Semaphore>,
        turn: sync::Mutex<()>,
    }

    impl Semaphore {
        pub(super) const MAX_PERMITS: usize = tokio::sync::Semaphore::MAX_PERMITS;

        pub(super) fn new(permits: usize) -> Self {
            Self {
                inner: Arc::new(tokio::sync::Semaphore::new(permits)),
                turn: sync::Mutex::new(()),
            }
        }

        pub(super) async fn acquire_owned(
            self: Arc<Self>,
        ) -> Result<OwnedSemaphorePermit, AcquireError> {
            drop(self.turn.lock());
            Arc::clone(&self.inner).acquire_owned().await
        }

        pub(super) fn close(&self) {
            drop(self.turn.lock());
            self.inner.close();
        }
    }
}
