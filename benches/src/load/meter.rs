//! What calls cost, while they are made.

use std::time::{Duration, Instant};

use histogram::Histogram;

use super::{Outcome, process::cpu};
use crate::Result;

/// Counts calls, and what their server and this process spend on them.
#[derive(Debug)]
pub struct Meter {
    process: i32,
    server: Duration, // what the server had used when it began
    client: Duration, // what this process had
    began: Instant,
    latencies: Histogram, // ns
}

impl Meter {
    /// Begins now, with the server of this process id.
    ///
    /// # Errors
    /// There is no such process.
    pub fn begin(process: i32) -> Result<Self> {
        Ok(Self {
            process,
            latencies: Histogram::new(7, 40)?, // up to 18 minutes, to 1 %
            server: cpu(process)?,
            client: cpu(me())?,
            began: Instant::now(),
        })
    }

    /// Notes how long a call took.
    pub fn note(&mut self, took: Duration) {
        // none takes longer than the histogram reaches
        let _ = self.latencies.increment(took.as_nanos() as u64);
    }

    /// What there is to say now, of calls on connections of which each had so many replies.
    ///
    /// # Errors
    /// The server is gone, or nothing was answered.
    pub fn outcome(&self, replies: impl Iterator<Item = usize>) -> Result<Outcome> {
        let took = self.began.elapsed().as_secs_f64();
        let server = cpu(self.process)?.saturating_sub(self.server);
        let client = cpu(me())?.saturating_sub(self.client);
        let (mut answered, mut starved) = (0, 0);
        for replies in replies {
            answered += replies;
            starved += usize::from(replies == 0);
        }
        Ok(Outcome {
            rate: answered as f64 / took,
            cpu: server.as_secs_f64() * 1e6 / answered as f64,
            p50: self.quantile(0.5)?,
            p99: self.quantile(0.99)?,
            starved,
            client: client.as_secs_f64() / took,
        })
    }

    /// In µs.
    fn quantile(&self, part: f64) -> Result<f64> {
        let bucket = self.latencies.quantile_bucket(part)?;
        Ok(bucket.ok_or("no reply while it was measured")?.end() as f64 / 1000.0)
    }
}

fn me() -> i32 {
    std::process::id() as i32
}
