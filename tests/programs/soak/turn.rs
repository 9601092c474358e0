//! One model's turn: load, and then rest.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crate::child::Child;
use crate::lines::{Csv, Phase, Sample};
use crate::measure::{Process, Resources};
use crate::pulse::Pulse;
use crate::sessions::Traffic;
use crate::tally::Tally;
use crate::{Failure, MEMORY};

/// The longest wait for what a turn leaves behind to go away.
const REST: Duration = Duration::from_mins(1);
/// How often it is looked whether it has.
const LOOK: Duration = Duration::from_millis(100);

/// All turns.
pub(crate) struct Soak {
    pub(crate) seed: u64,
    pub(crate) workers: u64,
    /// How long each lasts.
    pub(crate) turn: Duration,
    pub(crate) tally: Arc<Tally>,
    pub(crate) pulse: Arc<Pulse>,
    pub(crate) csv: Csv,
}

impl Soak {
    /// The turn of the server at this place; what it holds at its end.
    pub(crate) fn turn(
        &mut self,
        round: u32,
        at: usize,
        children: &mut [Child],
    ) -> Result<Sample, Failure> {
        let seed = self.seed ^ u64::from(round) << 32 ^ (at as u64) << 16;
        self.load(seed, &mut children[at])?;
        let rest = self.rest(&mut children[at])?;
        let others = (0..children.len()).filter(|other| *other != at);
        for other in others {
            self.look(&mut children[other], Phase::Idle)?;
        }
        Ok(rest)
    }

    /// Traffic until the time is over, or an answer was wrong.
    fn load(&mut self, seed: u64, child: &mut Child) -> Result<(), Failure> {
        let (target, tally) = (child.target.clone(), Arc::clone(&self.tally));
        let pulse = Arc::clone(&self.pulse);
        let traffic = Traffic::new(&target, &tally, &pulse);
        let watched = thread::scope(|scope| {
            traffic.start(scope, self.workers, seed);
            let watched = self.watch(&traffic, child);
            traffic.stop();
            watched
        });
        match traffic.wrong() {
            Some(wrong) => Err(format!("{}, seed {}: {wrong}", child.model, self.seed).into()),
            None => watched,
        }
    }

    fn watch(&mut self, traffic: &Traffic<'_>, child: &mut Child) -> Result<(), Failure> {
        let end = Instant::now() + self.turn;
        let pause = Duration::from_secs(1).min(self.turn / 8);
        while Instant::now() < end && !traffic.is_over() {
            thread::sleep(pause);
            self.look(child, Phase::Load)?;
        }
        Ok(())
    }

    /// Waits until nobody is connected any more, and for a while nothing changes.
    fn rest(&mut self, child: &mut Child) -> Result<Sample, Failure> {
        let end = Instant::now() + REST;
        let quiet = (self.turn / 2).min(Duration::from_secs(2));
        let counted = |it: &Resources| (it.descriptors, it.threads);
        let (mut last, _) = child.look()?;
        let mut since = Instant::now();
        while since.elapsed() < quiet && Instant::now() < end {
            thread::sleep(LOOK);
            let (held, state) = child.look()?;
            if state.connections > 0 || counted(&held) != counted(&last) {
                since = Instant::now();
            }
            last = held;
        }
        let rest = self.look(child, Phase::Rest)?;
        match rest.state.connections {
            0 => Ok(rest),
            left => Err(format!(
                "{}: {left} connections stay when all peers are gone",
                child.model
            )
            .into()),
        }
    }

    fn look(&mut self, child: &mut Child, phase: Phase) -> Result<Sample, Failure> {
        let (server, state) = child.look()?;
        let sample = Sample {
            minutes: self.csv.minutes(),
            model: child.model,
            phase,
            server,
            state,
            clients: Process::own().resources(MEMORY.current_usage() as u64)?,
            counts: self.tally.counts(),
        };
        self.csv.write(&sample)?;
        Ok(sample)
    }
}
