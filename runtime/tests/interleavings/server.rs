//! As in the crate, so that the files find what is around them.

mod handing_over;
mod queueing;
#[allow(dead_code)] // not all of it has to do with waking
#[allow(unreachable_pub)] // in the crate it is not
#[path = "../../src/server/shutdown.rs"]
mod shutdown;
mod stopping;
mod workers;

mod sync {
    pub(super) use loom::sync::{
        Condvar, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    };
}
