//! Threads that run handlers, and how work comes to them.

mod queue;

pub(super) use queue::Queue;
