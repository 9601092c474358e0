//! Nothing is counted here.

#[derive(Debug)]
pub(crate) struct Metrics;

#[derive(Debug, Default)]
pub(crate) struct Observer {
    pub(crate) counters: Counters,
}

#[derive(Debug, Default)]
pub(crate) struct Counters;

impl Counters {
    #[expect(clippy::unused_self, reason = "as in the crate")]
    pub(crate) fn snapshot(&self, _: usize) -> Metrics {
        Metrics
    }
}
