//! What happened last, for whoever has to find out why.

use super::worlds::SEED;
use std::{
    collections::VecDeque,
    fmt::Debug,
    hash::{DefaultHasher, Hash, Hasher as _},
    thread,
};

/// How many steps are remembered.
const REMEMBERED: usize = 40;

/// The last steps of a world. A test that fails prints them, and how to see it fail again.
#[derive(Debug)]
pub(crate) struct Trace<S: Debug> {
    seed: u64,
    /// What plays one world, with the seed before it.
    command: String,
    made: u64,
    last: VecDeque<S>,
    hasher: DefaultHasher,
}

impl<S: Debug + Hash> Trace<S> {
    pub(crate) fn new(seed: u64, command: String) -> Self {
        Self {
            seed,
            command,
            made: 0,
            last: VecDeque::with_capacity(REMEMBERED),
            hasher: DefaultHasher::new(),
        }
    }

    /// How many steps were made.
    pub(crate) fn made(&self) -> u64 {
        self.made
    }

    pub(crate) fn push(&mut self, step: S) {
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

impl<S: Debug> Drop for Trace<S> {
    #[expect(clippy::print_stderr, reason = "it is a test's last words")]
    fn drop(&mut self) {
        if !thread::panicking() {
            return;
        }
        let first = self.made - self.last.len() as u64;
        for (place, step) in self.last.iter().enumerate() {
            eprintln!("step {:>6}: {step:?}", first + place as u64);
        }
        eprintln!("play it again: {SEED}={} {}", self.seed, self.command);
    }
}
