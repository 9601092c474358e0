//! Where events may lie.

use crate::{ErrorKind, Result};

/// Bytes of a length word.
pub(super) const WORD: usize = 4;

/// The grid that a log lies on. Offsets are bytes from the start of the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chunks {
    size: u64,
}

impl Chunks {
    /// # Errors
    /// A chunk holds no event.
    pub(super) fn new(size: u32) -> Result<Self> {
        if size as usize <= WORD {
            let why = format!("a chunk of {size} bytes holds no event");
            return Err(ErrorKind::Usage(why.into()).into());
        }
        Ok(Self { size: size.into() })
    }

    /// The longest event, without its length word.
    pub(super) fn longest(self) -> usize {
        // invariant: the size is a `u32` above `WORD`
        self.size as usize - WORD
    }

    /// How many bytes are left in the chunk of `at`: never 0.
    pub(super) fn room(self, at: u64) -> u64 {
        self.size - at % self.size
    }

    /// Does an event of so many bytes fit in front of the next chunk?
    pub(super) fn fits(self, at: u64, length: usize) -> bool {
        (length as u64).saturating_add(WORD as u64) <= self.room(at)
    }

    /// The chunk of `at`, counted from 0.
    pub(super) fn of(self, at: u64) -> u64 {
        at / self.size
    }

    pub(super) fn start(self, chunk: u64) -> u64 {
        chunk.saturating_mul(self.size)
    }

    /// The start of the chunk behind the one of `at`.
    pub(super) fn next(self, at: u64) -> u64 {
        at + self.room(at)
    }

    /// The number of chunks of a file of `length` bytes, as Apache counts: one that is full has an empty one behind it.
    pub(super) fn count(self, length: u64) -> u64 {
        match length {
            0 => 0,
            _ => length / self.size + 1,
        }
    }

    /// Where the chunk starts that the last of `length` bytes is in.
    pub(super) fn last_start(self, length: u64) -> u64 {
        self.start(length.saturating_sub(1) / self.size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_is_filled_to_its_last_byte() {
        let chunks = Chunks::new(16).unwrap();
        assert!(chunks.fits(0, 12) && chunks.fits(16, 12) && chunks.fits(20, 8));
        assert!(!chunks.fits(0, 13) && !chunks.fits(20, 9) && !chunks.fits(29, 0));
        assert!(!chunks.fits(0, usize::MAX));
        assert_eq!(
            (chunks.room(0), chunks.room(15), chunks.room(16)),
            (16, 1, 16)
        );
        assert_eq!(
            (chunks.next(0), chunks.next(15), chunks.next(16)),
            (16, 16, 32)
        );
        assert_eq!(
            [0, 1, 15, 16, 17].map(|length| chunks.count(length)),
            [0, 1, 1, 2, 2]
        );
        assert_eq!(
            [0, 1, 16, 17].map(|length| chunks.last_start(length)),
            [0, 0, 0, 16]
        );
    }

    #[test]
    fn a_chunk_that_holds_nothing_is_refused() {
        assert!(Chunks::new(4).is_err());
        assert_eq!(Chunks::new(5).unwrap().longest(), 1);
    }
}
