//! Messages that wait to be sent, compressed or not.

use super::Pieces;
use crate::{
    Compression, Framing, MessageHeader, Result, TReply, ZlibLevel,
    compression::Deflate,
    framing::{Heading, Outbound},
};

/// The outbound half of a connection. An idle one holds no buffer.
#[derive(Debug)]
pub(crate) struct Sender {
    outbound: Outbound,
    compressed: Option<Box<Compressed>>,
}

/// Bytes that are compressed and wait to be sent.
#[derive(Debug, Default)]
struct Compressed {
    /// Made when the first message is sent: it is large.
    deflate: Option<Deflate>,
    level: ZlibLevel,
    bytes: Vec<u8>,
    sent: usize,
    /// Is the stream cut into frames?
    in_frames: bool,
}

/// The most bytes that a frame's piece of a stream stands for: what Apache's libraries take in one frame, and some room
/// for what cannot be compressed.
const PIECE: usize = 8 << 20;

impl Sender {
    pub(crate) fn new(compression: Compression, level: ZlibLevel) -> Self {
        Self {
            outbound: Outbound::default(),
            compressed: (compression != Compression::None).then(|| {
                Box::new(Compressed {
                    level,
                    in_frames: compression == Compression::ZlibInFrames,
                    ..Compressed::default()
                })
            }),
        }
    }

    /// Appends a message, as `heading` says.
    ///
    /// # Errors
    /// It is longer than Thrift can say; nothing was appended.
    pub(crate) fn push<B: TReply>(
        &mut self,
        heading: &Heading,
        header: &MessageHeader,
        body: &B,
    ) -> Result<()> {
        self.outbound.push(heading, header, body)
    }

    /// The same for a driver that sends [pieces](Self::pieces): long payloads are linked instead of copied.
    ///
    /// # Errors
    /// As [`Self::push`].
    pub(crate) fn push_linked<B: TReply>(
        &mut self,
        heading: &Heading,
        header: &MessageHeader,
        body: &B,
    ) -> Result<()> {
        if self.compressed.is_some() {
            self.outbound.push(heading, header, body)
        } else {
            self.outbound.push_linked(heading, header, body)
        }
    }

    /// Takes all over that waits in `outbound`, once all of its own is sent; its room goes there in exchange. Nothing is
    /// copied.
    #[cfg(feature = "tokio")]
    pub(crate) fn take_over(&mut self, outbound: &mut Outbound) {
        debug_assert_eq!(self.outbound.waiting(), 0, "all is sent");
        std::mem::swap(&mut self.outbound, outbound);
    }

    /// Answers a call that has no reply, where the framing leaves none without an answer.
    ///
    /// # Errors
    /// What travels beside the answer cannot be written; nothing was appended.
    pub(crate) fn push_nothing(&mut self, heading: &Heading) -> Result<()> {
        self.outbound.push_nothing(heading)
    }

    /// Appends bytes that are no message.
    pub(crate) fn push_bytes(&mut self, bytes: &[u8]) {
        self.outbound.push_bytes(bytes);
    }

    /// What is to be sent: every message that was pushed, compressed together.
    pub(crate) fn bytes(&mut self) -> &[u8] {
        let Some(compressed) = &mut self.compressed else {
            return self.outbound.bytes();
        };
        let plain = self.outbound.bytes();
        if !plain.is_empty() {
            compressed.write(plain);
            let count = plain.len();
            self.outbound.written(count);
        }
        &compressed.bytes[compressed.sent..]
    }

    /// What is to be sent next, as [`Self::bytes`], and the payloads that are linked.
    pub(crate) fn pieces(&mut self) -> Pieces<'_> {
        if self.compressed.is_none() {
            return self.outbound.pieces();
        }
        Pieces::of(self.bytes())
    }

    /// How much waits to be sent, in bytes; of what is not compressed yet, before it is.
    pub(crate) fn waiting(&self) -> usize {
        let compressed = |compressed: &Compressed| compressed.bytes.len() - compressed.sent;
        self.outbound.waiting() + self.compressed.as_deref().map_or(0, compressed)
    }

    /// The first `count` of [`Self::bytes`] were sent.
    pub(crate) fn written(&mut self, count: usize) {
        let Some(compressed) = &mut self.compressed else {
            return self.outbound.written(count);
        };
        compressed.sent = compressed.bytes.len().min(compressed.sent + count);
        if compressed.sent == compressed.bytes.len() {
            compressed.bytes.clear();
            compressed.sent = 0;
        }
    }

    /// Ends the compressed stream, if there is one: its checksum is to be sent too.
    pub(crate) fn finish(&mut self) {
        if self.compressed.is_some() {
            self.bytes();
        }
        if let Some(compressed) = &mut self.compressed {
            compressed.finish();
        }
    }

    /// Gives the memory back, if all is sent. A stream's window stays.
    pub(crate) fn release(&mut self) {
        self.outbound.release();
        if let Some(compressed) = &mut self.compressed
            && compressed.bytes.is_empty()
        {
            compressed.bytes = Vec::new();
        }
    }
}

impl Compressed {
    fn write(&mut self, plain: &[u8]) {
        let deflate = self.deflate.get_or_insert_with(|| Deflate::new(self.level));
        if !self.in_frames {
            return deflate.write(plain, &mut self.bytes);
        }
        for piece in plain.chunks(PIECE) {
            framed(&mut self.bytes, |bytes| deflate.write(piece, bytes));
        }
    }

    fn finish(&mut self) {
        match &mut self.deflate {
            Some(deflate) if self.in_frames => {
                framed(&mut self.bytes, |bytes| deflate.finish(bytes));
            }
            Some(deflate) => deflate.finish(&mut self.bytes),
            None => {}
        }
    }
}

/// Appends a frame of what `write` appends.
fn framed(bytes: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let written = Framing::Framed.write(bytes, |bytes| {
        write(bytes);
        Ok(())
    });
    debug_assert!(written.is_ok(), "a piece is shorter than the longest frame");
}
