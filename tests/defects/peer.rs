//! A service, and a peer by script that says to it whatever a test likes.

use std::io::{self, Read, Write};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use thriftwood::server::{Timeouts, serve_blocking};
use thriftwood::transport::{Closer, TTransport};
use thriftwood::wire::Wire;
use thriftwood::{
    Bytes, Connection, Dialect, Framing, Limits, MessageHeader, Peer, Protocol, Result,
    ServerDialect, TMessageType,
};

use crate::idl::{Abacus, Refused, abacus};

/// Adds, gives back, refuses, and panics when it is poked.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Handler;

impl Abacus for Handler {
    async fn add(&self, left: i32, right: i32) -> Result<i32> {
        assert!(left >= 0, "negative");
        Ok(left + right)
    }

    async fn echo(&self, payload: Bytes) -> Result<Bytes> {
        Ok(payload)
    }

    async fn refuse(&self, why: String) -> Result<i32, abacus::RefuseError> {
        Err(Refused { why })?
    }

    async fn poke(&self, number: i32) -> Result<()> {
        panic!("{number}");
    }
}

/// The service.
pub(crate) fn service() -> abacus::Processor<Handler> {
    abacus::Processor::new(Handler)
}

/// One way to speak.
pub(crate) fn dialect(framing: Framing, protocol: Protocol) -> Dialect {
    Dialect::default()
        .with_framing(framing)
        .with_protocol(protocol)
}

/// Each protocol in each framing that carries it.
pub(crate) fn dialects() -> impl Iterator<Item = Dialect> {
    Framing::ALL.iter().flat_map(|framing| {
        let carried = Protocol::READABLE
            .iter()
            .filter(|protocol| framing.carries(**protocol).is_ok());
        carried.map(|protocol| dialect(*framing, *protocol))
    })
}

/// A call's bytes, without a frame.
pub(crate) fn message<A: Wire>(
    protocol: Protocol,
    method: &str,
    sequence: i32,
    arguments: &A,
) -> Vec<u8> {
    let header = MessageHeader::new(method, TMessageType::Call, sequence);
    let mut bytes = Vec::new();
    protocol
        .write_message(&header, arguments, &mut bytes)
        .unwrap();
    bytes
}

/// A call of `add` with the sum 3.
pub(crate) fn add(protocol: Protocol, sequence: i32) -> Vec<u8> {
    let arguments = abacus::AddArgs { left: 1, right: 2 };
    message(protocol, "add", sequence, &arguments)
}

/// A frame around it.
pub(crate) fn framed(bytes: &[u8]) -> Vec<u8> {
    [&(bytes.len() as u32).to_be_bytes(), bytes].concat()
}

/// A frame with a header: `header` is padded to whole words, and `payload` stands behind it.
pub(crate) fn header_frame(header: &[u8], payload: &[u8]) -> Vec<u8> {
    let words = header.len().div_ceil(4);
    let zeros = vec![0; words * 4 - header.len()];
    let fixed = b"\x0f\xff\0\0\0\0\0\x07";
    framed(
        &[
            fixed,
            &(words as u16).to_be_bytes()[..],
            header,
            &zeros,
            payload,
        ]
        .concat(),
    )
}

/// A call over HTTP.
pub(crate) fn post(fields: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("POST / HTTP/1.1\r\nHost: here\r\n{fields}Content-Length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

/// A message as it travels in the dialect's framing.
pub(crate) fn carried(dialect: Dialect, message: &[u8]) -> Vec<u8> {
    match dialect.framing {
        Framing::Framed => framed(message),
        Framing::Header if dialect.protocol == Protocol::Compact => header_frame(&[2, 0], message),
        Framing::Header => header_frame(&[0, 0], message),
        Framing::Http => post("Content-Type: application/x-thrift\r\n", message),
        _ => message.to_vec(),
    }
}

/// What became of a peer's words.
#[derive(Debug)]
pub(crate) struct Conversation {
    /// How the connection ended.
    pub(crate) result: Result<()>,
    /// What the peer was answered.
    pub(crate) answered: Vec<u8>,
    /// How many of its bytes were read.
    pub(crate) taken: usize,
}

/// Lets a server read `start` and then, if there is a filler, so many bytes of it, in pieces of at most `piece` bytes.
pub(crate) fn converse(
    dialect: impl Into<ServerDialect>,
    limits: Limits,
    start: &[u8],
) -> Conversation {
    run(dialect.into(), limits, Script::new(start))
}

/// The same, in small pieces.
pub(crate) fn converse_in_pieces(dialect: Dialect, start: &[u8], piece: usize) -> Conversation {
    let script = Script {
        piece,
        ..Script::new(start)
    };
    run(dialect.into(), Limits::default(), script)
}

/// The same with one byte so many times behind `start`.
pub(crate) fn converse_at_length(
    dialect: impl Into<ServerDialect>,
    limits: Limits,
    start: &[u8],
    (filler, fillers): (u8, usize),
) -> Conversation {
    let script = Script {
        filler,
        fillers,
        ..Script::new(start)
    };
    run(dialect.into(), limits, script)
}

fn run(dialect: ServerDialect, limits: Limits, mut script: Script<'_>) -> Conversation {
    let connection = Connection::new(dialect, limits, Peer::Memory);
    let stopping = AtomicBool::new(false);
    let timeouts = Timeouts::default();
    let result = serve_blocking(&mut script, connection, &service(), &timeouts, &stopping);
    Conversation {
        result,
        answered: script.answered,
        taken: script.taken,
    }
}

struct Script<'b> {
    start: &'b [u8],
    filler: u8,
    fillers: usize,
    piece: usize,
    taken: usize,
    answered: Vec<u8>,
}

impl<'b> Script<'b> {
    fn new(start: &'b [u8]) -> Self {
        Self {
            start,
            filler: 0,
            fillers: 0,
            piece: usize::MAX,
            taken: 0,
            answered: Vec::new(),
        }
    }
}

impl Read for Script<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let most = into.len().min(self.piece);
        let count = if self.start.is_empty() {
            let count = most.min(self.fillers);
            into[..count].fill(self.filler);
            self.fillers -= count;
            count
        } else {
            let (now, later) = self.start.split_at(most.min(self.start.len()));
            into[..now.len()].copy_from_slice(now);
            self.start = later;
            now.len()
        };
        self.taken += count;
        Ok(count)
    }
}

impl Write for Script<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.answered.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TTransport for Script<'_> {
    fn peer(&self) -> Peer {
        Peer::Memory
    }

    fn closer(&self) -> Closer {
        Closer::new(|_| ())
    }

    fn set_timeouts(&mut self, _: Option<Duration>, _: Option<Duration>) -> io::Result<()> {
        Ok(())
    }
}
