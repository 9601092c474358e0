//! A body that comes in chunks, each behind its length (RFC 9112 §7.1).

use super::{LINE_END, MOST_HEAD, bad};
use crate::{Bytes, Error, Result, error::Limit};
use httparse::{Status, parse_chunk_size};

/// The longest line with a chunk's length, in bytes: the digits, and extensions that nobody has.
const MOST_SIZE_LINE: usize = 256;

/// The chunks so far.
#[derive(Debug, Default)]
pub(super) struct Chunks {
    body: Vec<u8>,
    due: Due,
    /// The line that is due does not end within so many of its bytes.
    searched: usize,
    /// Bytes of the fields behind the last chunk.
    trailer: usize,
}

/// What comes next.
#[derive(Debug, Default)]
enum Due {
    #[default]
    Size,
    /// So many bytes of a chunk.
    Data(usize),
    /// The end of a chunk.
    DataEnd,
    /// Fields behind the last chunk, which nobody wants.
    Trailer,
    Nothing,
}

/// What was made of the bytes that have arrived.
pub(super) enum ChunkStep {
    /// As far as one can tell, so many bytes are missing.
    Short { missing: usize },
    /// So many were read.
    Passed(usize),
    /// There is nothing left to read.
    Whole(Bytes),
}

impl Chunks {
    /// How much of the body is here, in bytes.
    pub(super) fn collected(&self) -> usize {
        self.body.len()
    }

    /// Reads one thing from the start of what has arrived.
    ///
    /// # Errors
    /// These are no chunks, or more than `allowed` bytes of body.
    pub(super) fn step(&mut self, arrived: &[u8], allowed: usize) -> Result<ChunkStep> {
        match self.due {
            Due::Size => self.size(arrived, allowed),
            Due::Data(left) => Ok(self.data(arrived, left)),
            Due::DataEnd => self.data_end(arrived),
            Due::Trailer => self.trailer(arrived),
            Due::Nothing => Ok(ChunkStep::Whole(std::mem::take(&mut self.body).into())),
        }
    }

    fn size(&mut self, arrived: &[u8], allowed: usize) -> Result<ChunkStep> {
        let Some(line) = self.line(arrived, MOST_SIZE_LINE)? else {
            return Ok(ChunkStep::Short { missing: 1 });
        };
        // the parser takes no digits for a zero
        let has_digits = line[0].is_ascii_hexdigit(); // invariant: a line has its end at least
        let size = match parse_chunk_size(line) {
            Ok(Status::Complete((end, size))) if end == line.len() && has_digits => size,
            _ => return Err(bad(400, "this is no length of a chunk")),
        };
        let length = usize::try_from(size)
            .unwrap_or(usize::MAX)
            .saturating_add(self.body.len());
        if length > allowed {
            return Err(Error::too_long(Limit::Message, allowed, length));
        }
        self.due = match length - self.body.len() {
            0 => Due::Trailer,
            size => Due::Data(size),
        };
        Ok(ChunkStep::Passed(line.len()))
    }

    fn data(&mut self, arrived: &[u8], left: usize) -> ChunkStep {
        let here = left.min(arrived.len());
        if here == 0 {
            return ChunkStep::Short { missing: left };
        }
        self.body.extend(&arrived[..here]);
        self.due = match left - here {
            0 => Due::DataEnd,
            left => Due::Data(left),
        };
        ChunkStep::Passed(here)
    }

    fn data_end(&mut self, arrived: &[u8]) -> Result<ChunkStep> {
        let Some(end) = arrived.first_chunk() else {
            let missing = LINE_END.len() - arrived.len();
            return Ok(ChunkStep::Short { missing });
        };
        if end != LINE_END {
            return Err(bad(400, "a chunk is not as long as it says"));
        }
        self.due = Due::Size;
        Ok(ChunkStep::Passed(LINE_END.len()))
    }

    fn trailer(&mut self, arrived: &[u8]) -> Result<ChunkStep> {
        let Some(line) = self.line(arrived, MOST_HEAD - self.trailer)? else {
            return Ok(ChunkStep::Short { missing: 1 });
        };
        self.trailer += line.len();
        if line == LINE_END {
            self.due = Due::Nothing;
        }
        Ok(ChunkStep::Passed(line.len()))
    }

    /// The line at the start, with its end, if it is all here. A line feed alone ends none: others might take it for
    /// an end where we do not, or the reverse.
    fn line<'a>(&mut self, arrived: &'a [u8], longest: usize) -> Result<Option<&'a [u8]>> {
        let within = &arrived[..arrived.len().min(longest)];
        let Some(end) = memchr::memchr(b'\n', &within[self.searched..]) else {
            self.searched = within.len();
            return if within.len() == longest {
                Err(bad(431, "a line among the chunks is too long"))
            } else {
                Ok(None)
            };
        };
        let line = &within[..=self.searched + end];
        self.searched = 0;
        if line.ends_with(LINE_END) {
            Ok(Some(line))
        } else {
            Err(bad(400, "a line ends without a carriage return"))
        }
    }
}
