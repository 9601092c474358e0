//! What a server has sent, read by other means than the runtime's own clients.

use flate2::{Decompress, FlushDecompress};
use thriftwood::{Bytes, Compression, Context, Framing, Limits, Protocol, framing::MessageScan};

/// The answers of a conversation, each without what is around it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answers {
    pub(super) framing: Framing,
    protocol: Protocol,
    each: Vec<Vec<u8>>,
}

impl Answers {
    /// Reads them as the call came that `context` is of.
    pub(super) fn read(sent: &[u8], compression: Compression, context: &Context) -> Self {
        let framing = context.framing();
        let clear = match (compression, framing) {
            (Compression::None, _) | (_, Framing::Header) => sent.to_vec(),
            (Compression::ZlibInFrames, _) => inflated(&frames(sent).concat()),
            _ => inflated(sent),
        };
        let each = match framing {
            Framing::Http => responses(&clear),
            Framing::Framed | Framing::Header => {
                let frames = frames(&clear);
                frames.into_iter().map(<[u8]>::to_vec).collect()
            }
            _ => messages(&clear, context.protocol()),
        };
        Self {
            framing,
            protocol: context.protocol(),
            each,
        }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.each.len()
    }

    /// All but the last one.
    pub(super) fn before_the_last(&self) -> &[Vec<u8>] {
        self.each.split_last().map_or(&[], |(_, before)| before)
    }

    /// The number of each; not of those over HTTP.
    pub(super) fn sequences(&self) -> Vec<i32> {
        let limits = Limits::default();
        let sequence = |answer: &Vec<u8>| {
            if self.framing == Framing::Header {
                return word(&answer[4..]);
            }
            let header = self
                .protocol
                .read_header(&Bytes::copy_from_slice(answer), &limits);
            header.expect("an answer is a message").sequence
        };
        self.each.iter().map(sequence).collect()
    }
}

/// Heads and bodies; not what HTTP says in between.
fn responses(sent: &[u8]) -> Vec<Vec<u8>> {
    const INTERIM: &str = "HTTP/1.1 100 Continue\r\n\r\n";
    let mut responses = Vec::new();
    let mut rest = sent;
    while let Some(end) = rest.windows(4).position(|end| end == b"\r\n\r\n") {
        let (response, later) = rest.split_at(end + 4);
        let head = std::str::from_utf8(response).expect("a head is text");
        if head == INTERIM {
            rest = later;
            continue;
        }
        assert!(head.starts_with("HTTP/1.1 "), "{head}");
        let mut lengths = head
            .lines()
            .filter_map(|line| line.strip_prefix("Content-Length:"));
        let length = lengths
            .next()
            .map_or(0, |length| length.trim().parse().expect("a number"));
        let (response, later) = rest.split_at(end + 4 + length);
        responses.push(response.to_vec());
        rest = later;
    }
    assert!(rest.is_empty(), "half an answer");
    responses
}

/// Messages with nothing around them.
fn messages(mut rest: &[u8], protocol: Protocol) -> Vec<Vec<u8>> {
    let mut messages = Vec::new();
    while !rest.is_empty() {
        let end = MessageScan::new(protocol, Limits::default()).advance(rest);
        let end = end.expect("an answer is a message").expect("a whole one");
        let (message, later) = rest.split_at(end);
        messages.push(message.to_vec());
        rest = later;
    }
    messages
}

fn word(bytes: &[u8]) -> i32 {
    i32::from_be_bytes(*bytes.first_chunk().expect("four bytes"))
}

fn frames(mut rest: &[u8]) -> Vec<&[u8]> {
    let mut frames = Vec::new();
    while !rest.is_empty() {
        let length = usize::try_from(word(rest)).expect("a length");
        let (frame, later) = rest[4..].split_at(length);
        frames.push(frame);
        rest = later;
    }
    frames
}

fn inflated(compressed: &[u8]) -> Vec<u8> {
    let mut state = Decompress::new(true);
    let mut clear = Vec::new();
    loop {
        clear.reserve(32 << 10);
        let (taken, made) = (state.total_in(), clear.len());
        let rest = &compressed[usize::try_from(taken).expect("it is in memory")..];
        let step = state.decompress_vec(rest, &mut clear, FlushDecompress::None);
        step.expect("a server's stream is whole");
        if state.total_in() == taken && clear.len() == made {
            return clear;
        }
    }
}
