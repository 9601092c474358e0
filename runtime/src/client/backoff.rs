//! How long to wait before a connection is tried again.

use crate::options::setters;
use std::time::Duration;

/// How a channel connects again. The first attempt after a connection that worked is made at once; each that fails
/// doubles the wait before the next. Half of every wait is random, so that clients do not come back all together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Backoff {
    /// The wait after the first failure, 50 ms unless said.
    pub first: Duration,
    /// The longest wait, 5 s unless said.
    pub most: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            first: Duration::from_millis(50),
            most: Duration::from_secs(5),
        }
    }
}

setters!(Backoff {
    /// Another wait after the first failure.
    with_first first: Duration,
    /// Another longest wait.
    with_most most: Duration,
});

#[cfg(feature = "tokio")]
impl Backoff {
    /// The wait before the next attempt, after so many that failed.
    pub(super) fn delay(self, failures: u32) -> Duration {
        let Some(doublings) = failures.checked_sub(1) else {
            return Duration::ZERO;
        };
        let factor = 2_u32.saturating_pow(doublings);
        let half = self.first.saturating_mul(factor).min(self.most) / 2;
        half + half.mul_f64(fastrand::f64())
    }
}

#[cfg(all(test, feature = "tokio"))]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_bound_and_are_random_in_their_second_half() {
        let backoff = Backoff::default();
        assert_eq!(backoff.delay(0), Duration::ZERO);
        for (failures, longest) in [(1, 50), (2, 100), (7, 3200), (8, 5000), (u32::MAX, 5000)] {
            let longest = Duration::from_millis(longest);
            let delays: Vec<_> = (0..100).map(|_| backoff.delay(failures)).collect();
            let within = |delay: &Duration| *delay >= longest / 2 && *delay <= longest;
            assert!(delays.iter().all(within), "{failures}: {delays:?}");
            assert!(delays.iter().any(|delay| *delay != delays[0]));
        }
        let longest = backoff.with_most(Duration::MAX).with_first(Duration::MAX);
        assert!(longest.delay(2) >= Duration::MAX / 2);
    }
}
