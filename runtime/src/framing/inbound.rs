//! Bytes that have arrived, and the messages among them.

mod store;
mod whole;

use super::{
    Accepts, Extent, Framing, Heading, LENGTH, MessageScan, Whole, find_frame, http,
    recognise::{Recognised, recognise},
};
use crate::{Bytes, Error, ErrorKind, Fault, Limits, Protocol, Result};
use std::{fmt, sync::Arc};
pub(super) use store::Shelf;
use store::Store;

/// What one read is offered, in bytes: the first of these at first, and then more or less as the peer sends. 64 KiB of
/// payload with what stands around them come in one read.
const READS: [usize; 5] = [4 << 10, 8 << 10, 16 << 10, 32 << 10, 68 << 10];
/// Less room than this is not worth a read, unless it is all that is missing.
const TINY_READ: usize = 512;
/// So much of a message may move with every read.
const SHORT_START: usize = 4 << 10;
/// A buffer that is full grows by one part in so many at least.
const GROWTH: usize = 4;

/// The inbound half of a connection: bytes in, whole messages out. An idle one holds no buffer.
pub(crate) struct Inbound {
    accepts: Accepts,
    /// How the peer speaks, once that is known.
    spoken: Option<(Protocol, Framing)>,
    /// Those of all connections of a server or a client.
    limits: Arc<Limits>,
    /// What has arrived.
    store: Store,
    /// Unframed: the first message is being measured, since it did not arrive whole.
    scan: Option<Box<MessageScan>>,
    /// HTTP: where in a message the stream is.
    http: Option<Box<http::Reader>>,
    /// Will nothing come any more?
    ended: bool,
    /// What is known to be missing of the first message.
    missing: usize,
    /// Which of [`READS`] is due.
    read: u8,
}

/// A message for a decoder.
#[derive(Debug)]
pub(crate) struct Arrived<'m> {
    /// The message, and perhaps more behind it.
    pub(crate) bytes: &'m [u8],
    /// What they are part of, if long payloads are to share it; otherwise empty.
    pub(crate) whole: &'m Bytes,
    pub(crate) limits: &'m Limits,
    pub(crate) ends: Ends,
    pub(crate) protocol: Protocol,
    pub(crate) framing: Framing,
}

/// May more bytes belong to the message that is handed to a decoder?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ends {
    /// The message is exactly these bytes.
    Here,
    /// The decoder finds the end, or runs short.
    Somewhere,
}

impl Inbound {
    pub(crate) fn new(accepts: Accepts, limits: Arc<Limits>) -> Self {
        Self {
            accepts,
            spoken: accepts.known(),
            limits,
            store: Store::default(),
            scan: None,
            http: None,
            ended: false,
            missing: 0,
            read: 0,
        }
    }

    /// Where the next bytes go. Memory follows what has arrived, not what a length promises: at most as much again.
    ///
    /// What has arrived may move when its buffer is full, and the buffer grows by a part of it, so that all moves together
    /// are a few times what arrives, however small the pieces are in which it comes. Only a short start moves for the sake
    /// of a larger read.
    pub(crate) fn room(&mut self) -> &mut [u8] {
        let waiting = self.store.len();
        let wanted = self.missing.max(self.read()).max(waiting / GROWTH);
        let wanted = wanted.min(waiting.max(READS[READS.len() - 1]));
        let least = match self.missing {
            missing if waiting <= SHORT_START => missing.clamp(TINY_READ, wanted),
            0 => TINY_READ,
            missing => missing.min(TINY_READ),
        };
        self.store.room(least, wanted)
    }

    /// The first `count` bytes of [`Self::room`] were filled.
    pub(crate) fn received(&mut self, count: usize) {
        self.store.received(count);
        if count >= self.read() {
            self.read = (self.read + 1).min(READS.len() as u8 - 1);
        } else if count < self.read() / 4 {
            self.read = self.read.saturating_sub(1);
        }
    }

    /// What one read is offered now, in bytes.
    fn read(&self) -> usize {
        READS[usize::from(self.read)]
    }

    /// Has nothing arrived that was not handed out?
    pub(crate) fn is_empty(&self) -> bool {
        let between = |http: &http::Reader| http.is_between();
        self.store.is_empty() && self.http.as_deref().is_none_or(between)
    }

    /// How many bytes wait to be handed out.
    pub(crate) fn waiting(&self) -> usize {
        let collected = self.http.as_deref().map_or(0, http::Reader::collected);
        self.store.len() + collected
    }

    /// Are messages to be answered in the order in which they came?
    pub(crate) fn takes_turns(&self) -> bool {
        matches!(self.spoken, Some((_, Framing::Http)))
    }

    /// Nothing will come any more. That ends some messages.
    pub(crate) fn end(&mut self) {
        self.ended = true;
    }

    /// Bytes that are to be sent to the peer before it sends the rest of its message; once.
    pub(crate) fn interim(&mut self) -> Option<&'static [u8]> {
        let awaited = self
            .http
            .as_deref_mut()
            .is_some_and(http::Reader::take_awaited);
        awaited.then_some(http::CONTINUE)
    }

    /// Bytes for a peer whose message could not be taken, and whose fault that is; they may be none.
    pub(crate) fn refusal(&self, error: &Error) -> Vec<u8> {
        let is_told = !matches!(error.kind(), ErrorKind::Application(_));
        if self.takes_turns() && error.fault() == Fault::Peer && is_told {
            http::refusal(error)
        } else {
            Vec::new()
        }
    }

    /// How many bytes the messages take that have begun, once they are whole, as far as that is known; 0 between two
    /// messages.
    pub(crate) fn expected(&self) -> usize {
        if self.is_empty() {
            0
        } else {
            self.waiting() + self.missing.max(self.read())
        }
    }

    /// Gives the memory back, but for what little waits in it.
    pub(crate) fn release(&mut self) {
        self.store.release();
    }

    /// The next message, if it is all here. `decode` makes something of the bytes and says how many it took. It runs
    /// once on a message that arrived whole, and at most twice on any other, so it must have no effect where it fails
    /// with [`Short`](crate::ErrorKind::Short).
    ///
    /// # Errors
    /// Those of `decode`, and bytes that can be no message within the limits. The stream is out of step then.
    pub(crate) fn next<T>(
        &mut self,
        mut decode: impl FnMut(Arrived<'_>) -> Result<(T, usize)>,
    ) -> Result<Option<(T, Heading)>> {
        match self.spoken()? {
            None => return Ok(None),
            Some((protocol, Framing::Framed)) => return self.decode_frame(protocol, decode),
            Some((protocol, Framing::Unframed)) => {
                self.pass_space(protocol);
                let ahead = self.decode_ahead(protocol, &mut decode)?;
                if ahead.is_some() {
                    return Ok(ahead);
                }
            }
            Some((_, Framing::Header | Framing::Http)) => {}
        }
        let Some(Whole { bytes, heading }) = self.next_whole()? else {
            return Ok(None);
        };
        let (decoded, _) = decode(Arrived {
            bytes: &bytes,
            whole: &bytes,
            limits: &self.limits,
            ends: Ends::Here,
            protocol: heading.protocol,
            framing: heading.framing,
        })?;
        Ok(Some((decoded, heading)))
    }

    /// How the peer speaks, if that is known or can be seen from what has arrived.
    fn spoken(&mut self) -> Result<Option<(Protocol, Framing)>> {
        if self.spoken.is_none() && !self.is_empty() {
            match recognise(self.store.bytes(), self.accepts, &self.limits)? {
                Recognised::As(protocol, framing) => self.spoken = Some((protocol, framing)),
                Recognised::Short { missing } => self.missing = missing,
            }
        }
        Ok(self.spoken)
    }

    /// A frame is read where it lies.
    fn decode_frame<T>(
        &mut self,
        protocol: Protocol,
        decode: impl FnOnce(Arrived<'_>) -> Result<(T, usize)>,
    ) -> Result<Option<(T, Heading)>> {
        let length = match find_frame(self.store.bytes(), &self.limits)? {
            Extent::Whole { length } => length,
            Extent::Short { missing } => {
                self.missing = missing;
                return Ok(None);
            }
        };
        self.missing = 0;
        let frame = LENGTH..LENGTH + length;
        let (bytes, whole) = self.store.read(frame, protocol.is_read_in_place());
        let (decoded, _) = decode(Arrived {
            bytes,
            whole,
            limits: &self.limits,
            ends: Ends::Here,
            protocol,
            framing: Framing::Framed,
        })?;
        Ok(Some((decoded, Heading::plain(protocol, Framing::Framed))))
    }

    /// White space between messages of text belongs to none: whoever sends no more is not in the middle of one.
    fn pass_space(&mut self, protocol: Protocol) {
        let is_text = matches!(protocol, Protocol::Json | Protocol::SimpleJson);
        if is_text && self.scan.is_none() && !self.store.is_empty() {
            let space = self.store.bytes().iter();
            let space = space.take_while(|byte| byte.is_ascii_whitespace()).count();
            self.store.pass(space);
        }
    }

    /// Unframed, a decoder finds the end of a message that has arrived whole; then nobody has to measure it first.
    fn decode_ahead<T>(
        &mut self,
        protocol: Protocol,
        decode: impl FnOnce(Arrived<'_>) -> Result<(T, usize)>,
    ) -> Result<Option<(T, Heading)>> {
        if self.scan.is_some() || self.is_empty() {
            return Ok(None);
        }
        let (bytes, whole) = self.store.look(protocol.is_read_in_place());
        let decoded = decode(Arrived {
            bytes,
            whole,
            limits: &self.limits,
            ends: Ends::Somewhere,
            protocol,
            framing: Framing::Unframed,
        });
        match decoded {
            Ok((message, used)) => {
                self.store.pass(used);
                Ok(Some((message, Heading::plain(protocol, Framing::Unframed))))
            }
            Err(error) if error.is_short() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl fmt::Debug for Inbound {
    /// How much there is; not what, which is the peer's own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbound")
            .field("spoken", &self.spoken)
            .field("bytes", &self.waiting())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
