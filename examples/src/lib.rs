//! What the example programs share: the handlers of their services.

mod bench;
mod calculator;

pub use bench::Echo;
pub use calculator::Ledger;
