//! What a server has counted, as a value.

use super::counters::buckets;
use crate::{ApplicationErrorKind, Error, ErrorKind, TApplicationException};
use histogram::Histogram;
use std::{fmt, time::Duration};

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Outcome {
    Answered,
    Failed,
    Panicked,
    Late,
    UnknownMethod,
    Malformed,
    Overloaded,
}

impl Outcome {
    pub(crate) const ALL: [Self; 7] = [
        Self::Answered,
        Self::Failed,
        Self::Panicked,
        Self::Late,
        Self::UnknownMethod,
        Self::Malformed,
        Self::Overloaded,
    ];

    /// That of a call which ended with an error that its method does not declare.
    pub(crate) fn of(error: &Error) -> Self {
        match error.kind() {
            ErrorKind::Panicked => Self::Panicked,
            ErrorKind::Late => Self::Late,
            ErrorKind::Overloaded => Self::Overloaded,
            _ => Self::Failed,
        }
    }

    /// That of a call which no handler was asked for.
    pub(super) fn of_refusal(why: &TApplicationException) -> Self {
        if why.kind == ApplicationErrorKind::UNKNOWN_METHOD {
            Self::UnknownMethod
        } else {
            Self::Malformed
        }
    }

    /// Did the call's handler run?
    pub(crate) fn has_run(self) -> bool {
        !matches!(
            self,
            Self::UnknownMethod | Self::Malformed | Self::Overloaded
        )
    }

    /// How a trace names it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Failed => "failed",
            Self::Panicked => "panicked",
            Self::Late => "late",
            Self::UnknownMethod => "unknown method",
            Self::Malformed => "malformed",
            Self::Overloaded => "overloaded",
        }
    }
}

/// What a server has counted since it was made, as it was when [asked](crate::server::ServerHandle::metrics). Each
/// number is exact; since counting goes on meanwhile, two of them may be of slightly different moments. A call that was
/// cut off by the end of its connection is in none of the outcomes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Metrics {
    /// The peers that are being served now.
    pub connections: usize,
    /// The connections that were accepted.
    pub accepted: u64,
    /// Those of them that were turned away since the server was overloaded.
    pub refused: u64,
    /// The calls that ended as their method declares, with a result or with a declared exception.
    pub answered: u64,
    /// The calls whose handler returned an error that its method does not declare.
    pub failed: u64,
    /// The calls whose handler panicked.
    pub panicked: u64,
    /// The calls whose handler took longer than [`Timeouts::handler`](crate::server::Timeouts::handler).
    pub late: u64,
    /// The calls of a method that the service does not have.
    pub unknown_method: u64,
    /// The calls that could not be read, and messages that are no calls. Bytes that are no message at all end their
    /// connection, and are not counted.
    pub malformed: u64,
    /// The calls that were refused since the server was overloaded.
    pub overloaded: u64,
    /// Those of all these calls that are oneway.
    pub oneway: u64,
    /// The calls whose handlers run now.
    pub running: u64,
    /// The bytes that came, as they are below the framing: compressed, and after TLS.
    pub received: u64,
    /// The bytes that were sent, as they are below the framing: compressed, and before TLS.
    pub sent: u64,
    /// What waits for a worker thread now: connections, or in [`ThreadPool`](crate::server::ServerModel::ThreadPool)
    /// peers. 0 in models without workers.
    pub queued: usize,
    /// How long calls took.
    pub latency: Latency,
}

impl Metrics {
    /// All calls that are over, whatever became of them.
    pub fn calls(&self) -> u64 {
        self.answered
            + self.failed
            + self.panicked
            + self.late
            + self.unknown_method
            + self.malformed
            + self.overloaded
    }
}

/// How long calls took whose handlers ran, each from when it was taken up until its answer was ready to be sent. Calls
/// that arrive together are answered together, one after the other, and so each of them takes as long as all. Times are
/// exact to a 32nd, up to 18 minutes; what took longer counts as that.
#[derive(Clone, PartialEq, Eq)]
pub struct Latency {
    histogram: Histogram,
    count: u64,
}

impl Latency {
    pub(super) fn new(parts: impl Iterator<Item = Histogram>) -> Self {
        let mut histogram = Histogram::with_config(&buckets());
        for part in parts {
            // invariant: their buckets are the same, and fewer than 2⁶⁴ calls were counted
            let _ = histogram.checked_add_assign(&part);
        }
        let count = histogram.as_slice().iter().sum();
        Self { histogram, count }
    }

    /// How many calls there were whose handlers ran.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// `percent` of these calls took no longer than this. `None`: there were none, or this is no number from 0 to 100.
    ///
    /// ```
    /// # fn slow(handle: &thriftwood::server::ServerHandle) -> bool {
    /// let p99 = handle.metrics().latency.percentile(99.0);
    /// # p99.is_some_and(|p99| p99.as_millis() > 100)
    /// # }
    /// ```
    pub fn percentile(&self, percent: f64) -> Option<Duration> {
        let bucket = self.histogram.quantile_bucket(percent / 100.0).ok()??;
        Some(Duration::from_nanos(bucket.end()))
    }
}

impl fmt::Debug for Latency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Latency")
            .field("count", &self.count)
            .field("median", &self.percentile(50.0))
            .field("p99", &self.percentile(99.0))
            .finish_non_exhaustive()
    }
}
