//! Writing a log: what is acknowledged is not lost.

use super::{
    CHUNK_SIZE,
    chunks::{Chunks, WORD},
    flusher::Log,
    scan::{Found, Scan},
};
use crate::{ErrorKind, Limits, Result, options::setters};
use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    path::Path,
    sync::Arc,
    thread::{self, JoinHandle},
    time::Duration,
};

/// When events leave memory, and what has then become of them. An event is *acknowledged* when the flush is done that
/// it went with; the flush begins when the first of these is true:
///
/// - so many bytes wait,
/// - the oldest has waited for so long,
/// - somebody [asks](EventWriter::flush).
///
/// With `sync`, acknowledged events survive the machine (`fdatasync`, as far as the disk keeps its word); without, they
/// survive the process, killed or not, and the operating system writes them when it likes. Events that come during a
/// flush wait for the next, so that many writers share one `fdatasync`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FlushPolicy {
    /// How many bytes may wait: 1 024 000 unless said, as in Apache's. 0 flushes as soon as there is anything.
    pub bytes: usize,
    /// How long an event may wait: 3 s unless said, as in Apache's.
    pub time: Duration,
    /// Does a flush wait for the disk? `true` unless said, as in Apache's.
    pub sync: bool,
}

impl FlushPolicy {
    /// Every event at once, to the disk.
    pub const AT_ONCE: Self = Self {
        bytes: 0,
        time: Duration::ZERO,
        sync: true,
    };
}

impl Default for FlushPolicy {
    fn default() -> Self {
        Self {
            bytes: 1_024_000,
            time: Duration::from_secs(3),
            sync: true,
        }
    }
}

setters!(FlushPolicy {
    /// Another number of bytes that may wait.
    with_bytes bytes: usize,
    /// Another time that an event may wait.
    with_time time: Duration,
    /// To the disk, or to the operating system.
    with_sync sync: bool,
});

/// How a log is written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WriteOptions {
    /// The size of a chunk, in bytes; [`CHUNK_SIZE`] unless said. Whoever reads has to know it.
    pub chunk_size: u32,
    /// When an event is acknowledged.
    pub flush: FlushPolicy,
    /// [`Limits::event`] counts here.
    pub limits: Limits,
}

impl Default for WriteOptions {
    fn default() -> Self {
        Self {
            chunk_size: CHUNK_SIZE,
            flush: FlushPolicy::default(),
            limits: Limits::default(),
        }
    }
}

setters!(WriteOptions {
    /// Another size of a chunk.
    with_chunk_size chunk_size: u32,
    /// Another flush policy.
    with_flush flush: FlushPolicy,
    /// Other limits.
    with_limits limits: Limits,
});

/// Appends events to a log. Threads may share it: the events of one thread keep their order, those of several mix.
/// A thread of its own flushes.
///
/// After a failed write or sync nothing more is written, and every later call fails with the same words: what the file
/// then ends with is unknown. Opening it again cuts off what is torn.
#[derive(Debug)]
pub struct EventWriter {
    log: Arc<Log>,
    flusher: Option<JoinHandle<()>>,
    longest: usize,
    limit: usize,
    cut: u64,
}

impl EventWriter {
    /// Opens a log to append to it, or makes one. An event at the end that is not whole is cut off: whoever was writing
    /// it was never told that it is there. Behind damage in the last chunk, the log goes on at the next.
    ///
    /// # Errors
    /// Another [`EventWriter`] has the log open (an advisory lock), the chunks hold no event, or the operating system's.
    pub fn open(path: impl AsRef<Path>, options: &WriteOptions) -> Result<Self> {
        let (path, chunks) = (path.as_ref(), Chunks::new(options.chunk_size)?);
        let file = open_locked(path)?;
        let length = file.metadata()?.len();
        let end = end_of(file.try_clone()?, chunks, length)?;
        if end != length {
            file.set_len(end)?;
        }
        if options.flush.sync {
            file.sync_all()?;
            sync_folder(path)?;
        }
        let log = Arc::new(Log::new(file, chunks, end, options.flush.clone())?);
        let flusher = {
            let log = Arc::clone(&log);
            thread::Builder::new()
                .name("event-log".to_owned())
                .spawn(move || log.flush_until_closed())?
        };
        Ok(Self {
            log,
            flusher: Some(flusher),
            longest: chunks.longest(),
            limit: options.limits.event,
            cut: length.saturating_sub(end),
        })
    }

    /// Appends an event. The receipt tells when it is acknowledged; until then a crash may lose it. Waits while twice as
    /// much as the flush policy lets wait is still to be written.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`]: the event is empty, longer than [`Limits::event`] or than a chunk holds. Else what an earlier
    /// write failed with.
    pub fn append(&self, event: &[u8]) -> Result<Receipt> {
        let allowed = self.limit.min(self.longest);
        if event.is_empty() {
            let why = "an event of no bytes is padding, which no reader sees";
            return Err(ErrorKind::Usage(why.into()).into());
        }
        if event.len() > allowed {
            let why = format!("an event of {} bytes is longer than {allowed}", event.len());
            return Err(ErrorKind::Usage(why.into()).into());
        }
        let end = self.log.append(event)?;
        Ok(Receipt {
            log: Arc::clone(&self.log),
            end,
        })
    }

    /// Flushes now, and waits until every event that was appended before is acknowledged.
    ///
    /// # Errors
    /// The operating system's, now or earlier.
    pub fn flush(&self) -> Result<()> {
        self.log.flush()
    }

    /// Flushes, and lets go of the file. Dropping the writer does the same, but cannot tell that it failed.
    ///
    /// # Errors
    /// The operating system's, now or earlier.
    pub fn close(mut self) -> Result<()> {
        let flushed = self.flush();
        self.end();
        flushed
    }

    /// How many bytes of a torn event were cut off when the log was opened.
    pub fn cut(&self) -> u64 {
        self.cut
    }

    fn end(&mut self) {
        self.log.close();
        let Some(flusher) = self.flusher.take() else {
            return;
        };
        if flusher.join().is_err() {
            tracing::error!("the thread that flushes an event log panicked");
        }
        self.log.unlock();
    }
}

impl Drop for EventWriter {
    fn drop(&mut self) {
        self.end();
    }
}

/// What [`EventWriter::append`] returns: the way to learn that the event is acknowledged.
#[derive(Clone, Debug)]
pub struct Receipt {
    log: Arc<Log>,
    /// The offset behind the event.
    end: u64,
}

impl Receipt {
    /// Waits until the event is acknowledged, which the flush policy says when.
    ///
    /// # Errors
    /// It could not be written: the operating system's words.
    pub fn wait(&self) -> Result<()> {
        self.log.wait(self.end)
    }

    /// Is the event acknowledged?
    pub fn is_acknowledged(&self) -> bool {
        self.log.acknowledged() >= self.end
    }
}

fn open_locked(path: &Path) -> Result<File> {
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::Error(error)) => Err(error.into()),
        Err(TryLockError::WouldBlock) => {
            let why = format!("{} is being written by somebody else", path.display());
            Err(io::Error::new(io::ErrorKind::ResourceBusy, why).into())
        }
    }
}

/// Where the log goes on. Only the last chunk is read: whatever is torn is in it.
fn end_of(file: File, chunks: Chunks, length: u64) -> io::Result<u64> {
    let mut scan = Scan::new(file, chunks, chunks.longest());
    scan.at = chunks.last_start(length);
    while scan.at < length {
        match scan.next()? {
            Found::Event(_) => {}
            Found::End => break,
            Found::Damage => {
                tracing::warn!(
                    at = scan.at,
                    "the event log is damaged; writing goes on at the next chunk"
                );
                return Ok(chunks.next(scan.at));
            }
        }
    }
    Ok(scan.at)
}

/// Makes the file's name as lasting as its bytes.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    File::open(folder)?.sync_all()
}

/// A folder cannot be opened here, and needs no flush.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// The bytes of an event, behind the padding that it needs.
pub(super) fn encode(event: &[u8], chunks: Chunks, at: u64, into: &mut Vec<u8>) -> Result<()> {
    let length = u32::try_from(event.len()).map_err(|_| ErrorKind::Unwritable(event.len()))?;
    if !chunks.fits(at, event.len()) {
        into.resize(into.len() + chunks.room(at) as usize, 0);
    }
    into.reserve(WORD + event.len());
    into.extend_from_slice(&length.to_ne_bytes());
    into.extend_from_slice(event);
    Ok(())
}
