//! The rules, and what breaks them.

use std::collections::HashSet;

use crate::callers::{Failure, Outcome, Told};
use crate::case::{Case, Client};
use crate::keeper::Keeper;
use crate::log::Log;

/// What is known of a run when it is over.
#[derive(Debug)]
pub(crate) struct Evidence<'r> {
    pub(crate) case: &'r Case,
    pub(crate) log: &'r Log,
    pub(crate) keeper: &'r Keeper,
    pub(crate) told: &'r [Told],
}

impl Evidence<'_> {
    /// Everything that is wrong.
    pub(crate) fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for told in self.told {
            let number = told.plan.number;
            let problem = |why: String| format!("{number}: {why}; told: {told:?}");
            problems.extend(self.lie(told).map(problem));
            problems.extend(self.fault(told).map(problem));
        }
        problems.extend(self.strangers());
        problems.extend(self.unexplained());
        problems
    }

    /// What was kept beside what the caller was told of it.
    fn lie(&self, told: &Told) -> Option<String> {
        let kept = self.keeper.times(told.plan.number);
        // a changed byte of a compressed stream may stand for an earlier message
        let may_repeat = self.is_changed() && self.case.has_memory();
        if kept > told.may_have_run && !may_repeat {
            let allowed = told.may_have_run;
            return Some(format!("kept {kept} times where {allowed} are allowed"));
        }
        match &told.outcome {
            Outcome::Answered if kept == 0 => Some("answered, and never kept".into()),
            Outcome::Sent if kept == 0 && self.arrives() => Some("sent, and never kept".into()),
            Outcome::Failed(failure) if kept > 0 && !failure.is_late && self.answers(told) => {
                Some("kept, and not answered".into())
            }
            _ => None,
        }
    }

    /// What the caller should not have been told.
    fn fault(&self, told: &Told) -> Option<String> {
        let changed = self.is_changed();
        match &told.outcome {
            // its sequence id may be what was changed
            Outcome::Foreign(_) if changed && (self.shares() || self.case.has_memory()) => None,
            Outcome::Foreign(number) => Some(format!("got the answer of {number}")),
            Outcome::Strange(what) if !changed => Some(what.clone()),
            Outcome::Failed(Failure { is_late: true, .. }) if !self.case.kind.may_silence() => {
                Some("the net has caught it".into())
            }
            Outcome::Failed(failure) if !failure.is_networks && !changed => Some(format!(
                "nobody did anything wrong, and yet: {}",
                failure.why
            )),
            _ => None,
        }
    }

    /// May a value be another than was sent? TLS notices every byte that is changed, and ends the connection.
    fn is_changed(&self) -> bool {
        self.log.has_changes() && !self.case.road.is_encrypted
    }

    /// Are there several calls at once on one connection?
    fn shares(&self) -> bool {
        matches!(self.case.client, Client::Shared | Client::Reconnecting)
    }

    /// What was kept, and nobody has sent.
    fn strangers(&self) -> Vec<String> {
        let called: HashSet<i64> = self.told.iter().map(|told| told.plan.number).collect();
        let mut problems = Vec::new();
        for number in self.keeper.numbers() {
            if !called.contains(&number) {
                problems.push(format!("{number} was kept, and nobody has sent it"));
            }
        }
        let changed = self.keeper.changed();
        if changed > 0 && !self.is_changed() {
            problems.push(format!("{changed} entries were changed by nobody"));
        }
        problems
    }

    /// Calls that failed, beyond those that a broken connection explains: where one call at a time is on a connection, that
    /// is one; and whoever connects again gets on.
    fn unexplained(&self) -> Option<String> {
        let failed: u32 = self.told.iter().map(|told| told.failed).sum();
        let each = match self.case.client {
            Client::Blocking | Client::Pool => 1,
            Client::Reconnecting => self.case.callers.len(),
            // it stays closed
            Client::Shared if self.log.broken() > 0 => usize::MAX,
            Client::Shared => 0,
        };
        let broken = self.log.broken();
        let explained = broken.saturating_mul(each);
        // a short net may catch what nobody delayed, on a machine that stands still for a while
        let is_late = |told: &Told| matches!(&told.outcome, Outcome::Failed(why) if why.is_late);
        let is_silenced = self.log.len() > 0 || self.told.iter().any(is_late);
        let is_open = self.case.most.is_some() || self.case.kind.may_silence() && is_silenced;
        (failed as usize > explained && !is_open)
            .then(|| format!("{failed} calls failed over {broken} broken connections"))
    }

    /// Is what was kept answered? A server that is stopped answers what it has begun, but whoever sent a note may learn
    /// that the connection is over, and not that the note was there before.
    fn answers(&self, told: &Told) -> bool {
        self.is_benign() && (self.case.most.is_none() || !told.plan.is_note())
    }

    /// Was everything carried as it was sent?
    fn is_benign(&self) -> bool {
        self.log.broken() == 0 && !self.log.has_changes()
    }

    /// And was there a server to take it?
    pub(crate) fn arrives(&self) -> bool {
        self.is_benign() && self.case.most.is_none()
    }
}
