//! Bytes that have arrived, and the messages among them.

use super::{Extent, Framing, Heading, LENGTH, MessageScan, find_frame, header};
use crate::{Bytes, Limits, Protocol, Result};
use bytes::{Buf as _, BytesMut};
use std::fmt;

/// What one read is offered at first, and at most; in between it follows what the peer sends.
const SMALL_READ: usize = 4 * 1024;
const LARGE_READ: usize = 64 * 1024;
/// Less room than this is not worth a read, unless it is all that is missing.
const TINY_READ: usize = 512;

/// The inbound half of a connection: bytes in, whole messages out. An idle one holds no buffer.
pub(crate) struct Inbound {
    framing: Framing,
    protocol: Protocol,
    limits: Limits,
    /// `..filled` has arrived; the rest is room that is zeroed already.
    buffer: BytesMut,
    filled: usize,
    /// Unframed: what arrived together with a message that was decoded. While it holds bytes, `buffer` holds none.
    arrived: Bytes,
    /// What the header of the last frame said.
    heading: Option<Heading>,
    /// Unframed: the first message is being measured, since it did not arrive whole.
    scan: Option<MessageScan>,
    /// What is known to be missing of the first message.
    missing: usize,
    read: usize,
}

/// A message for a decoder.
#[derive(Debug)]
pub(crate) struct Arrived<'m> {
    pub(crate) bytes: &'m Bytes,
    pub(crate) ends: Ends,
    pub(crate) protocol: Protocol,
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
    pub(crate) fn new(protocol: Protocol, framing: Framing, limits: Limits) -> Self {
        Self {
            framing,
            protocol,
            limits,
            buffer: BytesMut::new(),
            filled: 0,
            arrived: Bytes::new(),
            heading: None,
            scan: None,
            missing: 0,
            read: SMALL_READ,
        }
    }

    /// Where the next bytes go. Memory follows what has arrived, not what a length promises: at most as much again.
    pub(crate) fn room(&mut self) -> &mut [u8] {
        self.thaw();
        let wanted = self.missing.max(self.read).min(self.filled.max(LARGE_READ));
        if self.buffer.len() - self.filled < self.missing.clamp(TINY_READ, wanted) {
            self.buffer.truncate(self.filled);
            self.buffer.resize(self.filled + wanted, 0);
        }
        &mut self.buffer[self.filled..]
    }

    /// The first `count` bytes of [`Self::room`] were filled.
    pub(crate) fn received(&mut self, count: usize) {
        let room = self.buffer.len() - self.filled;
        self.filled += count.min(room);
        if count >= room {
            self.read = (self.read * 2).min(LARGE_READ);
        } else if count < self.read / 4 {
            self.read = (self.read / 2).max(SMALL_READ);
        }
    }

    /// Has nothing arrived that was not handed out?
    pub(crate) fn is_empty(&self) -> bool {
        self.filled == 0 && self.arrived.is_empty()
    }

    /// How many bytes wait to be handed out.
    pub(crate) fn waiting(&self) -> usize {
        self.filled + self.arrived.len()
    }

    /// Gives the memory back, if nothing is in it.
    pub(crate) fn release(&mut self) {
        if self.is_empty() {
            self.buffer = BytesMut::new();
            self.arrived = Bytes::new();
        }
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
    ) -> Result<Option<T>> {
        let whole = match self.framing {
            Framing::Framed => self.next_frame()?,
            Framing::Header => self.next_payload()?,
            Framing::Unframed => {
                if self.scan.is_none() && !self.is_empty() {
                    self.freeze();
                    match decode(Arrived {
                        bytes: &self.arrived,
                        ends: Ends::Somewhere,
                        protocol: self.protocol,
                    }) {
                        Ok((message, used)) => {
                            self.arrived.advance(used);
                            return Ok(Some(message));
                        }
                        Err(error) if error.is_short() => self.thaw(),
                        Err(error) => return Err(error),
                    }
                    self.scan = Some(MessageScan::new(self.protocol, self.limits));
                }
                self.scanned()?
            }
        };
        let protocol = self.protocol;
        let whole = whole.map(|message| {
            decode(Arrived {
                bytes: &message,
                ends: Ends::Here,
                protocol,
            })
        });
        Ok(whole.transpose()?.map(|(decoded, _)| decoded))
    }

    /// What the header of the last message's frame said, where frames have headers.
    pub(crate) fn heading(&mut self) -> Option<Heading> {
        self.heading.take()
    }

    /// The payload of the next frame; its header says how to read it.
    fn next_payload(&mut self) -> Result<Option<Bytes>> {
        let Some(frame) = self.next_frame()? else {
            return Ok(None);
        };
        let (heading, payload) = header::open(&frame, &self.limits)?;
        self.protocol = heading.protocol;
        self.heading = Some(heading);
        Ok(Some(payload))
    }

    fn next_frame(&mut self) -> Result<Option<Bytes>> {
        match find_frame(&self.buffer[..self.filled], &self.limits)? {
            Extent::Short { missing } => {
                self.missing = missing;
                Ok(None)
            }
            Extent::Whole { length } => {
                self.missing = 0;
                let mut frame = self.split(LENGTH + length);
                frame.advance(LENGTH);
                Ok(Some(frame))
            }
        }
    }

    /// The first message, if it is being measured and its end is here.
    fn scanned(&mut self) -> Result<Option<Bytes>> {
        let Some(scan) = &mut self.scan else {
            return Ok(None);
        };
        let Some(end) = scan.advance(&self.buffer[..self.filled])? else {
            return Ok(None);
        };
        self.scan = None;
        Ok(Some(self.split(end)))
    }

    fn split(&mut self, count: usize) -> Bytes {
        self.filled -= count; // invariant: the message was found in `..filled`
        self.buffer.split_to(count).freeze()
    }

    /// Makes the bytes shareable, so that decoded values may point into them.
    fn freeze(&mut self) {
        if self.arrived.is_empty() {
            self.buffer.truncate(self.filled);
            self.filled = 0;
            self.arrived = std::mem::take(&mut self.buffer).freeze();
        }
    }

    /// Makes the bytes growable again. That copies only where a decoded value still points into them.
    fn thaw(&mut self) {
        if !self.arrived.is_empty() {
            let arrived = std::mem::take(&mut self.arrived);
            self.buffer = arrived
                .try_into_mut()
                .unwrap_or_else(|shared| BytesMut::from(&shared[..]));
            self.filled = self.buffer.len();
        }
    }
}

impl fmt::Debug for Inbound {
    /// How much there is; not what, which is the peer's own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbound")
            .field("framing", &self.framing)
            .field("protocol", &self.protocol)
            .field("bytes", &self.waiting())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ApplicationErrorKind, MessageHeader, TApplicationException, TMessageType, framing::Outbound,
    };

    /// Every way to cut a stream into messages.
    fn ways() -> impl Iterator<Item = (Protocol, Framing)> {
        let with_each = |protocol: &Protocol| {
            let protocol = *protocol;
            Framing::ALL.iter().map(move |framing| (protocol, *framing))
        };
        let ways = Protocol::READABLE.iter().flat_map(with_each);
        ways.filter(|(protocol, framing)| framing.carries(*protocol).is_ok())
    }

    /// Exceptions with these texts, as one stream.
    fn stream(way: (Protocol, Framing), texts: &[&str]) -> Vec<u8> {
        let mut outbound = Outbound::new(way.0, way.1);
        let header = MessageHeader::new("method", TMessageType::Exception, 1);
        for text in texts {
            let exception = TApplicationException::new(ApplicationErrorKind::UNKNOWN, *text);
            outbound.push(&header, &exception).unwrap();
        }
        outbound.bytes().to_vec()
    }

    /// An inbound half whose decoder counts its runs.
    struct Counted {
        protocol: Protocol,
        inbound: Inbound,
        runs: usize,
    }

    impl Counted {
        fn new((protocol, framing): (Protocol, Framing)) -> Self {
            let inbound = Inbound::new(protocol, framing, Limits::default());
            Self {
                protocol,
                inbound,
                runs: 0,
            }
        }

        fn receive(&mut self, mut bytes: &[u8]) {
            while !bytes.is_empty() {
                let room = self.inbound.room();
                let count = room.len().min(bytes.len());
                room[..count].copy_from_slice(&bytes[..count]);
                self.inbound.received(count);
                bytes = &bytes[count..];
            }
        }

        fn next(&mut self) -> Result<Option<String>> {
            let limits = Limits::default();
            let next = self.inbound.next(|message| {
                self.runs += 1;
                self.protocol.read_reply::<i32>(message.bytes, &limits)
            })?;
            Ok(next.map(|(_, result)| result.unwrap_err().message))
        }
    }

    #[test]
    fn single_bytes_make_messages_with_at_most_two_decodings_each() {
        for way in ways() {
            let texts = ["first", &"long".repeat(5000), "third"];
            let mut counted = Counted::new(way);
            let mut got = Vec::new();
            for byte in stream(way, &texts) {
                counted.receive(&[byte]);
                got.extend(counted.next().unwrap());
            }
            assert_eq!(got, texts, "{way:?}");
            assert!(counted.runs <= 6, "{way:?}: {} decodings", counted.runs);
            assert!(counted.inbound.is_empty());
        }
    }

    #[test]
    fn what_arrives_together_is_decoded_once() {
        for way in ways() {
            let texts = ["a", "b", "c", "d"];
            let mut counted = Counted::new(way);
            counted.receive(&stream(way, &texts));
            for text in texts {
                assert_eq!(counted.next().unwrap().as_deref(), Some(text), "{way:?}");
            }
            assert_eq!(
                (counted.next().unwrap(), counted.runs),
                (None, 4),
                "{way:?}"
            );
        }
    }

    #[test]
    fn every_cut_between_two_reads_gives_the_same_messages() {
        for way in ways() {
            let texts = ["one", "two", "three"];
            let bytes = stream(way, &texts);
            for cut in 0..=bytes.len() {
                let mut counted = Counted::new(way);
                let mut got = Vec::new();
                for part in [&bytes[..cut], &bytes[cut..]] {
                    counted.receive(part);
                    got.extend(std::iter::from_fn(|| counted.next().unwrap()));
                }
                assert_eq!(got, texts, "{way:?}, cut at {cut}");
            }
        }
    }

    #[test]
    fn memory_follows_what_arrived_and_goes_when_nothing_is_left() {
        let mut counted = Counted::new((Protocol::Binary, Framing::Framed));
        counted.receive(&16_000_000_u32.to_be_bytes());
        assert_eq!(counted.next().unwrap(), None);
        assert!(counted.inbound.room().len() <= 2 * LARGE_READ);

        for way in ways() {
            let mut counted = Counted::new(way);
            counted.receive(&stream(way, &["x"]));
            assert_eq!(counted.next().unwrap().as_deref(), Some("x"));
            counted.inbound.release();
            assert_eq!(counted.inbound.buffer.capacity(), 0, "{way:?}");
        }
    }

    #[test]
    fn a_message_beyond_the_limit_is_refused_whether_it_is_all_here_or_not() {
        for way in ways() {
            let limits = Limits::default().with_message(100).with_frame(100);
            let bytes = stream(way, &[&"x".repeat(100)]);
            // text does not say how long it will be: as much as the limit has to come first
            let is_text = matches!(way.0, Protocol::Json | Protocol::SimpleJson);
            for arrived in [if is_text { 105 } else { 40 }, bytes.len()] {
                let mut inbound = Inbound::new(way.0, way.1, limits);
                inbound.room()[..arrived].copy_from_slice(&bytes[..arrived]);
                inbound.received(arrived);
                let next = inbound.next(|message| way.0.read_reply::<i32>(message.bytes, &limits));
                let error = next.unwrap_err().to_string();
                assert!(error.contains("limit of 100"), "{way:?}: {error}");
            }
        }
    }
}
