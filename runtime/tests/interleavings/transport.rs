//! Of a stream and of a listener that they can be ended from another thread, and nothing else.

use loom::sync::{Condvar, Mutex};
use std::sync::Arc;

/// Clones end the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Closer {
    end: Arc<End>,
}

#[derive(Debug, Default)]
struct End {
    ended: Mutex<bool>,
    changed: Condvar,
}

impl Closer {
    pub(crate) fn finish(&self) {
        *self.end.ended.lock().unwrap() = true;
        self.end.changed.notify_all();
    }

    pub(crate) fn close(&self) {
        self.finish();
    }

    /// As whoever reads from it does.
    pub(crate) fn wait(&self) {
        let mut ended = self.end.ended.lock().unwrap();
        while !*ended {
            ended = self.end.changed.wait(ended).unwrap();
        }
    }
}

pub(crate) trait TTransport {
    fn closer(&self) -> Closer;
}

impl TTransport for Closer {
    fn closer(&self) -> Closer {
        self.clone()
    }
}

/// Of a listener to which nobody connects.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interrupter(pub(crate) Closer);

impl Interrupter {
    pub(crate) fn interrupt(&self) {
        self.0.finish();
    }
}
