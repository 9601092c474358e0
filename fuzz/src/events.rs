//! Any bytes as an event log: read at once and while it grows it holds the same events; a writer that opens it loses
//! none of them, and what it appends is read behind them.

use crate::{memory, pieces};
use std::{
    cell::OnceCell,
    fs::{self, File, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
};
use tempfile::TempDir;
use thriftwood::{
    Bytes, ErrorKind,
    transport::file::{EventReader, EventWriter, FlushPolicy, ReadOptions, WriteOptions},
};

/// The first byte chooses the size of a chunk, the second whether the log is written to, the next in which pieces it
/// grows.
pub fn file(input: &[u8]) {
    let Some((&[chunk, write, a, b, c], bytes)) = input.split_first_chunk() else {
        return;
    };
    let log = Log::new(chunk);
    fs::write(&log.path, bytes).expect("the folder can be written to");
    let whole = log.read();
    assert!(whole.iter().map(Bytes::len).sum::<usize>() <= bytes.len());
    assert_eq!(whole, log.read_growing(pieces::cut(bytes, [a, b, c])));
    log.seek_everywhere();
    if write & 1 == 1 {
        log.append();
    }
}

/// A file that is written anew for each input.
struct Log {
    path: PathBuf,
    chunk_size: u32,
}

impl Log {
    fn new(chunk: u8) -> Self {
        thread_local! {
            static FOLDER: OnceCell<TempDir> = const { OnceCell::new() };
        }
        // in memory, where there is such a file system
        let make = || {
            let shared = Path::new("/dev/shm");
            let folder = if shared.is_dir() {
                TempDir::new_in(shared)
            } else {
                TempDir::new()
            };
            folder.expect("there is a folder for temporary files")
        };
        Self {
            path: FOLDER.with(|folder| folder.get_or_init(make).path().join("log")),
            chunk_size: 5 + 3 * u32::from(chunk),
        }
    }

    fn reader(&self) -> EventReader {
        let options = ReadOptions::default().with_chunk_size(self.chunk_size);
        EventReader::open(&self.path, &options).expect("the log is there")
    }

    /// All events that can be read.
    fn read(&self) -> Vec<Bytes> {
        let mut events = Vec::new();
        go_on(&mut self.reader(), &mut events);
        events
    }

    /// The same, of a log that is not there yet.
    fn read_growing<'b>(&self, pieces: impl Iterator<Item = &'b [u8]>) -> Vec<Bytes> {
        let mut log = File::create(&self.path).expect("the folder can be written to");
        let (mut reader, mut events) = (self.reader(), Vec::new());
        for piece in pieces {
            log.write_all(piece).expect("the file can be written to");
            go_on(&mut reader, &mut events);
        }
        events
    }

    /// From each chunk on, an event or none is found, or damage.
    fn seek_everywhere(&self) {
        let mut reader = self.reader();
        let chunks = reader.num_chunks().expect("the log is there");
        for chunk in 0..=chunks.min(20) as i64 {
            for chunk in [chunk, -chunk] {
                if reader.seek_to_chunk(chunk).is_ok() {
                    let chunk = reader.chunk();
                    while let Ok(Some(_)) = reader.next_event_in(chunk) {}
                }
            }
        }
    }

    /// Opens the log to write to it; as if it were the only one that ever did.
    fn append(&self) {
        let before = self.read();
        let last = Bytes::from_static(b"!");
        let options = WriteOptions::default()
            .with_chunk_size(self.chunk_size)
            .with_flush(FlushPolicy::default().with_sync(false));
        let writer = EventWriter::open(&self.path, &options).expect("nobody else has it open");
        writer.append(&last).expect("a chunk holds a byte");
        writer.close().expect("the file can be written to");
        let after = self.read();
        assert_eq!(after.split_last(), Some((&last, &before[..])));
        // what was cut off is gone: the lock is too
        let again = OpenOptions::new().append(true).open(&self.path);
        assert!(again.is_ok());
    }
}

/// Reads on to the end of what is there now.
fn go_on(reader: &mut EventReader, events: &mut Vec<Bytes>) {
    loop {
        match memory::within(1 << 20, || reader.next_event()) {
            Ok(Some(event)) => events.push(event),
            Ok(None) => return,
            Err(error) if matches!(error.kind(), ErrorKind::DamagedLog(_)) => return,
            Err(error) => panic!("{error}"),
        }
    }
}
