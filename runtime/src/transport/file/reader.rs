//! Reading a log: from its start or from a chunk, to its end or for ever.

use super::{
    CHUNK_SIZE,
    chunks::{Chunks, WORD},
    scan::{Found, Scan},
    stop::Stop,
};
use crate::{Bytes, ErrorKind, Limits, Result, options::setters, transport::Closer};
use std::{
    fs::File,
    path::Path,
    time::{Duration, Instant},
};

/// What a reader does at the end of the file (Apache's read timeout).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tail {
    /// It says so (Apache's 0).
    #[default]
    No,
    /// It waits so long for another event, and then says so (Apache's milliseconds).
    For(Duration),
    /// It waits until there is one, or until its [closer](EventReader::closer) ends it (Apache's −1).
    Forever,
}

/// How a log is read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadOptions {
    /// The writer's size of a chunk, in bytes; [`CHUNK_SIZE`] unless said.
    pub chunk_size: u32,
    /// What happens at the end; nothing unless said.
    pub tail: Tail,
    /// How long to wait before looking whether the file has grown: 500 ms unless said, as in Apache's.
    pub poll: Duration,
    /// [`Limits::event`] counts here: a longer event is taken for damage.
    pub limits: Limits,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            chunk_size: CHUNK_SIZE,
            tail: Tail::No,
            poll: Duration::from_millis(500),
            limits: Limits::default(),
        }
    }
}

setters!(ReadOptions {
    /// Another size of a chunk.
    with_chunk_size chunk_size: u32,
    /// Another end.
    with_tail tail: Tail,
    /// Another wait before another look.
    with_poll poll: Duration,
    /// Other limits.
    with_limits limits: Limits,
});

/// Reads the events of a log, while it may be written.
#[derive(Debug)]
pub struct EventReader {
    scan: Scan,
    tail: Tail,
    poll: Duration,
    stop: Stop,
    skipped: u64,
}

impl EventReader {
    /// Opens a log at its first event.
    ///
    /// # Errors
    /// The file cannot be read, or the chunks are too small to hold an event.
    pub fn open(path: impl AsRef<Path>, options: &ReadOptions) -> Result<Self> {
        let chunks = Chunks::new(options.chunk_size)?;
        Ok(Self {
            scan: Scan::new(File::open(path)?, chunks, options.limits.event),
            tail: options.tail,
            poll: options.poll,
            stop: Stop::default(),
            skipped: 0,
        })
    }

    /// The next event. Damage costs the rest of its chunk: reading goes on at the next one, with a warning in the log.
    /// `None`: there is no more, or none came within the [tail](ReadOptions::tail)'s time; asking again later may give
    /// one. An event that is not whole yet is none.
    ///
    /// # Errors
    /// [`ErrorKind::DamagedLog`]: damage in the last chunk, so there is nowhere to go on, and no waiting helps. The
    /// position stays, and reading goes on when there is another chunk. Else the operating system's.
    pub fn next_event(&mut self) -> Result<Option<Bytes>> {
        let began = Instant::now();
        loop {
            match self.scan.next()? {
                Found::Event(event) => return Ok(Some(event)),
                Found::Damage if self.recover()? => {}
                found => {
                    if self.wait(began) {
                        continue;
                    }
                    return match found {
                        Found::Damage => Err(ErrorKind::DamagedLog(self.scan.at).into()),
                        _ => Ok(None),
                    };
                }
            }
        }
    }

    /// The next event, if it lies in this chunk; else the position stays in front of it.
    ///
    /// # Errors
    /// As [`next_event`](Self::next_event).
    pub fn next_event_in(&mut self, chunk: u64) -> Result<Option<Bytes>> {
        let Some(event) = self.next_event()? else {
            return Ok(None);
        };
        let start = self.scan.at - (WORD + event.len()) as u64;
        if self.scan.chunks.of(start) == chunk {
            return Ok(Some(event));
        }
        self.scan.at = start;
        Ok(None)
    }

    /// Goes to the next chunk, if there is one.
    fn recover(&mut self) -> Result<bool> {
        let (at, next) = (self.scan.at, self.scan.chunks.next(self.scan.at));
        let can = self.scan.file_length()? > next;
        if can {
            tracing::warn!(
                at,
                next,
                "the event log is damaged; reading goes on at the next chunk"
            );
            self.skipped += 1;
            self.scan.at = next;
        }
        Ok(can)
    }

    /// Waits for the file to grow. `false`: that was enough.
    fn wait(&self, began: Instant) -> bool {
        match self.tail {
            Tail::No => false,
            Tail::Forever => self.stop.sleep(self.poll),
            Tail::For(time) => {
                let left = time.saturating_sub(began.elapsed());
                !left.is_zero() && self.stop.sleep(self.poll.min(left))
            }
        }
    }

    /// The number of chunks, as Apache counts: the file's length divided by the size of a chunk, plus one; none of an
    /// empty file.
    ///
    /// # Errors
    /// The operating system's.
    pub fn num_chunks(&self) -> Result<u64> {
        Ok(self.scan.chunks.count(self.scan.file_length()?))
    }

    /// The chunk of the position, counted from 0.
    pub fn chunk(&self) -> u64 {
        self.scan.chunks.of(self.scan.at)
    }

    /// Goes to the start of a chunk: counted from 0, or from the end where it is negative (−1 is the last one). In
    /// front of the first is the first; behind the last is the end of what is there now.
    ///
    /// # Errors
    /// The operating system's, or damage on the way to the end.
    pub fn seek_to_chunk(&mut self, chunk: i64) -> Result<()> {
        let count = self.num_chunks()?;
        let target = match u64::try_from(chunk) {
            Ok(chunk) => chunk,
            Err(_) => count.saturating_sub(chunk.unsigned_abs()),
        };
        if target < count {
            self.scan.at = self.scan.chunks.start(target);
            return Ok(());
        }
        self.seek_to_end()
    }

    /// Goes behind the last whole event that is there now.
    ///
    /// # Errors
    /// The operating system's, or damage in the last chunk.
    pub fn seek_to_end(&mut self) -> Result<()> {
        let length = self.scan.file_length()?;
        self.scan.at = self.scan.chunks.last_start(length);
        while self.scan.at < length {
            match self.scan.next()? {
                Found::Event(_) => {}
                Found::End => break,
                Found::Damage => return Err(ErrorKind::DamagedLog(self.scan.at).into()),
            }
        }
        Ok(())
    }

    /// How many times damage was stepped over.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// Another end of the file from now on.
    pub fn set_tail(&mut self, tail: Tail) {
        self.tail = tail;
    }

    /// A handle that ends the waiting at the end of the file, now and later, from another thread.
    pub fn closer(&self) -> Closer {
        let stop = self.stop.clone();
        Closer::new(move |how| {
            if how != std::net::Shutdown::Write {
                stop.stop();
            }
        })
    }
}
