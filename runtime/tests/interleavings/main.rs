//! Every order in which threads can come to the locks by which work and calls are handed over, tried one after the other by loom.
//!
//! The files themselves are tested, not a copy: they name their locks by `super::sync`, and here that is loom's. What
//! stands around them is as small as can be: a worker's loop, a task's loop and a socket, as `inbox.rs` and `handover.rs`
//! have them, and a client's driver, as `session.rs` and `driver.rs` have it. A wake-up that is lost in any order is a deadlock, which loom reports with the order that led to it
//! (`LOOM_LOG=trace` shows it).

mod client;
mod error;
mod messages;
mod observe;
mod server;
mod transport;

use error::{Error, ErrorKind, Result};
use messages::{self as framing, self as stream, self as wire};
use thriftwood::{Compression, Framing, MessageHeader, SmolStr, TMessageType};

/// Tries all orders in which no thread is interrupted more often than `LOOM_MAX_PREEMPTIONS` says, or else so often. Each
/// order costs a run of its own, and faults that take more interruptions than two to show are hardly known.
fn in_every_order(interruptions: usize, scene: impl Fn() + Send + Sync + 'static) {
    let mut orders = loom::model::Builder::new();
    orders.preemption_bound = orders.preemption_bound.or(Some(interruptions));
    orders.check(scene);
}
