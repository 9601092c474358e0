//! Does the machine run at all? Where it stands still for longer than a server waits, as a virtual one may, connections
//! end by no fault of anybody's.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

const BEAT: Duration = Duration::from_millis(100);
/// A beat so late means that the machine stood still. Servers wait for at least 5 s.
const STILL: Duration = Duration::from_secs(3);
/// How long after it connections still end because of it: by then they have been used again.
const AFTERMATH: Duration = Duration::from_secs(20);

/// A thread that notices how long it was not let run.
#[derive(Debug, Default)]
pub(crate) struct Pulse {
    /// When the machine went on after it had stood still, last.
    went_on: Mutex<Option<Instant>>,
}

impl Pulse {
    /// Feels it from now on, as long as somebody else does.
    pub(crate) fn feel() -> Arc<Self> {
        let pulse = Arc::new(Self::default());
        let felt = Arc::downgrade(&pulse);
        thread::spawn(move || {
            let mut last = Instant::now();
            while let Some(pulse) = felt.upgrade() {
                thread::sleep(BEAT);
                pulse.beat(last.elapsed(), Instant::now());
                last = Instant::now();
            }
        });
        pulse
    }

    fn beat(&self, since_the_last: Duration, now: Instant) {
        if since_the_last > STILL {
            *self.went_on.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
        }
    }

    /// Did the machine stand still just now? It takes some beats to tell.
    pub(crate) fn stood_still(&self) -> bool {
        thread::sleep(3 * BEAT);
        self.stood_still_before(Instant::now())
    }

    fn stood_still_before(&self, now: Instant) -> bool {
        let went_on = *self.went_on.lock().unwrap_or_else(PoisonError::into_inner);
        went_on.is_some_and(|went_on| now.saturating_duration_since(went_on) < AFTERMATH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_that_stood_still_is_remembered_for_a_while() {
        let (pulse, now) = (Pulse::default(), Instant::now());
        pulse.beat(STILL, now);
        assert!(!pulse.stood_still_before(now));
        pulse.beat(STILL + BEAT, now);
        pulse.beat(BEAT, now + BEAT);
        assert!(pulse.stood_still_before(now + AFTERMATH / 2));
        assert!(!pulse.stood_still_before(now + AFTERMATH));
    }
}
