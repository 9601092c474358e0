//! A log as a byte stream.

use super::{EventReader, EventWriter, Tail};
use crate::{
    Bytes, Error, ErrorKind, Peer,
    transport::{Closer, TTransport},
};
use std::{
    io::{self, Read, Write},
    time::Duration,
};

/// A log as a byte stream (Thrift's `TFileTransport`): reads give the bytes of one event after the other, and each write
/// is one event. A log is read or written, so the other direction is refused.
#[derive(Debug)]
pub struct TFileTransport {
    side: Side,
}

#[derive(Debug)]
enum Side {
    Read { reader: EventReader, rest: Bytes },
    Write(EventWriter),
}

impl From<EventReader> for TFileTransport {
    fn from(reader: EventReader) -> Self {
        let rest = Bytes::new();
        Self {
            side: Side::Read { reader, rest },
        }
    }
}

impl From<EventWriter> for TFileTransport {
    fn from(writer: EventWriter) -> Self {
        Self {
            side: Side::Write(writer),
        }
    }
}

impl Read for TFileTransport {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Side::Read { reader, rest } = &mut self.side else {
            return Err(unsupported("the log was opened for writing"));
        };
        if rest.is_empty() {
            *rest = reader.next_event().map_err(into_io)?.unwrap_or_default();
        }
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest.split_to(count));
        Ok(count)
    }
}

impl Write for TFileTransport {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let Side::Write(writer) = &self.side else {
            return Err(unsupported("the log was opened for reading"));
        };
        if !event.is_empty() {
            writer.append(event).map_err(into_io)?;
        }
        Ok(event.len())
    }

    /// Waits until every event is acknowledged.
    fn flush(&mut self) -> io::Result<()> {
        match &self.side {
            Side::Write(writer) => writer.flush().map_err(into_io),
            Side::Read { .. } => Ok(()),
        }
    }
}

impl TTransport for TFileTransport {
    fn peer(&self) -> Peer {
        Peer::Unknown
    }

    /// Ends the waiting of a reader at the end of the file.
    fn closer(&self) -> Closer {
        match &self.side {
            Side::Read { reader, .. } => reader.closer(),
            Side::Write(_) => Closer::new(|_| ()),
        }
    }

    /// The longest wait of a read at the end of the file, which is then the end of the stream. A write waits as the
    /// flush policy says.
    fn set_timeouts(&mut self, read: Option<Duration>, _: Option<Duration>) -> io::Result<()> {
        if let Side::Read { reader, .. } = &mut self.side {
            reader.set_tail(read.map_or(Tail::Forever, Tail::For));
        }
        Ok(())
    }
}

fn unsupported(why: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::Unsupported, why)
}

fn into_io(error: Error) -> io::Error {
    match error.into_kind() {
        ErrorKind::Io(error) => error,
        kind => io::Error::new(io::ErrorKind::InvalidData, Error::from(kind)),
    }
}
