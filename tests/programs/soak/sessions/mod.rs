//! The traffic: what a thread does with a server, again and again, until its turn is over.

mod asynchronous;
mod blocking;
mod rude;
mod scissors;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, Scope};

use fastrand::Rng;
use thriftwood::{Error, ErrorKind};

use crate::calls::{Answered, Unanswered};
use crate::pulse::Pulse;
use crate::tally::Tally;
use crate::target::Target;

/// What the threads of a turn share.
#[derive(Debug)]
pub(crate) struct Traffic<'t> {
    pub(crate) target: &'t Target,
    pub(crate) tally: &'t Tally,
    pulse: &'t Pulse,
    over: AtomicBool,
    wrong: Mutex<Option<String>>,
}

/// How a session with the server ended.
type Ended = Result<(), Unanswered>;

/// One session after the other.
type Session = fn(&Traffic<'_>, &str, &mut Rng) -> Ended;

impl<'t> Traffic<'t> {
    pub(crate) fn new(target: &'t Target, tally: &'t Tally, pulse: &'t Pulse) -> Self {
        Self {
            target,
            tally,
            pulse,
            over: AtomicBool::new(false),
            wrong: Mutex::default(),
        }
    }

    /// Lets the threads begin.
    pub(crate) fn start<'s>(&'s self, scope: &'s Scope<'s, '_>, workers: u64, seed: u64) {
        let kinds: [(Session, u64); 3] = [
            (blocking::session, workers),
            (asynchronous::session, workers.div_ceil(2)),
            (rude::session, workers.div_ceil(2)),
        ];
        let sessions = kinds
            .into_iter()
            .flat_map(|(session, threads)| (0..threads).map(move |_| session));
        for (number, session) in sessions.enumerate() {
            let draw = Rng::with_seed(seed.wrapping_add(number as u64));
            thread::Builder::new()
                .name(format!("worker {number}"))
                .spawn_scoped(scope, move || self.work(session, number, draw))
                .expect("a thread for a worker");
        }
    }

    /// Nothing new begins.
    pub(crate) fn stop(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// What went wrong, if anything did.
    pub(crate) fn wrong(&self) -> Option<String> {
        let wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        wrong.clone()
    }

    fn work(&self, session: Session, number: usize, mut draw: Rng) {
        let token = format!("worker {number}");
        while !self.is_over() {
            if let Err(unanswered) = session(self, &token, &mut draw) {
                self.complain(&unanswered);
            }
        }
    }

    /// Whatever no session has an explanation for ends the soak, but what the machine is to blame for.
    fn complain(&self, unanswered: &Unanswered) {
        let why = match unanswered {
            Unanswered::Failed(error) if is_without_port(error) => {
                return self.tally.no_port.one_more();
            }
            Unanswered::Failed(_) if self.pulse.stood_still() => {
                return self.tally.stood_still.one_more();
            }
            Unanswered::Failed(error) => format!("a call that must succeed failed: {error}"),
            Unanswered::Wrong(why) => format!("a wrong answer: {why}"),
        };
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        wrong.get_or_insert(why);
        self.stop();
    }

    /// Counts an answer that is right, or an error that has this explanation.
    fn count(&self, answered: Answered, explains: impl Fn(&Error) -> bool) -> Answered {
        match answered {
            Ok(()) => self.tally.right.one_more(),
            Err(Unanswered::Failed(error)) if explains(&error) => {
                if matches!(error.kind(), ErrorKind::Timeout) {
                    self.tally.late.one_more();
                } else {
                    self.tally.cut.one_more();
                }
            }
            wrong => return wrong,
        }
        Ok(())
    }
}

/// Nothing explains an error here.
fn never(_: &Error) -> bool {
    false
}

/// Its time was over, as it was meant to be.
fn is_late(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Timeout => true,
        ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::TimedOut,
        _ => false,
    }
}

/// So many connections ended just now that no port is free.
fn is_without_port(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::AddrNotAvailable,
        ErrorKind::Lost(why) => is_without_port(why),
        _ => false,
    }
}
