//! What is counted, and how counting stays cheap: a thread counts in a place that it shares with few others.

use super::{Latency, Metrics, Outcome};
use histogram::{AtomicHistogram, Config};
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

/// All that a server counts. No counter is behind a lock.
pub(crate) struct Counters {
    /// A power of two of them.
    shards: Box<[Shard]>,
    queued: Arc<AtomicUsize>,
}

/// The counts of some of the threads, on cache lines of their own.
#[repr(align(128))]
struct Shard {
    accepted: AtomicU64,
    refused: AtomicU64,
    outcomes: [AtomicU64; Outcome::ALL.len()],
    oneway: AtomicU64,
    begun: AtomicU64,
    ended: AtomicU64,
    received: AtomicU64,
    sent: AtomicU64,
    latency: AtomicHistogram,
}

/// More places than this are worth their memory (9 KiB each) nowhere.
const MOST_SHARDS: usize = 64;

/// Buckets are a 32nd of their value wide, and the last one ends at 2⁴⁰ ns, a good 18 minutes.
const PRECISION: u8 = 5;
const MAGNITUDE: u8 = 40;
const LONGEST: u64 = (1 << MAGNITUDE) - 1;

static NEXT_THREAD: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static THREAD: usize = NEXT_THREAD.fetch_add(1, Ordering::Relaxed);
}

impl Counters {
    pub(crate) fn new() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let shards = processors.next_power_of_two().min(MOST_SHARDS);
        Self {
            shards: (0..shards).map(|_| Shard::new()).collect(),
            queued: Arc::default(),
        }
    }

    /// A connection was accepted.
    pub(crate) fn accepted(&self) {
        count(&self.shard().accepted, 1);
    }

    /// There was no room for a connection.
    pub(crate) fn refused(&self) {
        count(&self.shard().refused, 1);
    }

    /// So many bytes came.
    pub(crate) fn received(&self, bytes: usize) {
        count(&self.shard().received, bytes as u64);
    }

    /// So many bytes were sent.
    pub(crate) fn sent(&self, bytes: usize) {
        count(&self.shard().sent, bytes as u64);
    }

    /// A call is over. `took`: it took so long, with its handler.
    pub(crate) fn ended(&self, outcome: Outcome, oneway: bool, took: Option<Duration>) {
        self.all_ended(outcome, 1, u64::from(oneway), took);
    }

    /// So many calls are over, `oneway` of them oneway, and each took so long.
    pub(super) fn all_ended(
        &self,
        outcome: Outcome,
        calls: u64,
        oneway: u64,
        took: Option<Duration>,
    ) {
        let shard = self.shard();
        count(&shard.outcomes[outcome as usize], calls);
        if oneway > 0 {
            count(&shard.oneway, oneway);
        }
        if let Some(took) = took {
            let nanoseconds = u64::try_from(took.as_nanos()).unwrap_or(LONGEST);
            // invariant: this is no more than the last bucket's end, so there is a bucket
            let _ = shard.latency.add(nanoseconds.min(LONGEST), calls);
        }
    }

    /// A handler runs, until what is returned is dropped.
    pub(crate) fn run(&self) -> Running<'_> {
        count(&self.shard().begun, 1);
        Running(self)
    }

    /// How much waits in the server's queues, for these to keep.
    pub(crate) fn queued(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.queued)
    }

    /// All counts as they are now. `connections` are counted elsewhere.
    pub(crate) fn snapshot(&self, connections: usize) -> Metrics {
        let sum = |counter: fn(&Shard) -> &AtomicU64| -> u64 {
            let counts = self.shards.iter().map(counter);
            counts.map(|count| count.load(Ordering::Relaxed)).sum()
        };
        let outcome = |outcome: Outcome| -> u64 {
            let counts = self.shards.iter();
            counts
                .map(|shard| shard.outcomes[outcome as usize].load(Ordering::Relaxed))
                .sum()
        };
        // read in this order, no call seems to have ended before it began
        let ended = sum(|shard| &shard.ended);
        let begun = sum(|shard| &shard.begun);
        Metrics {
            connections,
            accepted: sum(|shard| &shard.accepted),
            refused: sum(|shard| &shard.refused),
            answered: outcome(Outcome::Answered),
            failed: outcome(Outcome::Failed),
            panicked: outcome(Outcome::Panicked),
            late: outcome(Outcome::Late),
            unknown_method: outcome(Outcome::UnknownMethod),
            malformed: outcome(Outcome::Malformed),
            overloaded: outcome(Outcome::Overloaded),
            oneway: sum(|shard| &shard.oneway),
            running: begun.saturating_sub(ended),
            received: sum(|shard| &shard.received),
            sent: sum(|shard| &shard.sent),
            queued: self.queued.load(Ordering::Relaxed),
            latency: Latency::new(self.shards.iter().map(|shard| shard.latency.load())),
        }
    }

    fn shard(&self) -> &Shard {
        let index = THREAD.with(|thread| *thread) & (self.shards.len() - 1);
        &self.shards[index]
    }
}

impl Shard {
    fn new() -> Self {
        Self {
            accepted: AtomicU64::default(),
            refused: AtomicU64::default(),
            outcomes: Default::default(),
            oneway: AtomicU64::default(),
            begun: AtomicU64::default(),
            ended: AtomicU64::default(),
            received: AtomicU64::default(),
            sent: AtomicU64::default(),
            latency: AtomicHistogram::with_config(&buckets()),
        }
    }
}

/// How latencies are counted.
pub(super) fn buckets() -> Config {
    // invariant: the precision is below the magnitude, which is at most 64
    Config::new(PRECISION, MAGNITUDE).expect("buckets that can be")
}

fn count(counter: &AtomicU64, by: u64) {
    counter.fetch_add(by, Ordering::Relaxed);
}

impl fmt::Debug for Counters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Counters").finish_non_exhaustive()
    }
}

/// A call whose handler runs.
#[derive(Debug)]
pub(crate) struct Running<'c>(&'c Counters);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        count(&self.0.shard().ended, 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_threads_add_up() {
        let counters = Counters::new();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for milliseconds in 1..=1000 {
                        let _running = counters.run();
                        let took = Duration::from_millis(milliseconds);
                        counters.ended(Outcome::Answered, milliseconds % 2 == 0, Some(took));
                        counters.sent(3);
                    }
                });
            }
        });
        let _running = counters.run();
        let metrics = counters.snapshot(7);
        assert_eq!((metrics.answered, metrics.calls()), (4000, 4000));
        assert_eq!((metrics.oneway, metrics.sent), (2000, 12_000));
        assert_eq!((metrics.connections, metrics.running), (7, 1));
        assert_eq!(metrics.latency.count(), 4000);
        let median = metrics.latency.percentile(50.0).unwrap();
        let off = median.abs_diff(Duration::from_millis(500));
        assert!(off <= Duration::from_millis(500) / 32, "{median:?}");
    }

    #[test]
    fn the_longest_call_is_counted_and_so_is_the_shortest() {
        let counters = Counters::new();
        assert_eq!(counters.snapshot(0).latency.percentile(50.0), None);
        for took in [Duration::MAX, Duration::ZERO] {
            counters.ended(Outcome::Failed, false, Some(took));
        }
        let latency = counters.snapshot(0).latency;
        assert_eq!(latency.count(), 2);
        assert_eq!(latency.percentile(0.0), Some(Duration::ZERO));
        assert_eq!(
            latency.percentile(100.0),
            Some(Duration::from_nanos(LONGEST))
        );
    }
}
