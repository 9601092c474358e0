//! The place in a stream of requests or of answers.

use super::{
    HttpPart, MOST_HEAD, Metadata,
    chunks::{ChunkStep, Chunks},
    head::{self, Body, Head},
};
use crate::{Bytes, Error, Limits, Result, error::Limit, framing::Side};

/// Behind the last line of a head.
const HEAD_END: &[u8] = b"\r\n\r\n";

/// Reads heads, and says what of the bytes behind them is a body.
#[derive(Debug)]
pub(in super::super) struct Reader {
    side: Side,
    limits: Limits,
    place: Place,
    /// Of the message whose body is due.
    last: bool,
    metadata: Metadata,
    /// Does the client wait to be asked for the body?
    is_awaited: bool,
}

#[derive(Debug)]
enum Place {
    /// The head that is due does not end within so many of its bytes.
    Head {
        searched: usize,
    },
    /// A body of so many bytes.
    Length(usize),
    Chunks(Box<Chunks>),
    UntilClose,
    /// Nothing that comes counts any more.
    Over,
}

/// What was made of the bytes that have arrived.
#[derive(Debug)]
pub(in super::super) enum Step {
    /// As far as one can tell, so many bytes are missing.
    Short { missing: usize },
    /// So many were read, and are to be dropped.
    Passed(usize),
    /// So many are the body.
    Body(usize),
    /// This was the body.
    Collected(Bytes),
}

impl Reader {
    pub(in super::super) fn new(side: Side, limits: Limits) -> Self {
        Self {
            side,
            limits,
            place: Place::Head { searched: 0 },
            last: false,
            metadata: Metadata::default(),
            is_awaited: false,
        }
    }

    /// Is no message under way?
    pub(in super::super) fn is_between(&self) -> bool {
        matches!(self.place, Place::Head { .. } | Place::Over)
    }

    /// How much of a body was collected, in bytes.
    pub(in super::super) fn collected(&self) -> usize {
        match &self.place {
            Place::Chunks(chunks) => chunks.collected(),
            _ => 0,
        }
    }

    /// Does the client wait to be asked for the body? It is asked once.
    pub(in super::super) fn take_awaited(&mut self) -> bool {
        std::mem::take(&mut self.is_awaited)
    }

    /// Reads one thing from the start of what has arrived, after which nothing comes if the stream has `ended`.
    ///
    /// # Errors
    /// These are no messages, or one is beyond the limits.
    pub(in super::super) fn step(&mut self, arrived: &[u8], ended: bool) -> Result<Step> {
        let limits = self.limits;
        match &mut self.place {
            Place::Head { .. } if arrived.starts_with(b"\r\n") => {
                self.place = Place::Head { searched: 0 };
                Ok(Step::Passed(2)) // tolerated between messages (RFC 9112 §2.2)
            }
            Place::Head { searched } => match find_end(arrived, searched, &limits)? {
                None => Ok(Step::Short { missing: 1 }),
                Some(end) => {
                    self.open(&arrived[..end])?;
                    // whoever has begun to send the body does not wait
                    self.is_awaited &= arrived.len() == end;
                    Ok(Step::Passed(end))
                }
            },
            Place::Length(length) => Ok(match length.checked_sub(arrived.len()) {
                None | Some(0) => Step::Body(*length),
                Some(missing) => Step::Short { missing },
            }),
            Place::Chunks(chunks) => Ok(match chunks.step(arrived, limits.message)? {
                ChunkStep::Short { missing } => Step::Short { missing },
                ChunkStep::Passed(count) => Step::Passed(count),
                ChunkStep::Whole(body) => Step::Collected(body),
            }),
            Place::UntilClose if arrived.len() > limits.message => {
                let (allowed, found) = (limits.message, arrived.len());
                Err(Error::too_long(Limit::Message, allowed, found))
            }
            Place::UntilClose if ended => Ok(Step::Body(arrived.len())),
            Place::Over if !arrived.is_empty() => Ok(Step::Passed(arrived.len())),
            Place::UntilClose | Place::Over => Ok(Step::Short { missing: 1 }),
        }
    }

    fn open(&mut self, head: &[u8]) -> Result<()> {
        let head = match self.side {
            Side::Client => Some(head::request(head, &self.limits)?),
            Side::Server => head::response(head, &self.limits)?,
        };
        self.place = Place::Head { searched: 0 };
        let Some(Head {
            body,
            last,
            expects,
            metadata,
        }) = head
        else {
            return Ok(());
        };
        self.place = match body {
            Body::Length(length) => Place::Length(length),
            Body::Chunked => Place::Chunks(Box::default()),
            Body::UntilClose => Place::UntilClose,
        };
        self.last = last;
        self.is_awaited = expects && body != Body::Length(0);
        self.metadata = metadata;
        Ok(())
    }

    /// What is to be known of the message whose body was handed out.
    pub(in super::super) fn finish(&mut self) -> (HttpPart, Metadata) {
        self.place = if self.last {
            Place::Over
        } else {
            Place::Head { searched: 0 }
        };
        self.is_awaited = false;
        let part = HttpPart::Response { last: self.last };
        (part, std::mem::take(&mut self.metadata))
    }
}

/// Where the head ends that has arrived. Every byte is looked at once.
fn find_end(arrived: &[u8], searched: &mut usize, limits: &Limits) -> Result<Option<usize>> {
    let allowed = limits.header.min(MOST_HEAD);
    let within = &arrived[..arrived.len().min(allowed)];
    let start = searched.saturating_sub(HEAD_END.len() - 1);
    if let Some(end) = memchr::memmem::find(&within[start..], HEAD_END) {
        return Ok(Some(start + end + HEAD_END.len()));
    }
    if arrived.len() > allowed {
        return Err(Error::too_long(Limit::Header, allowed, arrived.len()));
    }
    *searched = within.len();
    Ok(None)
}
