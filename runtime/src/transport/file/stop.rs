//! Waiting for a file to grow, until somebody says stop.

use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::Duration,
};

/// A sleep that can be ended from another thread; clones share it.
#[derive(Clone, Debug, Default)]
pub(super) struct Stop {
    shared: Arc<(Mutex<bool>, Condvar)>,
}

impl Stop {
    /// Ends every sleep, now and later.
    pub(super) fn stop(&self) {
        let (stopped, wake) = &*self.shared;
        *stopped.lock().unwrap_or_else(PoisonError::into_inner) = true;
        wake.notify_all();
    }

    /// Sleeps for so long at most. `false`: somebody said stop.
    pub(super) fn sleep(&self, time: Duration) -> bool {
        let (stopped, wake) = &*self.shared;
        let stopped = stopped.lock().unwrap_or_else(PoisonError::into_inner);
        let (stopped, _) = wake
            .wait_timeout_while(stopped, time, |stopped| !*stopped)
            .unwrap_or_else(PoisonError::into_inner);
        !*stopped
    }
}
