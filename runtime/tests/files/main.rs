//! Logs of events: exact bytes, damage, and writers that die.

#[cfg(unix)]
mod killed;
#[cfg(target_os = "linux")]
mod limited;
mod reading;
mod torn;
mod writing;

use std::path::Path;
use thriftwood::{
    Result,
    transport::file::{EventReader, EventWriter, FlushPolicy, ReadOptions, WriteOptions},
};

/// Small enough that a few events fill it.
const CHUNK: u32 = 32;

fn read_options() -> ReadOptions {
    ReadOptions::default().with_chunk_size(CHUNK)
}

fn write_options() -> WriteOptions {
    let flush = FlushPolicy::default().with_sync(false);
    WriteOptions::default()
        .with_chunk_size(CHUNK)
        .with_flush(flush)
}

fn append(path: &Path, events: &[&[u8]]) {
    let writer = EventWriter::open(path, &write_options()).unwrap();
    for event in events {
        writer.append(event).unwrap();
    }
    writer.close().unwrap();
}

/// The rest of the events.
fn rest(reader: &mut EventReader) -> Result<Vec<Vec<u8>>> {
    std::iter::from_fn(|| reader.next_event().transpose())
        .map(|event| event.map(Vec::from))
        .collect()
}

fn events(path: &Path) -> Vec<Vec<u8>> {
    rest(&mut EventReader::open(path, &read_options()).unwrap()).unwrap()
}

fn event(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap();
    [&length.to_ne_bytes(), bytes].concat()
}
