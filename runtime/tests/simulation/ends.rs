//! What came to pass: a simulation in which something never happens proves nothing about it.

use std::{array, fmt, str::FromStr};

/// What a call came to, or what else is worth counting.
#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    Answered,
    Poked,
    Failed,
    Lost,
    Unsent,
    Late,
    Abandoned,
    /// A handler was dropped before it ended.
    CutOff,
    /// An answer overtook another.
    Overtaken,
    /// Worlds without time-outs and failures.
    Calm,
}

const KINDS: usize = End::Calm as usize + 1;

/// How often what came to pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ends([u64; KINDS]);

impl Ends {
    pub(crate) fn count(&mut self, end: End, times: u64) {
        self.0[end as usize] += times;
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.0 = array::from_fn(|kind| self.0[kind] + other.0[kind]);
    }

    pub(crate) fn show_that_all_came_to_pass(&self) {
        assert!(self.0.iter().all(|times| *times > 0), "{self}");
    }
}

impl fmt::Display for Ends {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|times| write!(f, "{times} "))
    }
}

impl FromStr for Ends {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let counts: Result<Vec<_>, _> = line.split_whitespace().map(str::parse).collect();
        let counts = counts.ok().and_then(|counts| counts.try_into().ok());
        counts.map(Self).ok_or_else(|| line.to_owned())
    }
}
