//! The files that are tested.

#[allow(dead_code)] // not all of it has to do with waking
#[path = "../../../src/server/workers/queue.rs"]
pub(super) mod queue;
#[allow(dead_code)] // not all of it has to do with waking
#[path = "../../../src/server/workers/rota.rs"]
pub(super) mod rota;

mod sync {
    pub(super) use loom::sync::{
        Arc, Condvar, Mutex, MutexGuard,
        atomic::{AtomicUsize, Ordering},
    };
}
