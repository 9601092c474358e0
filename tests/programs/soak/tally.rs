//! What was counted, from the beginning.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

macro_rules! counters {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// What the clients count, all threads together.
        #[derive(Debug, Default)]
        pub(crate) struct Tally {
            $($(#[$doc])* pub(crate) $name: Counter),+
        }

        impl Tally {
            /// The names of all counts.
            pub(crate) const NAMES: &[&str] = &[$(stringify!($name)),+];

            /// All counts, in the order of their names.
            pub(crate) fn counts(&self) -> Vec<u64> {
                vec![$(self.$name.get()),+]
            }
        }
    };
}

counters!(
    /// Calls whose answer was right.
    right,
    /// Connections of clients.
    connections,
    /// Calls that were left before their answer came.
    abandoned,
    /// Calls whose time was over.
    late,
    /// Calls that were lost with a connection that was cut.
    cut,
    /// Connections of peers that do what no client would.
    rude,
    /// Connections for which this machine had no port left.
    no_port,
    /// Calls that failed just after the machine had stood still.
    stood_still,
);

/// One count.
#[derive(Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn one_more(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl fmt::Debug for Counter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}
