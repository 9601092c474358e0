//! The thread that flushes, and what it shares with those who append.

use super::{FlushPolicy, chunks::Chunks, writer::encode};
use crate::Result;
use std::{
    fs::File,
    io::{self, Seek as _, SeekFrom, Write as _},
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

/// At least so many bytes may wait before those who append do.
const ENOUGH: usize = 64 * 1024;

/// A log that is open for writing.
#[derive(Debug)]
pub(super) struct Log {
    file: File,
    chunks: Chunks,
    policy: FlushPolicy,
    state: Mutex<State>,
    /// There is something to flush, or to close.
    work: Condvar,
    /// Something was flushed, or never will be.
    done: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// Events that no flush has taken yet.
    pending: Vec<u8>,
    /// Since when the first of them waits.
    oldest: Option<Instant>,
    /// The offset behind the last event that was appended.
    end: u64,
    /// The offset behind the last event that was flushed.
    acknowledged: u64,
    /// Somebody does not want to wait for the policy.
    hurry: bool,
    closing: bool,
    failed: Option<(io::ErrorKind, String)>,
}

impl Log {
    /// A log that goes on at the offset `end`.
    pub(super) fn new(
        mut file: File,
        chunks: Chunks,
        end: u64,
        policy: FlushPolicy,
    ) -> io::Result<Self> {
        file.seek(SeekFrom::Start(end))?;
        Ok(Self {
            file,
            chunks,
            policy,
            state: Mutex::new(State {
                end,
                acknowledged: end,
                ..State::default()
            }),
            work: Condvar::new(),
            done: Condvar::new(),
        })
    }

    /// Puts an event behind the others; returns the offset behind it.
    pub(super) fn append(&self, event: &[u8]) -> Result<u64> {
        let most = self.policy.bytes.max(ENOUGH).saturating_mul(2);
        let mut state = self.state();
        while state.failed.is_none() && state.pending.len() >= most {
            state = wait(&self.done, state);
        }
        state.check()?;
        let before = state.pending.len();
        let at = state.end;
        encode(event, self.chunks, at, &mut state.pending)?;
        state.end += (state.pending.len() - before) as u64;
        // the flusher sleeps until there is something, and then until the time or the bytes have come
        let wake = state.oldest.is_none() || state.pending.len() >= self.policy.bytes;
        state.oldest.get_or_insert_with(Instant::now);
        if wake {
            self.work.notify_one();
        }
        Ok(state.end)
    }

    pub(super) fn flush(&self) -> Result<()> {
        let mut state = self.state();
        state.hurry = true;
        self.work.notify_one();
        let end = state.end;
        drop(state);
        self.wait(end)
    }

    /// Waits until everything in front of the offset `end` is flushed.
    pub(super) fn wait(&self, end: u64) -> Result<()> {
        let mut state = self.state();
        while state.acknowledged < end {
            state.check()?;
            state = wait(&self.done, state);
        }
        Ok(())
    }

    pub(super) fn acknowledged(&self) -> u64 {
        self.state().acknowledged
    }

    /// Lets the flusher end, when nothing is left to flush.
    pub(super) fn close(&self) {
        self.state().closing = true;
        self.work.notify_one();
    }

    /// Lets others write the file. Closing it is not enough: receipts hold it, and so may a process that is being
    /// started at this moment.
    pub(super) fn unlock(&self) {
        // a lock that cannot be given back goes with the last handle
        let _ = self.file.unlock();
    }

    /// The flusher: takes what waits, writes it without the lock, and tells.
    pub(super) fn flush_until_closed(&self) {
        let mut writing = Vec::new();
        while let Some(end) = self.take(&mut writing) {
            let written = self.write(&writing);
            writing.clear();
            let mut state = self.state();
            match written {
                Ok(()) => state.acknowledged = end,
                Err(error) => {
                    tracing::error!(%error, "an event log cannot be written any more");
                    state.failed = Some((error.kind(), error.to_string()));
                }
            }
            self.done.notify_all();
        }
        // whoever still holds a receipt of what was not written
        self.done.notify_all();
    }

    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        (&self.file).write_all(bytes)?;
        if self.policy.sync {
            self.file.sync_data()?;
        }
        Ok(())
    }

    /// Waits until a flush is due, and takes what waits; returns the offset behind it. `None`: there will be no more.
    fn take(&self, into: &mut Vec<u8>) -> Option<u64> {
        let mut state = self.state();
        loop {
            if state.failed.is_some() {
                return None;
            }
            let Some(oldest) = state.oldest else {
                state.hurry = false;
                if state.closing {
                    return None;
                }
                state = wait(&self.work, state);
                continue;
            };
            let left = self.policy.time.saturating_sub(oldest.elapsed());
            let asked = state.hurry || state.closing;
            if asked || left.is_zero() || state.pending.len() >= self.policy.bytes {
                (state.hurry, state.oldest) = (false, None);
                std::mem::swap(into, &mut state.pending);
                return Some(state.end);
            }
            state = self
                .work
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    /// Nothing is half-done under the lock, so a panic elsewhere does not spoil it.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn check(&self) -> Result<()> {
        match &self.failed {
            Some((kind, why)) => Err(io::Error::new(*kind, why.clone()).into()),
            None => Ok(()),
        }
    }
}

fn wait<'s>(condition: &Condvar, state: MutexGuard<'s, State>) -> MutexGuard<'s, State> {
    condition
        .wait(state)
        .unwrap_or_else(PoisonError::into_inner)
}
