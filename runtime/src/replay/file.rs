//! A log of calls, run again.

use super::answer_all;
use crate::{
    Bytes, Connection, Dialect, Framing, Limits, Peer, Protocol, Result, TProcessor,
    transport::file::EventReader,
};
use std::io::Write;

/// What a replay came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Replayed {
    /// Events that were read.
    pub events: u64,
    /// Calls that ran, whatever came of them.
    pub calls: u64,
    /// Events that are not whole messages from their first byte to their last. The calls in front of what could not be
    /// read have run.
    pub damaged: u64,
}

/// Runs the calls of an event log with a service (Thrift's `TFileProcessor`). An event holds one or more whole messages.
///
/// ```no_run
/// # use thriftwood::{Protocol, TProcessor, replay::TFileProcessor, transport::file::{EventReader, ReadOptions}};
/// # fn main_with(calculator: impl TProcessor) -> thriftwood::Result<()> {
/// let mut log = EventReader::open("calls.log", &ReadOptions::default())?;
/// let replayed = TFileProcessor::new(calculator, Protocol::Binary).process(&mut log, None, &mut std::io::sink())?;
/// println!("{} calls", replayed.calls);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct TFileProcessor<S> {
    service: S,
    dialect: Dialect,
    limits: Limits,
}

impl<S: TProcessor> TFileProcessor<S> {
    /// For a log whose events are messages in this protocol, with nothing around them.
    pub fn new(service: S, protocol: Protocol) -> Self {
        Self {
            service,
            dialect: Dialect::default()
                .with_protocol(protocol)
                .with_framing(Framing::Unframed),
            limits: Limits::default(),
        }
    }

    /// For a log whose events are framed or compressed messages; each event begins a stream of its own.
    #[must_use]
    pub fn with_dialect(self, dialect: Dialect) -> Self {
        Self { dialect, ..self }
    }

    /// Other bounds on what a message may hold.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Runs the calls of the next `events` events, or of all until the reader says that there are no more. Replies go to
    /// `replies` ([`std::io::sink`] for none), one write for each event. An event that cannot be read is counted, and
    /// warned of in the log.
    ///
    /// # Errors
    /// The reader's, those of `replies`, and a protocol that nobody reads.
    pub fn process(
        &self,
        log: &mut EventReader,
        events: Option<u64>,
        replies: &mut impl Write,
    ) -> Result<Replayed> {
        let mut left = events.unwrap_or(u64::MAX);
        self.run_each(replies, || {
            if left == 0 {
                return Ok(None);
            }
            left -= 1;
            log.next_event()
        })
    }

    /// Runs the calls from the reader's position to the end of its chunk, or of the log.
    ///
    /// # Errors
    /// As [`process`](Self::process).
    pub fn process_chunk(
        &self,
        log: &mut EventReader,
        replies: &mut impl Write,
    ) -> Result<Replayed> {
        let chunk = log.chunk();
        self.run_each(replies, || log.next_event_in(chunk))
    }

    fn run_each(
        &self,
        replies: &mut impl Write,
        mut next: impl FnMut() -> Result<Option<Bytes>>,
    ) -> Result<Replayed> {
        self.dialect.check()?;
        let mut replayed = Replayed::default();
        let mut answers = Vec::new();
        while let Some(event) = next()? {
            replayed.events += 1;
            let connection = Connection::new(self.dialect, self.limits, Peer::Unknown);
            let calls = &mut replayed.calls;
            if let Err(error) = answer_all(&self.service, connection, &event, calls, &mut answers) {
                tracing::warn!(event = replayed.events, %error, "an event is no whole message");
                replayed.damaged += 1;
            }
            if !answers.is_empty() {
                replies.write_all(&answers)?;
                answers.clear();
            }
        }
        Ok(replayed)
    }
}
