//! The service that is called: it gives back what it is given.

use generated::bench::{Bench, Medium};
use thriftwood::{Bytes, Result};

/// Gives back what it is given.
#[derive(Clone, Copy, Debug, Default)]
pub struct Echo;

impl Bench for Echo {
    async fn ping(&self) -> Result<()> {
        Ok(())
    }

    async fn echo(&self, payload: Bytes) -> Result<Bytes> {
        Ok(payload)
    }

    async fn echo_medium(&self, m: Medium) -> Result<Medium> {
        Ok(m)
    }

    async fn sum(&self, xs: Vec<i64>) -> Result<i64> {
        Ok(xs.iter().fold(0, |sum, x| sum.wrapping_add(*x)))
    }
}
