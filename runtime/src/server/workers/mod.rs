//! Threads that run handlers, and how work comes to them.

#[cfg(feature = "tokio")]
mod inbox;
mod queue;

#[cfg(feature = "tokio")]
pub(super) use inbox::{Inbox, Standing};
pub(super) use queue::Queue;
