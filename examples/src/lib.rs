//! What the example programs share: the handlers of their services, and certificates.

mod bench;
mod calculator;
mod keys;

pub use bench::Echo;
pub use calculator::Ledger;
pub use keys::Keys;
