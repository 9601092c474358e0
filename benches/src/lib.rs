//! What the benchmarks share: values to send, rounds to measure in, and tables and charts to show what came out.
//!
//! Every figure is one of a round in which all contestants had their turn, so that what disturbs the machine disturbs
//! all of them; what counts are ratios within a round. The programs that are measured (`src/bin/thriftwood-*.rs`,
//! `peers/`) are built by the driver that measures them.

#![allow(clippy::cast_precision_loss)] // figures are estimates, of fewer digits than an `f64` has

pub mod cells;
pub mod chart;
pub mod echo;
pub mod load;
pub mod machine;
pub mod payloads;
pub mod peers;
pub mod results;
pub mod rounds;
pub mod table;

/// Whatever stops a benchmark: it is told to whoever started it, and nothing is caught.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// What a step of a benchmark gives.
pub type Result<T, E = Error> = std::result::Result<T, E>;
