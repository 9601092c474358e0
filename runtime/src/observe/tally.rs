//! Calls that are answered together, and counted together.

use super::{Counters, Outcome};
use std::time::Instant;

/// The calls of one connection that arrived together and were answered since. A call costs an addition here; the clock
/// and the counters that threads share cost once for all of them.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// When the first of them was taken up.
    begun: Option<Instant>,
    answered: u32,
    oneway: u32,
}

impl Tally {
    /// When those calls were taken up that have arrived together.
    pub(crate) fn begun(&mut self) -> Instant {
        *self.begun.get_or_insert_with(Instant::now)
    }

    /// A call that was taken up then is answered as its method declares. `false`: it is none of these, since they were
    /// counted while it waited.
    pub(crate) fn takes(&mut self, begun: Option<Instant>, oneway: bool) -> bool {
        let is_one = self.begun.is_some() && self.begun == begun;
        if is_one {
            self.answered += 1;
            self.oneway += u32::from(oneway);
        }
        is_one
    }

    /// Is there nothing to count?
    #[inline]
    pub(crate) fn is_settled(&self) -> bool {
        self.begun.is_none()
    }

    /// Counts them: their answers are about to be sent. What is taken up from now on is taken up later.
    pub(crate) fn settle(&mut self, counters: &Counters) {
        let Some(begun) = self.begun.take() else {
            return;
        };
        let (answered, oneway) = (self.answered.into(), self.oneway.into());
        (self.answered, self.oneway) = (0, 0);
        if answered > 0 {
            counters.all_ended(Outcome::Answered, answered, oneway, Some(begun.elapsed()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_counted_together_once_and_one_that_waited_is_none_of_them() {
        let (counters, mut tally) = (Counters::new(), Tally::default());
        let first = Some(tally.begun());
        assert_eq!(Some(tally.begun()), first);
        assert!(tally.takes(first, false) && tally.takes(first, true));
        tally.settle(&counters);
        tally.settle(&counters);
        assert!(!tally.takes(first, false));
        assert!(!tally.takes(None, false));
        let metrics = counters.snapshot(0);
        assert_eq!((metrics.answered, metrics.oneway), (2, 1));
        assert_eq!(metrics.latency.count(), 2);
    }
}
