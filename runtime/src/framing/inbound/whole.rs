//! Messages that are taken out whole: their bytes, and what stood before them.

#[cfg(feature = "tokio")]
use super::super::Batch;
use super::{
    super::{
        Extent, Framing, Heading, LENGTH, MessageScan, Whole, find_frame, header, http,
        recognise::protocol_within,
    },
    Inbound,
};
use crate::{Bytes, Protocol, Result};

/// No more messages are handed on together once they have this length.
#[cfg(feature = "tokio")]
const MOST_TOGETHER: usize = 64 * 1024;

impl Inbound {
    /// The bytes of the next message, if they are all here.
    ///
    /// # Errors
    /// They can be no message within the limits. The stream is out of step then.
    pub(crate) fn next_whole(&mut self) -> Result<Option<Whole>> {
        let Some((protocol, framing)) = self.spoken()? else {
            return Ok(None);
        };
        let bytes = match framing {
            Framing::Framed => self.next_frame()?,
            Framing::Unframed => {
                self.pass_space(protocol);
                self.next_measured(protocol)?
            }
            Framing::Header => return self.next_payload(),
            Framing::Http => return self.next_body(protocol),
        };
        let heading = Heading::plain(protocol, framing);
        Ok(bytes.map(|bytes| Whole { bytes, heading }))
    }

    /// The next messages that are here and may be handed on together, of which there is one at least.
    ///
    /// # Errors
    /// As [`Self::next_whole`]. What is before the message that can be none is handed on first.
    #[cfg(feature = "tokio")]
    pub(crate) fn next_batch(&mut self) -> Result<Option<Batch>> {
        let Some((protocol, Framing::Framed)) = self.spoken()? else {
            return Ok(self.next_whole()?.map(Batch::from));
        };
        let bytes = self.store.bytes();
        let mut end = 0;
        while end < MOST_TOGETHER {
            match find_frame(&bytes[end..], &self.limits) {
                Ok(Extent::Whole { length }) => end += LENGTH + length,
                Ok(Extent::Short { missing }) => {
                    self.missing = missing;
                    break;
                }
                Err(error) if end == 0 => return Err(error),
                Err(_) => break,
            }
        }
        if end == 0 {
            return Ok(None);
        }
        if end == bytes.len() {
            self.missing = 0;
        }
        let frames = self.store.take(0..end);
        Ok(Some(Batch::of_frames(frames, protocol)))
    }

    /// The payload of the next frame; its header says how to read it.
    fn next_payload(&mut self) -> Result<Option<Whole>> {
        let Some(frame) = self.next_frame()? else {
            return Ok(None);
        };
        let (heading, bytes) = header::open(&frame, &self.limits)?;
        Ok(Some(Whole { bytes, heading }))
    }

    /// The body of the next HTTP message.
    fn next_body(&mut self, protocol: Protocol) -> Result<Option<Whole>> {
        let bytes = loop {
            let (from, limits) = (self.accepts.from, *self.limits);
            let http = || Box::new(http::Reader::new(from, limits));
            let http = self.http.get_or_insert_with(http);
            match http.step(self.store.bytes(), self.ended)? {
                http::Step::Short { missing } => {
                    self.missing = missing;
                    return Ok(None);
                }
                http::Step::Passed(count) => self.store.pass(count),
                http::Step::Body(count) => break self.store.take(0..count),
                http::Step::Collected(bytes) => break bytes,
            }
        };
        self.missing = 0;
        let protocol = protocol_within(&bytes, self.accepts.protocol).unwrap_or(protocol);
        let mut heading = Heading::plain(protocol, Framing::Http);
        if let Some(http) = &mut self.http {
            let (part, metadata) = http.finish();
            heading.http = Some(Box::new(part));
            heading.metadata = metadata;
        }
        Ok(Some(Whole { bytes, heading }))
    }

    /// The next frame without its length, if it is all here.
    ///
    /// # Errors
    /// Its length is beyond the limits.
    pub(crate) fn next_frame(&mut self) -> Result<Option<Bytes>> {
        match find_frame(self.store.bytes(), &self.limits)? {
            Extent::Short { missing } => {
                self.missing = missing;
                Ok(None)
            }
            Extent::Whole { length } => {
                self.missing = 0;
                Ok(Some(self.store.take(LENGTH..LENGTH + length)))
            }
        }
    }

    /// The first message, measured as it comes.
    fn next_measured(&mut self, protocol: Protocol) -> Result<Option<Bytes>> {
        if self.store.is_empty() {
            return Ok(None);
        }
        let scan = self
            .scan
            .get_or_insert_with(|| Box::new(MessageScan::new(protocol, *self.limits)));
        let Some(end) = scan.advance(self.store.bytes())? else {
            return Ok(None);
        };
        self.scan = None;
        Ok(Some(self.store.take(0..end)))
    }
}
