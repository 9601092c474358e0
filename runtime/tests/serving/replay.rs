//! Logs of calls, run again.

use crate::support::{Handler, calculator::calculator::*, call, frame, message, replies};
use std::path::Path;
use thriftwood::{
    Dialect, Error, ErrorKind, Framing, Protocol, TMessageType,
    replay::TFileProcessor,
    transport::file::{EventReader, EventWriter, ReadOptions, WriteOptions},
};

const CHUNK: u32 = 128;

fn log(path: &Path, events: &[Vec<u8>]) -> EventReader {
    let options = WriteOptions::default().with_chunk_size(CHUNK);
    let writer = EventWriter::open(path, &options).unwrap();
    for event in events {
        writer.append(event).unwrap();
    }
    writer.close().unwrap();
    EventReader::open(path, &ReadOptions::default().with_chunk_size(CHUNK)).unwrap()
}

fn poke(number: i32) -> Vec<u8> {
    let arguments = PokeArgs { number };
    message(
        Framing::Unframed,
        "poke",
        TMessageType::Oneway,
        number,
        &arguments,
    )
}

fn add(sequence: i32, left: i32, right: i32) -> Vec<u8> {
    call(Framing::Unframed, "add", sequence, &AddArgs { left, right })
}

#[test]
fn calls_run_in_the_order_of_the_log_and_damage_costs_its_event() {
    let folder = tempfile::tempdir().unwrap();
    let cut = poke(3)[..20].to_vec();
    let events = [
        poke(1),
        [poke(2), add(7, 1, 2)].concat(),
        cut,
        b"no message".to_vec(),
        add(8, 0, 0),
        poke(4),
    ];
    let mut reader = log(&folder.path().join("log"), &events);
    let handler = Handler::default();
    let processor = TFileProcessor::new(Processor::new(handler.clone()), Protocol::Binary);
    let mut answers = Vec::new();
    let first = processor
        .process(&mut reader, Some(2), &mut answers)
        .unwrap();
    assert_eq!((first.events, first.calls, first.damaged), (2, 3, 0));
    let rest = processor.process(&mut reader, None, &mut answers).unwrap();
    assert_eq!((rest.events, rest.calls, rest.damaged), (4, 2, 2));
    assert_eq!(*handler.pokes.lock().unwrap(), [1, 2, 4]);

    let mut answers = replies::<AddResult>(Framing::Unframed, &answers);
    let (header, failed) = answers.pop().unwrap();
    assert_eq!((header.sequence, failed.is_err()), (8, true));
    let (header, added) = answers.pop().unwrap();
    assert_eq!((header.sequence, added.unwrap().success), (7, Some(3)));
    assert!(answers.is_empty());
}

#[test]
fn a_chunk_is_replayed_alone() {
    let folder = tempfile::tempdir().unwrap();
    let events: Vec<_> = (0..9).map(poke).collect();
    let in_a_chunk = CHUNK as usize / (events[0].len() + 4);
    let mut reader = log(&folder.path().join("log"), &events);
    let handler = Handler::default();
    let processor = TFileProcessor::new(Processor::new(handler.clone()), Protocol::Binary);
    reader.seek_to_chunk(1).unwrap();
    let mut none = std::io::sink();
    let replayed = processor.process_chunk(&mut reader, &mut none).unwrap();
    assert_eq!(replayed.calls, in_a_chunk as u64);
    let own: Vec<_> = (0..9).skip(in_a_chunk).take(in_a_chunk).collect();
    assert_eq!(*handler.pokes.lock().unwrap(), own);
}

#[test]
fn a_log_of_frames_is_replayed_too_and_one_that_nobody_reads_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut reader = log(
        &folder.path().join("log"),
        &[frame(Framing::Framed, &poke(5))],
    );
    let handler = Handler::default();
    let processor = TFileProcessor::new(Processor::new(handler.clone()), Protocol::Debug);
    let error: Error = processor
        .process(&mut reader, None, &mut std::io::sink())
        .unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Usage(_)));
    let processor = processor.with_dialect(Dialect::default().with_framing(Framing::Framed));
    let replayed = processor
        .process(&mut reader, None, &mut std::io::sink())
        .unwrap();
    assert_eq!((replayed.calls, replayed.damaged), (1, 0));
    assert_eq!(*handler.pokes.lock().unwrap(), [5]);
}
