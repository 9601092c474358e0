//! One direction of a zlib stream: what a peer has compressed.

use crate::{ErrorKind, Result};
use flate2::{Decompress, FlushDecompress, Status};
use std::fmt;

/// An inflater that follows a stream from piece to piece, and goes on with the next stream where one ends.
pub(crate) struct Inflate {
    state: Decompress,
    at_start: bool,
}

/// What one step of inflating came to, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Taken from the compressed bytes.
    pub(crate) taken: usize,
    /// Put into the room for inflated ones.
    pub(crate) made: usize,
}

impl Inflate {
    pub(crate) fn new() -> Self {
        Self {
            state: Decompress::new(true),
            at_start: true,
        }
    }

    /// Inflates as much of `compressed` as there is `room` for. It is called until it makes nothing, since a few bytes
    /// may stand for more than any room, and some of it may be held back in here.
    ///
    /// # Errors
    /// The bytes are damaged: they are no zlib stream, or their checksum is another.
    pub(crate) fn step(&mut self, compressed: &[u8], room: &mut [u8]) -> Result<Step> {
        let mut step = Step { taken: 0, made: 0 };
        while step.made < room.len() {
            let rest = &compressed[step.taken..];
            if self.at_start && rest.is_empty() {
                break;
            }
            let (read, written) = (self.state.total_in(), self.state.total_out());
            let status = self
                .state
                .decompress(rest, &mut room[step.made..], FlushDecompress::None);
            // invariant: at most the lengths of the two slices
            let taken = (self.state.total_in() - read) as usize;
            let made = (self.state.total_out() - written) as usize;
            step.taken += taken;
            step.made += made;
            let status = match status {
                Ok(status) => status,
                // what stands before the damage is handed out, as if it had come alone; the state keeps the damage
                Err(_) if step.made > 0 => {
                    self.at_start = false;
                    break;
                }
                Err(_) => return Err(ErrorKind::Damaged.into()),
            };
            self.at_start = status == Status::StreamEnd;
            if self.at_start {
                self.state.reset(true);
                // what is whole is handed out, though the next stream may be damaged
                if step.made > 0 {
                    break;
                }
            } else if taken == 0 && made == 0 {
                break;
            }
        }
        Ok(step)
    }

    /// Did the last stream come to its end, checksum and all?
    pub(crate) fn is_at_end(&self) -> bool {
        self.at_start
    }
}

impl fmt::Debug for Inflate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inflate").finish_non_exhaustive()
    }
}
