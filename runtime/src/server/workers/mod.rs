//! Threads that run handlers, and how work comes to them.

#[cfg(feature = "tokio")]
mod inbox;
mod queue;
#[cfg(feature = "tokio")]
mod rota;
#[cfg(test)]
mod tests;

#[cfg(feature = "tokio")]
pub(super) use inbox::Inbox;
pub(super) use queue::Queue;
#[cfg(feature = "tokio")]
pub(super) use rota::Standing;

/// What threads meet at. `tests/interleavings` has others in its place.
mod sync {
    pub(super) use std::sync::{
        Arc, Condvar, Mutex, MutexGuard,
        atomic::{AtomicUsize, Ordering},
    };
}
