//! The server's side: the handler writes down what it has run.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use futures_timer::Delay;
use generated::ledger::ledger::PostError;
use generated::ledger::{Entry, Ledger, Unwelcome};
use thriftwood::server::ServerHandle;
use thriftwood::{Error, Result};

use crate::case::Case;
use crate::entry::{Answer, Party, Plan, is_sealed};
use crate::script::Kind;

/// The handler. Clones share what they know.
#[derive(Clone, Debug)]
pub(crate) struct Keeper {
    kind: Kind,
    seed: u64,
    kept: Arc<Mutex<HashMap<i64, u32>>>,
    changed: Arc<AtomicUsize>,
    /// After so many entries the server is stopped.
    most: Option<usize>,
    server: Arc<OnceLock<ServerHandle>>,
}

impl Keeper {
    pub(crate) fn new(case: &Case) -> Self {
        Self {
            kind: case.kind,
            seed: case.seed,
            most: case.most,
            server: Arc::default(),
            kept: Arc::default(),
            changed: Arc::default(),
        }
    }

    /// Which server it may have to stop.
    pub(crate) fn serves(&self, server: &ServerHandle) {
        self.server.get_or_init(|| server.clone());
    }

    /// How often the entry with this number was kept.
    pub(crate) fn times(&self, number: i64) -> u32 {
        self.kept().get(&number).copied().unwrap_or(0)
    }

    /// The numbers of all that was kept.
    pub(crate) fn numbers(&self) -> Vec<i64> {
        self.kept().keys().copied().collect()
    }

    /// How many entries came that are not what their callers sent.
    pub(crate) fn changed(&self) -> usize {
        self.changed.load(Ordering::SeqCst)
    }

    /// Whatever comes of it: the call has run from here on.
    async fn keep(&self, entry: &Entry) -> Result<Plan> {
        if !is_sealed(self.seed, Party::Caller, entry) {
            self.changed.fetch_add(1, Ordering::SeqCst);
            return Err(Error::other("this is not what anybody has sent"));
        }
        let so_many = {
            let mut kept = self.kept();
            *kept.entry(entry.number).or_default() += 1;
            kept.len()
        };
        if self.most == Some(so_many)
            && let Some(server) = self.server.get()
        {
            server.stop();
        }
        let plan = Plan::of(self.kind, self.seed, entry.number);
        if plan.pauses {
            Delay::new(Duration::from_millis(1)).await;
        }
        Ok(plan)
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<i64, u32>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ledger for Keeper {
    async fn post(&self, entry: Entry) -> Result<Entry, PostError> {
        let plan = self.keep(&entry).await?;
        let receipt = plan.receipt(self.seed);
        match plan.answer {
            Answer::Receipt | Answer::Silence => Ok(receipt),
            Answer::Unwelcome => Err(Unwelcome { receipt }.into()),
            Answer::Complaint => Err(Error::other(plan.complaint(self.seed)).into()),
        }
    }

    async fn note(&self, entry: Entry) -> Result<()> {
        self.keep(&entry).await?;
        Ok(())
    }
}
