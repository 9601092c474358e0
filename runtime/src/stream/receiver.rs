//! Bytes from the peer, compressed or not, and the messages among them.

use super::Dialect;
#[cfg(feature = "tokio")]
use crate::framing::Batch;
use crate::{
    Compression, Error, Framing, Limits, Result,
    compression::Inflate,
    error::Limit,
    framing::{Accepts, Arrived, Heading, Inbound, Side, Whole},
};
use std::sync::Arc;

/// The inbound half of a connection. An idle one holds no buffer.
#[derive(Debug)]
pub(crate) struct Receiver {
    inbound: Inbound,
    compressed: Option<Box<Compressed>>,
}

/// Bytes that have arrived and wait to be inflated.
#[derive(Debug)]
struct Compressed {
    /// Made when the first bytes come: it is large.
    inflate: Option<Inflate>,
    /// `taken..filled` waits; what is behind is room that is zeroed already.
    buffer: Vec<u8>,
    taken: usize,
    filled: usize,
    /// The most bytes that a message may be inflated to.
    limit: usize,
    /// What the stream is cut into, if it is.
    frames: Option<Inbound>,
}

/// What one read is offered.
const READ: usize = 16 * 1024;

impl Receiver {
    /// For a server that speaks as the dialect says.
    pub(crate) fn new(dialect: Dialect, limits: &Arc<Limits>) -> Self {
        let accepts = Accepts::only(Side::Server, dialect.protocol, dialect.inner_framing());
        Self::accepting(accepts, dialect.stream_compression(), limits)
    }

    /// For a client that may choose how to speak.
    pub(crate) fn accepting(
        accepts: Accepts,
        compression: Compression,
        limits: &Arc<Limits>,
    ) -> Self {
        let frames = Accepts {
            framing: Framing::Framed.into(),
            ..accepts
        };
        let frames = (compression == Compression::ZlibInFrames)
            .then(|| Inbound::new(frames, Arc::clone(limits)));
        let compressed = (compression != Compression::None).then(|| {
            Box::new(Compressed {
                inflate: None,
                buffer: Vec::new(),
                taken: 0,
                filled: 0,
                limit: limits.inflated,
                frames,
            })
        });
        Self {
            inbound: Inbound::new(accepts, Arc::clone(limits)),
            compressed,
        }
    }

    /// Where the next bytes go; never empty.
    pub(crate) fn room(&mut self) -> &mut [u8] {
        match &mut self.compressed {
            None => self.inbound.room(),
            Some(compressed) => compressed.room(),
        }
    }

    /// The first `count` bytes of [`Self::room`] were filled.
    pub(crate) fn received(&mut self, count: usize) {
        match &mut self.compressed {
            None => self.inbound.received(count),
            Some(compressed) => compressed.received(count),
        }
    }

    /// The next message, if it is all here; as [`Inbound::next`].
    ///
    /// # Errors
    /// Those of `decode`; bytes that can be no message within the limits; damaged ones. The stream is lost then.
    pub(crate) fn next<T>(
        &mut self,
        mut decode: impl FnMut(Arrived<'_>) -> Result<(T, usize)>,
    ) -> Result<Option<(T, Heading)>> {
        self.inflating(|inbound| inbound.next(&mut decode))
    }

    /// The bytes of the next message, if they are all here.
    ///
    /// # Errors
    /// They can be no message within the limits, or are damaged. The stream is lost then.
    pub(crate) fn next_whole(&mut self) -> Result<Option<Whole>> {
        self.inflating(Inbound::next_whole)
    }

    /// The next messages, as [`Inbound::next_batch`].
    ///
    /// # Errors
    /// They can be no messages within the limits, or are damaged. The stream is lost then.
    #[cfg(feature = "tokio")]
    pub(crate) fn next_batch(&mut self) -> Result<Option<Batch>> {
        self.inflating(Inbound::next_batch)
    }

    /// Compressed bytes are inflated only as long as there is no message among what is inflated, so what a few of them
    /// stand for never lies in memory at once.
    fn inflating<T>(
        &mut self,
        mut next: impl FnMut(&mut Inbound) -> Result<Option<T>>,
    ) -> Result<Option<T>> {
        loop {
            let found = next(&mut self.inbound)?;
            if found.is_some() {
                return Ok(found);
            }
            let more = match &mut self.compressed {
                None => false,
                Some(compressed) => compressed.inflate_into(&mut self.inbound)?,
            };
            if !more {
                return Ok(None);
            }
        }
    }

    /// Has nothing arrived that was not handed out?
    pub(crate) fn is_empty(&self) -> bool {
        let waits = |compressed: &Compressed| {
            let frames = compressed.frames.as_ref();
            compressed.taken < compressed.filled || frames.is_some_and(|frames| !frames.is_empty())
        };
        self.inbound.is_empty() && !self.compressed.as_deref().is_some_and(waits)
    }

    /// Is there nothing to look for messages in? Of a compressed stream one has to try.
    pub(crate) fn is_dry(&self) -> bool {
        self.compressed.is_none() && self.inbound.is_empty()
    }

    /// Are messages to be answered in the order in which they came?
    pub(crate) fn takes_turns(&self) -> bool {
        self.inbound.takes_turns()
    }

    /// Nothing will come any more. That ends some messages.
    pub(crate) fn end(&mut self) {
        self.inbound.end();
    }

    /// Bytes that are to be sent to the peer before it sends the rest of its message; once. Ask whenever there is no
    /// message.
    pub(crate) fn interim(&mut self) -> Option<&'static [u8]> {
        self.inbound.interim()
    }

    /// Bytes for a peer whose message could not be taken; they may be none.
    pub(crate) fn refusal(&self, error: &Error) -> Vec<u8> {
        self.inbound.refusal(error)
    }

    /// How many bytes the messages take that have begun, once they are whole, as far as that is known; 0 between two
    /// messages. What compressed bytes stand for is known once they are inflated.
    pub(crate) fn expected(&self) -> usize {
        let waits = |compressed: &Compressed| compressed.filled - compressed.taken;
        self.inbound.expected() + self.compressed.as_deref().map_or(0, waits)
    }

    /// Gives the memory back, if nothing is in it. A stream's window stays: later bytes may point into it.
    pub(crate) fn release(&mut self) {
        self.inbound.release();
        if let Some(compressed) = &mut self.compressed
            && compressed.taken == compressed.filled
        {
            compressed.buffer = Vec::new();
            (compressed.taken, compressed.filled) = (0, 0);
            if let Some(frames) = &mut compressed.frames {
                frames.release();
            }
        }
    }
}

impl Compressed {
    fn room(&mut self) -> &mut [u8] {
        if let Some(frames) = &mut self.frames {
            return frames.room();
        }
        if self.taken > 0 {
            self.buffer.copy_within(self.taken..self.filled, 0);
            self.filled -= self.taken;
            self.taken = 0;
        }
        if self.buffer.len() == self.filled {
            self.buffer.resize(self.filled + READ, 0);
        }
        &mut self.buffer[self.filled..]
    }

    fn received(&mut self, count: usize) {
        match &mut self.frames {
            Some(frames) => frames.received(count),
            None => self.filled = self.buffer.len().min(self.filled + count),
        }
    }

    /// Takes the next piece of the stream out of its frame. `false`: there is none, or the last one is not used up.
    fn unframe(&mut self) -> Result<bool> {
        let used_up = self.taken == self.filled;
        let Some(frames) = self.frames.as_mut().filter(|_| used_up) else {
            return Ok(false);
        };
        let Some(piece) = frames.next_frame()? else {
            return Ok(false);
        };
        self.buffer.clear();
        self.buffer.extend_from_slice(&piece);
        (self.taken, self.filled) = (0, piece.len());
        Ok(true)
    }

    /// Inflates into what `inbound` has room for and may still hold. `false`: there is nothing to inflate.
    fn inflate_into(&mut self, inbound: &mut Inbound) -> Result<bool> {
        loop {
            let unframed = self.unframe()?;
            if self.buffer.is_empty() {
                // of an empty frame, the next one may be here already
                if unframed {
                    continue;
                }
                return Ok(false);
            }
            let made = self.inflate_once(inbound)?;
            // a frame may hold nothing but the end of a flush
            if made > 0 || !unframed {
                return Ok(made > 0);
            }
        }
    }

    fn inflate_once(&mut self, inbound: &mut Inbound) -> Result<usize> {
        let waiting = inbound.waiting();
        let allowed = self.limit.saturating_sub(waiting);
        let inflate = self.inflate.get_or_insert_with(Inflate::new);
        let room = inbound.room();
        // one byte more than is allowed shows that the limit is passed
        let within = room.len().min(allowed.saturating_add(1));
        let step = inflate.step(&self.buffer[self.taken..self.filled], &mut room[..within])?;
        self.taken += step.taken;
        if step.made > allowed {
            let found = waiting + step.made;
            return Err(Error::too_long(Limit::Inflated, self.limit, found));
        }
        inbound.received(step.made);
        Ok(step.made)
    }
}
