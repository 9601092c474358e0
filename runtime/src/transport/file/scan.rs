//! From one event to the next: what is padding, what is damage, and what is not whole yet.

use super::chunks::{Chunks, WORD};
use crate::Bytes;
use byteorder::{ByteOrder as _, NativeEndian};
use std::{
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom},
};

/// Bytes that are read at once, where there are so many.
const READ_AHEAD: usize = 256 * 1024;

/// What lies at the position.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// An event; the position is behind it now.
    Event(Bytes),
    /// The file ends, perhaps inside an event; the position is where it would begin.
    End,
    /// A length that cannot be; the position is in front of it.
    Damage,
}

/// A position in a log. It is never behind a byte that a writer may still cut off.
#[derive(Debug)]
pub(super) struct Scan {
    file: File,
    pub(super) chunks: Chunks,
    longest: usize,
    /// Offset of the next event, or of the padding in front of it.
    pub(super) at: u64,
    /// What was read ahead, and where it lies in the file.
    window: Vec<u8>,
    window_at: u64,
}

impl Scan {
    /// Begins at the start of the file; an event of more than `longest` bytes is damage.
    pub(super) fn new(file: File, chunks: Chunks, longest: usize) -> Self {
        Self {
            file,
            chunks,
            longest: longest.min(chunks.longest()),
            at: 0,
            window: Vec::new(),
            window_at: 0,
        }
    }

    /// How long the file is now, in bytes.
    pub(super) fn file_length(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    /// Steps over padding, and over one event.
    pub(super) fn next(&mut self) -> io::Result<Found> {
        loop {
            let room = self.chunks.room(self.at);
            if room < WORD as u64 {
                self.at += room;
                continue;
            }
            let length = match self.bytes(WORD)? {
                None => return Ok(Found::End),
                Some(word) => length_of(word),
            };
            if length == 0 {
                self.at += WORD as u64;
                continue;
            }
            if length > self.longest || !self.chunks.fits(self.at, length) {
                return Ok(Found::Damage);
            }
            let event = match self.bytes(WORD + length)? {
                None => return Ok(Found::End),
                // a torn event was read ahead, and its writer has replaced it since
                Some(event) if length_of(event) != length => continue,
                Some(event) => Bytes::copy_from_slice(&event[WORD..]),
            };
            self.at += (WORD + length) as u64;
            return Ok(Found::Event(event));
        }
    }

    /// So many bytes from the position on, from the window or read anew. `None`: the file has fewer; nothing of them is
    /// kept, since a writer that opens the file cuts a torn event off.
    fn bytes(&mut self, count: usize) -> io::Result<Option<&[u8]>> {
        let offset = self.at.checked_sub(self.window_at);
        let within =
            offset.is_some_and(|at| at.saturating_add(count as u64) <= self.window.len() as u64);
        if !within {
            self.fill(count)?;
            if self.window.len() < count {
                self.window.clear();
                return Ok(None);
            }
        }
        let start = (self.at - self.window_at) as usize;
        Ok(Some(&self.window[start..start + count]))
    }

    /// The buffer grows with the bytes that are there, whatever a length claims.
    fn fill(&mut self, count: usize) -> io::Result<()> {
        self.window.clear();
        self.window_at = self.at;
        self.file.seek(SeekFrom::Start(self.at))?;
        let wanted = count.max(READ_AHEAD) as u64;
        (&self.file).take(wanted).read_to_end(&mut self.window)?;
        Ok(())
    }
}

/// Of at least [`WORD`] bytes. The host's byte order, as Apache writes it.
fn length_of(bytes: &[u8]) -> usize {
    NativeEndian::read_u32(bytes) as usize
}
