//! Every call that was made, and what became of it: at the server, and at its caller.

use super::{
    ends::{End, Ends},
    service::number,
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};
use thriftwood::{Bytes, ErrorKind, Result};

/// How a handler ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Verdict {
    Answer,
    Fail,
    Panic,
}

/// One call.
#[derive(Debug, Default)]
struct Call {
    oneway: bool,
    length: usize,
    /// Has its handler begun?
    began: bool,
    verdict: Option<Verdict>,
    /// Was its caller told that no byte of it went out?
    unsent: bool,
}

/// A handler that has begun.
#[derive(Debug)]
struct Running {
    connection: u64,
    task: Option<Waker>,
}

/// All calls of a world.
#[derive(Debug)]
pub(crate) struct Ledger {
    calls: HashMap<u32, Call>,
    running: BTreeMap<u32, Running>,
    /// The last call that began, of each connection.
    last: HashMap<u64, i32>,
    at_once: usize,
    /// What a handler saw that cannot be. It cannot panic itself: panics of handlers are caught.
    pub(crate) violation: Option<String>,
    pub(crate) ends: Ends,
}

impl Ledger {
    fn violated(&mut self, what: String) {
        self.violation.get_or_insert(what);
    }
}

/// The server's side.
impl Ledger {
    /// The handler of a call begins.
    pub(crate) fn begin(&mut self, id: u32, connection: u64, sequence: i32) {
        let Some(call) = self.calls.get_mut(&id) else {
            return self.violated(format!("{id} runs, and nobody has made it"));
        };
        let (again, unsent) = (std::mem::replace(&mut call.began, true), call.unsent);
        if again {
            self.violated(format!("{id} runs again"));
        }
        if unsent {
            self.violated(format!("{id} runs, though it never went out"));
        }
        let last = self.last.insert(connection, sequence);
        if self.at_once == 1 && last.is_some_and(|last| last >= sequence) {
            self.violated(format!("{id} runs after one that was made later"));
        }
        let task = None;
        self.running.insert(id, Running { connection, task });
        let beside = self
            .running
            .values()
            .filter(|running| running.connection == connection);
        if beside.count() > self.at_once {
            self.violated(format!(
                "{id} runs beside more than {} others",
                self.at_once - 1
            ));
        }
    }

    pub(crate) fn poll_verdict(&mut self, id: u32, task: &Context<'_>) -> Poll<Verdict> {
        if let Some(verdict) = self.calls.get(&id).and_then(|call| call.verdict) {
            return Poll::Ready(verdict);
        }
        if let Some(running) = self.running.get_mut(&id) {
            running.task = Some(task.waker().clone());
        }
        Poll::Pending
    }

    /// The handler of a call is over, or is dropped.
    pub(crate) fn end(&mut self, id: u32) {
        self.running.remove(&id);
        if self
            .calls
            .get(&id)
            .is_some_and(|call| call.verdict.is_none())
        {
            self.ends.count(End::CutOff, 1);
        }
    }
}

/// The simulation's side.
impl Ledger {
    /// Somebody makes a call. One with a verdict does not wait in its handler.
    pub(crate) fn make(&mut self, id: u32, oneway: bool, length: usize, verdict: Option<Verdict>) {
        let call = Call {
            oneway,
            length,
            verdict,
            ..Call::default()
        };
        self.calls.insert(id, call);
    }

    /// The handlers that wait for a verdict.
    pub(crate) fn waiting(&self) -> Vec<u32> {
        let waits = |id: &&u32| {
            self.calls
                .get(id)
                .is_some_and(|call| call.verdict.is_none())
        };
        self.running.keys().filter(waits).copied().collect()
    }

    pub(crate) fn decide(&mut self, id: u32, verdict: Verdict) {
        if let Some(call) = self.calls.get_mut(&id) {
            call.verdict = Some(verdict);
        }
        if let Some(task) = self
            .running
            .get_mut(&id)
            .and_then(|running| running.task.take())
        {
            task.wake();
        }
    }

    pub(crate) fn nothing_runs(&self) -> bool {
        self.running.is_empty()
    }

    /// A caller learns what its call came to: `Some` with the payload of an answer.
    pub(crate) fn settle(&mut self, id: u32, outcome: Result<Option<Bytes>>) {
        let call = self.calls.get_mut(&id).expect("a call of this test");
        match outcome {
            Ok(Some(payload)) => {
                assert_eq!(number(&payload), id, "the answer is another's");
                assert_eq!(
                    payload.len(),
                    call.length,
                    "the answer to {id} is not whole"
                );
                assert!(call.began, "{id} is answered, and has not run");
                assert_eq!(call.verdict, Some(Verdict::Answer), "of {id}");
                self.ends.count(End::Answered, 1);
            }
            Ok(None) => {
                assert!(call.oneway, "{id} came to nothing");
                self.ends.count(End::Poked, 1);
            }
            Err(error) if !error.may_have_run() => {
                assert!(
                    !call.began,
                    "{id} has run, though it never went out: {error}"
                );
                call.unsent = true;
                self.ends.count(End::Unsent, 1);
            }
            Err(error) => match error.kind() {
                ErrorKind::Application(why) => {
                    assert!(call.began, "{id} failed, and has not run: {why}");
                    assert_ne!(call.verdict, Some(Verdict::Answer), "of {id}: {why}");
                    if why.message.starts_with("the failure of") {
                        assert_eq!(why.message, format!("the failure of {id}"));
                    }
                    self.ends.count(End::Failed, 1);
                }
                ErrorKind::Timeout => self.ends.count(End::Late, 1),
                ErrorKind::Lost(_) | ErrorKind::Closed => self.ends.count(End::Lost, 1),
                _ => panic!("{id} came to what cannot be: {error}"),
            },
        }
    }
}

/// A [`Ledger`] that handlers and the simulation write to.
#[derive(Clone, Debug)]
pub(crate) struct Shared(Arc<Mutex<Ledger>>);

impl Shared {
    /// Of a server that runs so many calls of one connection at once.
    pub(crate) fn new(at_once: usize) -> Self {
        Self(Arc::new(Mutex::new(Ledger {
            calls: HashMap::new(),
            running: BTreeMap::new(),
            last: HashMap::new(),
            at_once,
            violation: None,
            ends: Ends::default(),
        })))
    }

    pub(crate) fn with<R>(&self, act: impl FnOnce(&mut Ledger) -> R) -> R {
        let mut ledger: MutexGuard<'_, _> = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        act(&mut ledger)
    }
}
