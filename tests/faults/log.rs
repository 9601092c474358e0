//! What the proxy really did.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::script::{Direction, Fault};

/// What took place.
#[derive(Clone, Copy, Debug)]
pub(crate) enum What {
    Fault(Fault),
    /// These bits were turned.
    Change(u8),
}

/// And where.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Done {
    pub(crate) connection: u64,
    pub(crate) direction: Direction,
    /// How many bytes went before it.
    pub(crate) at: u64,
    pub(crate) what: What,
}

/// All of them, as they come. Clones write the same log.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<Done>>>);

impl Log {
    pub(crate) fn note(&self, done: Done) {
        self.lock().push(done);
    }

    /// How many took place.
    pub(crate) fn len(&self) -> usize {
        self.lock().len()
    }

    /// Was a byte changed?
    pub(crate) fn has_changes(&self) -> bool {
        let is_change = |done: &Done| matches!(done.what, What::Change(_));
        self.lock().iter().any(is_change)
    }

    /// How many connections did not carry all that they were given.
    pub(crate) fn broken(&self) -> usize {
        let log = self.lock();
        let cut = log
            .iter()
            .filter(|done| matches!(done.what, What::Fault(Fault::Cut(_))));
        cut.map(|done| done.connection)
            .collect::<HashSet<_>>()
            .len()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Done>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fault(fault) => write!(f, "{fault:?}"),
            Self::Change(bits) => write!(f, "the bits {bits:08b} are turned"),
        }
    }
}

impl fmt::Display for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for done in &*self.lock() {
            let Done {
                connection,
                direction,
                at,
                what,
            } = done;
            writeln!(
                f,
                "  connection {connection}, {direction}, after {at} bytes: {what}"
            )?;
        }
        Ok(())
    }
}
