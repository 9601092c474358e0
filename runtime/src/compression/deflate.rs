//! The other direction of a zlib stream: what we compress.

use super::ZlibLevel;
use flate2::{Compress, Compression as Level, FlushCompress, Status};
use std::fmt;

/// A deflater that goes on with one stream from piece to piece, until it is told to finish.
pub(crate) struct Deflate {
    state: Compress,
    at_start: bool,
}

/// The least room that a step is given: a sync flush and a stream's end fit in.
const SPARE: usize = 64;

impl Deflate {
    pub(crate) fn new(level: ZlibLevel) -> Self {
        let level = Level::new(u8::from(level).into());
        Self {
            state: Compress::new(level, true),
            at_start: true,
        }
    }

    /// Appends `plain`, compressed, to `compressed`: all of it, so that a peer can inflate it without what follows.
    pub(crate) fn write(&mut self, plain: &[u8], compressed: &mut Vec<u8>) {
        self.at_start = false;
        self.run(plain, compressed, FlushCompress::Sync);
    }

    /// Appends `plain` and the end of the stream, without the flush between them.
    pub(crate) fn write_last(&mut self, plain: &[u8], compressed: &mut Vec<u8>) {
        self.run(plain, compressed, FlushCompress::Finish);
        self.state.reset();
        self.at_start = true;
    }

    /// Appends the end of the stream, with the checksum of all that was written, if there was anything. What is written
    /// later begins another stream.
    pub(crate) fn finish(&mut self, compressed: &mut Vec<u8>) {
        if !self.at_start {
            self.write_last(&[], compressed);
        }
    }

    fn run(&mut self, mut plain: &[u8], compressed: &mut Vec<u8>, flush: FlushCompress) {
        loop {
            // Only the room that a step needs: flate2 writes zeros to all the spare capacity that it is given.
            let start = compressed.len();
            compressed.resize(start + plain.len() / 2 + SPARE, 0);
            let room = &mut compressed[start..];
            let before = (self.state.total_in(), self.state.total_out());
            let status = self.state.compress(plain, room, flush);
            // invariant: at most the lengths of the two slices
            let taken = (self.state.total_in() - before.0) as usize;
            let made = (self.state.total_out() - before.1) as usize;
            let has_room = made < room.len();
            compressed.truncate(start + made);
            plain = &plain[taken..];
            // zlib's contract: the flush is done when it leaves room. An error is a stream that was already ended,
            // which `finish` makes impossible.
            if matches!(status, Ok(Status::StreamEnd) | Err(_)) || plain.is_empty() && has_room {
                return;
            }
        }
    }
}

impl fmt::Debug for Deflate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deflate").finish_non_exhaustive()
    }
}
