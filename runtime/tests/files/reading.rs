//! Damage, chunks, and files that grow.

use crate::{append, event, events, read_options, rest, write_options};
use std::{path::Path, sync::mpsc, time::Duration};
use thriftwood::{
    ErrorKind, Limits,
    transport::file::{EventReader, EventWriter, Tail},
};

/// Long enough for any machine; nothing waits for it unless it has failed.
const PATIENCE: Duration = Duration::from_mins(1);

fn open(path: &Path) -> EventReader {
    EventReader::open(path, &read_options()).unwrap()
}

/// Three chunks: two events, one and padding, one.
fn three_chunks(path: &Path) -> [&'static [u8]; 4] {
    let all: [&[u8]; 4] = [
        b"0123456789ab",
        b"cdefghijklmn",
        b"second chunk",
        b"the third chunk is here",
    ];
    append(path, &all);
    all
}

#[test]
fn chunks_are_counted_and_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    std::fs::write(&path, b"").unwrap();
    let mut reader = open(&path);
    assert_eq!(reader.num_chunks().unwrap(), 0);
    reader.seek_to_chunk(-1).unwrap();
    assert_eq!(reader.next_event().unwrap(), None);

    let all = three_chunks(&path);
    assert_eq!(reader.num_chunks().unwrap(), 3);
    for (chunk, first) in [
        (0, 0),
        (1, 2),
        (2, 3),
        (-1, 3),
        (-2, 2),
        (-3, 0),
        (-9, 0),
        (i64::MIN, 0),
    ] {
        reader.seek_to_chunk(chunk).unwrap();
        assert_eq!(rest(&mut reader).unwrap(), all[first..], "chunk {chunk}");
    }
    reader.seek_to_chunk(3).unwrap();
    assert_eq!(reader.next_event().unwrap(), None);
    append(&path, &[b"later"]);
    assert_eq!(rest(&mut reader).unwrap(), [b"later"]);

    reader.seek_to_chunk(1).unwrap();
    assert_eq!(reader.next_event_in(1).unwrap().unwrap(), all[2]);
    assert_eq!(reader.next_event_in(1).unwrap(), None);
    assert_eq!(reader.next_event_in(2).unwrap().unwrap(), all[3]);
}

#[test]
fn damage_costs_the_rest_of_its_chunk() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let all = three_chunks(&path);
    let whole = std::fs::read(&path).unwrap();
    let longer_than_the_chunk = 29u32;
    for length in [u32::MAX, 1 << 31, 33, longer_than_the_chunk] {
        let mut bytes = whole.clone();
        bytes[..4].copy_from_slice(&length.to_ne_bytes());
        std::fs::write(&path, &bytes).unwrap();
        let mut reader = open(&path);
        assert_eq!(rest(&mut reader).unwrap(), all[2..], "{length}");
        assert_eq!(reader.skipped(), 1);
    }
    // the second event of its chunk would cross the boundary by one byte
    let mut bytes = whole.clone();
    bytes[16..20].copy_from_slice(&13u32.to_ne_bytes());
    std::fs::write(&path, &bytes).unwrap();
    assert_eq!(events(&path), [all[0], all[2], all[3]]);
    // what a limit forbids is damage
    std::fs::write(&path, &whole).unwrap();
    let limits = Limits::default().with_event(all[0].len());
    let mut reader = EventReader::open(&path, &read_options().with_limits(limits)).unwrap();
    let read: Result<Vec<_>, _> = rest(&mut reader);
    assert!(matches!(
        read.unwrap_err().kind(),
        ErrorKind::DamagedLog(64)
    ));
}

#[test]
fn every_damaged_byte_is_survived() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let all = three_chunks(&path);
    let whole = std::fs::read(&path).unwrap();
    for at in 0..whole.len() {
        for flip in [1, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] ^= flip;
            std::fs::write(&path, &bytes).unwrap();
            // whatever is in the damaged chunk, what lies in the others is read
            let mut reader = open(&path);
            let read: Vec<_> = (0..9)
                .map_while(|_| reader.next_event().ok().flatten())
                .collect();
            for (chunk, own) in [(0, &all[..2]), (1, &all[2..3]), (2, &all[3..])] {
                let intact = own
                    .iter()
                    .all(|event| read.iter().any(|other| other == event));
                assert!(intact || at / 32 == chunk, "byte {at}, chunk {chunk}");
            }
        }
    }
}

#[test]
fn damage_in_the_last_chunk_is_told_until_there_is_another() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let damaged = [event(b"one"), 77u32.to_ne_bytes().to_vec()].concat();
    std::fs::write(&path, damaged).unwrap();
    let mut reader = open(&path);
    assert_eq!(reader.next_event().unwrap().unwrap(), b"one"[..]);
    for _ in 0..2 {
        let error = reader.next_event().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::DamagedLog(7)), "{error}");
    }
    append(&path, &[b"two"]);
    assert_eq!(rest(&mut reader).unwrap(), [b"two"]);
    assert_eq!(reader.skipped(), 1);
}

#[test]
fn an_event_that_is_not_whole_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let bytes = [event(b"one"), event(b"another")].concat();
    let mut reader = {
        std::fs::write(&path, b"").unwrap();
        open(&path)
    };
    let mut seen = Vec::new();
    for length in 0..=bytes.len() {
        std::fs::write(&path, &bytes[..length]).unwrap();
        seen.extend(reader.next_event().unwrap().map(|event| (length, event)));
    }
    assert_eq!(
        seen,
        [
            (7, b"one"[..].to_vec().into()),
            (18, b"another"[..].to_vec().into())
        ]
    );
}

#[test]
fn a_reader_forgets_a_torn_event_that_was_cut() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let torn = [event(b"one"), event(b"torn and never whole")[..12].to_vec()].concat();
    std::fs::write(&path, torn).unwrap();
    let mut reader = open(&path);
    assert_eq!(rest(&mut reader).unwrap(), [b"one"]);
    append(&path, &[b"a", b"b"]);
    assert_eq!(rest(&mut reader).unwrap(), [b"a", b"b"]);
}

#[test]
fn a_tail_sees_what_comes_and_ends_when_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let writer = EventWriter::open(&path, &write_options()).unwrap();
    let options = read_options().with_poll(Duration::from_millis(1));
    let mut reader = EventReader::open(&path, &options.clone().with_tail(Tail::Forever)).unwrap();
    let closer = reader.closer();
    let (send, receive) = mpsc::channel();
    let reading = std::thread::spawn(move || {
        while let Some(event) = reader.next_event().unwrap() {
            send.send(event).unwrap();
        }
    });
    for number in 0..20u8 {
        writer.append(&[1, number, 3, 4, 5, 6]).unwrap();
        writer.flush().unwrap();
        assert_eq!(receive.recv_timeout(PATIENCE).unwrap()[1], number);
    }
    closer.close();
    reading.join().unwrap();

    let short = Tail::For(Duration::from_millis(2));
    let mut reader = EventReader::open(&path, &options.with_tail(short)).unwrap();
    assert_eq!(rest(&mut reader).unwrap().len(), 20);
}
