//! What the two peers in Rust have in common: their flags, the text of `describe`, and the report of a client.

mod describe;
mod flags;
mod report;

pub use describe::{Described, blob};
pub use flags::Flags;
pub use report::{Checked, Report, same};

/// Runs a check, if the matrix does not say to skip it, and reports how it went.
#[macro_export]
macro_rules! check {
    ($report:expr, $name:literal, $outcome:expr) => {
        if $report.wants($name) {
            let outcome: $crate::Checked = $outcome;
            $report.record($name, outcome);
        }
    };
}
