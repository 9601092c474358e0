//! The client's side: who calls, and what each was told of its calls.

mod asynchronous;
mod blocking;

use generated::ledger::ledger::PostError;
use generated::ledger::{Entry, Unwelcome};
use thriftwood::transport::Endpoint;
use thriftwood::{Error, ErrorKind, Fault, Result};

use crate::case::{Case, Client};
use crate::entry::{Answer, Party, Plan, complained_of, is_sealed};

/// What became of one call, as far as its caller knows.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The answer that is due: a receipt, a declared exception, or an undeclared error.
    Answered,
    /// It is a note, and went out.
    Sent,
    /// Somebody else's answer, unchanged.
    Foreign(i64),
    /// An answer that no handler gave.
    Strange(String),
    Failed(Failure),
    /// The caller did not wait.
    Left,
}

/// A call without an answer.
#[derive(Debug)]
pub(crate) struct Failure {
    /// As the error says.
    sent: Sent,
    /// The net has caught it.
    pub(crate) is_late: bool,
    /// Nobody is at fault.
    pub(crate) is_networks: bool,
    pub(crate) why: String,
}

/// What is known of the bytes of a call that has failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sent {
    /// It may have run.
    Perhaps,
    /// The connection was lost, but the call waited behind others.
    Behind,
    Never,
}

/// What a caller knows of one of its entries, after all its attempts.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) plan: Plan,
    /// Attempts of which the client did not say that they were never sent.
    pub(crate) may_have_run: u32,
    /// Attempts that failed.
    pub(crate) failed: u32,
    /// Attempts that failed before a byte was sent, as the errors say.
    pub(crate) unsent: u32,
    /// And those of them that waited behind others.
    pub(crate) behind: u32,
    /// What the last one came to.
    pub(crate) outcome: Outcome,
}

/// Attempts to get one entry kept.
const ATTEMPTS: u32 = 6;
/// After so many calls without an answer in time a caller gives up.
const PATIENCE: usize = 2;

/// All that the callers of this case have to say, and what they are told.
pub(crate) fn call(case: &Case, endpoint: &Endpoint) -> Vec<Told> {
    match case.client {
        Client::Blocking => blocking::one(case, endpoint),
        Client::Pool => blocking::pool(case, endpoint),
        Client::Shared | Client::Reconnecting => asynchronous::call(case, endpoint),
    }
}

impl Told {
    fn new(plan: &Plan) -> Self {
        Self {
            plan: plan.clone(),
            may_have_run: 0,
            failed: 0,
            unsent: 0,
            behind: 0,
            outcome: Outcome::Left,
        }
    }

    /// Notes what an attempt came to. Is there to be another one?
    fn is_to_try_again(&mut self, case: &Case, outcome: Outcome) -> bool {
        let mut again = false;
        match &outcome {
            Outcome::Failed(failure) => {
                self.failed += 1;
                let may_have_run = failure.sent == Sent::Perhaps;
                self.unsent += u32::from(!may_have_run);
                self.behind += u32::from(failure.sent == Sent::Behind);
                self.may_have_run += u32::from(may_have_run);
                let harmless = !may_have_run || self.plan.is_repeatable;
                again = harmless && !failure.is_late && self.failed < ATTEMPTS;
            }
            _ => self.may_have_run += 1,
        }
        self.outcome = outcome;
        again && case.tries_again
    }

    fn is_late(&self) -> bool {
        matches!(&self.outcome, Outcome::Failed(failure) if failure.is_late)
    }
}

/// Has the caller waited in vain too often?
fn gives_up(told: &[Told]) -> bool {
    told.iter().filter(|told| told.is_late()).count() >= PATIENCE
}

/// What an answer to `post` is.
fn of_post(seed: u64, plan: &Plan, answer: Result<Entry, PostError>) -> Outcome {
    let (kind, receipt) = match answer {
        Ok(receipt) => (Answer::Receipt, receipt),
        Err(PostError::Unwelcome(Unwelcome { receipt })) => (Answer::Unwelcome, receipt),
        Err(PostError::Other(error)) => return of_error(seed, plan, &error),
    };
    if !is_sealed(seed, Party::Handler, &receipt) {
        return Outcome::Strange(format!("the receipt of {} is changed", receipt.number));
    }
    of_answer(plan, kind, receipt.number)
}

/// What an answer to `note` is.
fn of_note(seed: u64, plan: &Plan, answer: Result<()>) -> Outcome {
    match answer {
        Ok(()) => Outcome::Sent,
        Err(error) => of_error(seed, plan, &error),
    }
}

/// What an undeclared error is.
fn of_error(seed: u64, plan: &Plan, error: &Error) -> Outcome {
    let ErrorKind::Application(exception) = error.kind() else {
        return Outcome::Failed(Failure {
            sent: match error.kind() {
                _ if error.may_have_run() => Sent::Perhaps,
                ErrorKind::Lost(_) => Sent::Behind,
                _ => Sent::Never,
            },
            is_late: is_late(error),
            is_networks: error.fault() == Fault::Network,
            why: error.to_string(),
        });
    };
    match complained_of(seed, &exception.message) {
        Some(number) => of_answer(plan, Answer::Complaint, number),
        None => Outcome::Strange(exception.to_string()),
    }
}

/// What an answer is that a handler gave.
fn of_answer(plan: &Plan, kind: Answer, number: i64) -> Outcome {
    if number != plan.number {
        Outcome::Foreign(number)
    } else if kind == plan.answer {
        Outcome::Answered
    } else {
        Outcome::Strange(format!("{kind:?} instead of {:?}", plan.answer))
    }
}

fn is_late(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Timeout => true,
        ErrorKind::Lost(why) => is_late(why),
        _ => false,
    }
}

/// There is no connection, so nothing was sent.
fn unconnected(error: &Error) -> Outcome {
    Outcome::Failed(Failure {
        sent: Sent::Never,
        is_late: is_late(error),
        is_networks: error.fault() == Fault::Network,
        why: format!("no connection: {error}"),
    })
}
