//! What many runs come to.

use std::fmt;
use std::ops::AddAssign;

use crate::callers::Outcome;
use crate::case::Client;
use crate::verdict::Evidence;

/// Counts, of one run or of many.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) runs: usize,
    /// Faults that took place.
    pub(crate) faults: usize,
    /// Entries that somebody wanted to be kept.
    entries: usize,
    /// Answers that were due, and notes that were sent.
    pub(crate) answered: usize,
    /// Attempts that failed and were sent in part or as a whole, as far as the client knows.
    pub(crate) unknown: usize,
    /// Attempts that failed before a byte was sent.
    pub(crate) unsent: usize,
    /// Entries that were kept though an attempt failed.
    pub(crate) kept_all_the_same: usize,
    /// Runs in which the connection was lost over several calls: one was kept, and one behind it was never sent.
    pub(crate) half_sent: usize,
    /// Answers that were changed, and told from others.
    pub(crate) strange: usize,
    /// Answers that came to another caller because a byte was changed.
    foreign: usize,
    /// Callers that did not wait.
    left: usize,
}

impl Tally {
    pub(crate) fn of(evidence: &Evidence<'_>) -> Self {
        let told = evidence.told;
        let count = |which: fn(&Outcome) -> bool| {
            let each = told.iter().filter(|told| which(&told.outcome));
            each.count()
        };
        let failed_and_kept = told.iter().filter(|told| {
            let kept = evidence.keeper.times(told.plan.number);
            matches!(told.outcome, Outcome::Failed(_)) && kept > 0
        });
        let failed_and_kept = failed_and_kept.count();
        // one that connects again says the same of calls for which there is no connection
        let is_over_one = evidence.case.client == Client::Shared;
        let is_half_sent =
            is_over_one && failed_and_kept > 0 && told.iter().any(|told| told.behind > 0);
        let unsent = told.iter().map(|told| told.unsent as usize).sum();
        let failed: usize = told.iter().map(|told| told.failed as usize).sum();
        Self {
            runs: 1,
            faults: evidence.log.len(),
            entries: told.len(),
            answered: count(|outcome| matches!(outcome, Outcome::Answered | Outcome::Sent)),
            unknown: failed - unsent,
            unsent,
            kept_all_the_same: failed_and_kept,
            half_sent: usize::from(is_half_sent),
            strange: count(|outcome| matches!(outcome, Outcome::Strange(_))),
            foreign: count(|outcome| matches!(outcome, Outcome::Foreign(_))),
            left: count(|outcome| matches!(outcome, Outcome::Left)),
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.runs += other.runs;
        self.faults += other.faults;
        self.entries += other.entries;
        self.answered += other.answered;
        self.unknown += other.unknown;
        self.unsent += other.unsent;
        self.kept_all_the_same += other.kept_all_the_same;
        self.half_sent += other.half_sent;
        self.strange += other.strange;
        self.foreign += other.foreign;
        self.left += other.left;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            runs,
            faults,
            entries,
            answered,
            unknown,
            unsent,
            kept_all_the_same,
            half_sent,
            strange,
            foreign,
            left,
        } = self;
        write!(
            f,
            "{runs} runs, {faults} faults; {entries} entries: {answered} answered or sent, {left} left; attempts that \
             failed: {unknown} may have run, {unsent} did not; {kept_all_the_same} kept all the same; {half_sent} \
             runs half sent; answers: {strange} changed, {foreign} astray"
        )
    }
}
