//! Messages on their way from the thread that receives them to one that answers them.

use super::{Arrived, Ends, Extent, Framing, Heading, LENGTH, Whole, find_frame};
use crate::{Bytes, Limits, Protocol};

/// Messages that have arrived whole and are handed over together. Frames are not taken apart for that: what came with one
/// read travels as one run of bytes.
#[derive(Debug)]
pub(crate) struct Batch {
    bytes: Bytes,
    /// Where the next message begins.
    at: usize,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// One message, until it is taken.
    One(Option<Heading>),
    /// Frames with their lengths.
    Frames(Protocol),
}

impl Batch {
    /// Of whole frames.
    pub(super) fn of_frames(frames: Bytes, protocol: Protocol) -> Self {
        Self {
            bytes: frames,
            at: 0,
            kind: Kind::Frames(protocol),
        }
    }

    /// How many bytes are left.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// Has every message been taken?
    pub(crate) fn is_done(&self) -> bool {
        match &self.kind {
            Kind::One(heading) => heading.is_none(),
            Kind::Frames(_) => self.len() == 0,
        }
    }

    /// Is it to be answered before whatever came behind it?
    pub(crate) fn takes_turns(&self) -> bool {
        matches!(&self.kind, Kind::One(Some(heading)) if heading.framing == Framing::Http)
    }

    /// The next message of those that are left.
    pub(crate) fn take<'b>(&'b mut self, limits: &'b Limits) -> Option<(Arrived<'b>, Heading)> {
        let (range, heading) = match &mut self.kind {
            Kind::One(heading) => (0..self.bytes.len(), heading.take()?),
            Kind::Frames(protocol) => {
                // invariant: these are whole frames within the limits
                let Ok(Extent::Whole { length }) = find_frame(&self.bytes[self.at..], limits)
                else {
                    return None;
                };
                let start = self.at + LENGTH;
                let heading = Heading::plain(*protocol, Framing::Framed);
                (start..start + length, heading)
            }
        };
        self.at = range.end;
        let arrived = Arrived {
            bytes: &self.bytes[range],
            whole: &self.bytes,
            limits,
            ends: Ends::Here,
            protocol: heading.protocol,
            framing: heading.framing,
        };
        Some((arrived, heading))
    }
}

impl From<Whole> for Batch {
    fn from(message: Whole) -> Self {
        Self {
            bytes: message.bytes,
            at: 0,
            kind: Kind::One(Some(message.heading)),
        }
    }
}
