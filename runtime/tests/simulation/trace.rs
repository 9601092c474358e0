//! What happened last, for whoever has to find out why.

use super::steps::Step;
use std::{
    collections::VecDeque,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    thread,
};

/// Asks for one world, by its seed.
pub(crate) const SEED: &str = "SIMULATION_SEED";

/// How many steps are remembered.
const REMEMBERED: usize = 40;

/// The last steps of a world. A test that fails prints them, and how to see it fail again.
#[derive(Debug)]
pub(crate) struct Trace {
    seed: u64,
    test: &'static str,
    made: u64,
    last: VecDeque<Step>,
    hasher: DefaultHasher,
}

impl Trace {
    pub(crate) fn new(seed: u64, test: &'static str) -> Self {
        Self {
            seed,
            test,
            made: 0,
            last: VecDeque::with_capacity(REMEMBERED),
            hasher: DefaultHasher::new(),
        }
    }

    /// How many steps were made.
    pub(crate) fn made(&self) -> u64 {
        self.made
    }

    pub(crate) fn push(&mut self, step: Step) {
        if self.last.len() == REMEMBERED {
            self.last.pop_front();
        }
        step.hash(&mut self.hasher);
        self.last.push_back(step);
        self.made += 1;
    }

    /// What two runs of one seed have in common, and no others.
    pub(crate) fn fingerprint(&self) -> u64 {
        self.hasher.finish()
    }
}

impl Drop for Trace {
    #[expect(clippy::print_stderr, reason = "it is a test's last words")]
    fn drop(&mut self) {
        if !thread::panicking() {
            return;
        }
        let first = self.made - self.last.len() as u64;
        for (place, step) in self.last.iter().enumerate() {
            eprintln!("step {:>6}: {step:?}", first + place as u64);
        }
        eprintln!(
            "play it again: {SEED}={} cargo test -p thriftwood --features tokio --test simulation {}",
            self.seed, self.test
        );
    }
}
