//! What a machine may leave at the end of a log when it loses power: everything that was acknowledged, and of the rest as much as it
//! likes, with zeros or anything else behind it. The format has no checksum, so what was not acknowledged may be read wrongly;
//! what was is read, and the log goes on.

use crate::{append, event, read_options, rest, write_options};
use std::{fs, path::Path};
use thriftwood::transport::file::{EventReader, EventWriter, ReadOptions, WriteOptions};

const CHUNK: u32 = 256;
const NEW: [&[u8]; 3] = [b"new", b"and another one, which is longer", b"!"];

fn options() -> (ReadOptions, WriteOptions) {
    let read = read_options().with_chunk_size(CHUNK);
    (read, write_options().with_chunk_size(CHUNK))
}

/// Events of many lengths: a chunk and a half.
fn payloads() -> Vec<Vec<u8>> {
    let lengths = [1, 4, 30, 3, 60, 7, 100, 12, 90, 2, 33, 5, 64];
    let payload = |(number, length): (usize, &usize)| {
        let byte = |at| (number * 31 + at * 7) as u8 | 1;
        (0..*length).map(byte).collect()
    };
    lengths.iter().enumerate().map(payload).collect()
}

/// The file's bytes, and for each event the offset behind it: from there on it may have been acknowledged.
fn log(path: &Path) -> (Vec<u8>, Vec<Vec<u8>>, Vec<usize>) {
    let (_, write) = options();
    let payloads = payloads();
    let writer = EventWriter::open(path, &write).unwrap();
    let mut ends = Vec::new();
    for payload in &payloads {
        writer.append(payload).unwrap();
        writer.flush().unwrap();
        ends.push(fs::metadata(path).unwrap().len() as usize);
    }
    writer.close().unwrap();
    (fs::read(path).unwrap(), payloads, ends)
}

/// All that can be read, and whether damage came behind it.
fn all(path: &Path) -> (Vec<Vec<u8>>, bool) {
    let mut reader = EventReader::open(path, &options().0).unwrap();
    let mut events = Vec::new();
    loop {
        match reader.next_event() {
            Ok(Some(event)) => events.push(event.to_vec()),
            Ok(None) => return (events, false),
            Err(_) => return (events, true),
        }
    }
}

/// Opens it again, appends, and reads it all.
fn goes_on(path: &Path, whole: &[Vec<u8>], about: &str) -> Vec<Vec<u8>> {
    let writer = EventWriter::open(path, &options().1).unwrap();
    for event in NEW {
        writer.append(event).unwrap();
    }
    writer.close().unwrap();
    let (events, damaged) = all(path);
    assert!(
        !damaged,
        "{about}: whoever opened the log went past the damage"
    );
    assert_eq!(events[..whole.len()], *whole, "{about}");
    let between = events.len() - NEW.len();
    assert_eq!(events[between..], NEW, "{about}");
    events[whole.len()..between].to_vec()
}

/// What stands at an offset instead of the bytes that are lost.
type Tail<'t> = dyn Fn(usize, &[u8]) -> Vec<u8> + 't;

/// Does this at every offset of the file.
fn at_every_offset(
    tail: impl Fn(usize, &[u8]) -> Vec<u8>,
    check: impl Fn(&Path, usize, &[Vec<u8>], &[u8]),
) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let (bytes, payloads, ends) = log(&path);
    assert!(bytes.len() > CHUNK as usize * 3 / 2);
    for at in 0..=bytes.len() {
        let whole = ends.iter().filter(|end| **end <= at).count();
        let torn = payloads.get(whole).map_or(&[][..], Vec::as_slice);
        fs::write(&path, [&bytes[..at], &tail(at, &bytes[at..])].concat()).unwrap();
        check(&path, at, &payloads[..whole], torn);
    }
}

#[test]
fn a_file_that_is_cut_anywhere_has_what_is_whole_and_nothing_else() {
    at_every_offset(
        |_, _| Vec::new(),
        |path, at, whole, _| {
            assert_eq!(all(path), (whole.to_vec(), false), "cut at {at}");
            let between = goes_on(path, whole, &format!("cut at {at}"));
            assert_eq!(between, [[0; 0]; 0], "cut at {at}");
        },
    );
}

#[test]
fn zeros_from_anywhere_on_are_padding_or_the_end_of_what_was_not_acknowledged() {
    for beyond in [0, 1, 3, 4, 40, CHUNK as usize] {
        at_every_offset(
            |_, lost| vec![0; lost.len() + beyond],
            |path, at, whole, torn| {
                let about = format!("zeros from {at}, {beyond} more");
                let (events, damaged) = all(path);
                assert!(!damaged, "{about}");
                assert_eq!(events[..whole.len()], *whole, "{about}");
                let wrong = |event: &[u8]| {
                    let kept = event.iter().take_while(|byte| **byte != 0).count();
                    let is_part = torn.starts_with(&event[..kept]);
                    !is_part || event[kept..].iter().any(|byte| *byte != 0)
                };
                for read in [events[whole.len()..].to_vec(), goes_on(path, whole, &about)] {
                    assert!(read.len() <= 1, "{about}: at most what was torn");
                    assert!(!read.iter().any(|event| wrong(event)), "{about}: {read:?}");
                }
            },
        );
    }
}

/// Any bytes at all: as random ones, as lengths that cannot be, and as the start of this very log.
#[test]
fn anything_from_anywhere_on_costs_nothing_that_was_whole() {
    let noise = |seed: usize, length: usize| {
        let step = |state: &u32| Some(state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
        let states = std::iter::successors(Some(seed as u32 * 7919), step);
        states
            .skip(1)
            .map(|state| (state >> 24) as u8)
            .take(length)
            .collect::<Vec<_>>()
    };
    let stale = [event(b"old"), event(b"older and longer"), event(&[9; 100])].concat();
    let small = |length: usize| {
        (0..length)
            .map(|at| if at % 4 == 0 { 5 } else { 0 })
            .collect::<Vec<u8>>()
    };
    let tails: [&Tail<'_>; 7] = [
        &|at, lost| noise(at, lost.len()),
        &|at, lost| noise(at + 1000, lost.len() + 300),
        &|_, lost| vec![0xff; lost.len()],
        &|_, lost| vec![0x01; lost.len() + 7],
        &|_, lost| stale.iter().copied().cycle().take(lost.len()).collect(),
        &|_, lost| small(lost.len() + 64),
        &|_, lost| lost.iter().map(|byte| !byte).collect(),
    ];
    for (kind, tail) in tails.iter().enumerate() {
        at_every_offset(tail, |path, at, whole, _| {
            let about = format!("tail {kind} from {at}");
            let (events, _) = all(path);
            assert_eq!(events[..whole.len()], *whole, "{about}");
            goes_on(path, whole, &about);
            // and a third time, behind what was damaged and what was appended
            append_and_see(path, &about);
        });
    }
}

fn append_and_see(path: &Path, about: &str) {
    let before = all(path).0;
    let writer = EventWriter::open(path, &options().1).unwrap();
    assert_eq!(writer.cut(), 0, "{about}: nothing is torn any more");
    writer.append(b"last").unwrap();
    writer.close().unwrap();
    let (events, damaged) = all(path);
    assert!(!damaged && events[..before.len()] == before, "{about}");
    assert_eq!(events[before.len()..], [b"last"], "{about}");
}

/// Two writers of which one died between them: what the first wrote, torn at every byte, the second finds as it is.
#[test]
fn a_reader_that_was_there_all_the_time_sees_no_more_than_one_that_comes_later() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    append(&path, &[b"one", b"two"]);
    let two = fs::read(&path).unwrap();
    let torn = event(b"three, torn");
    for cut in 0..torn.len() {
        fs::write(&path, [&two[..], &torn[..cut]].concat()).unwrap();
        let mut early = EventReader::open(&path, &read_options()).unwrap();
        let mut seen = rest(&mut early).unwrap();
        append(&path, &[b"four"]);
        seen.extend(rest(&mut early).unwrap());
        assert_eq!(seen, [&b"one"[..], b"two", b"four"], "cut at {cut}");
        assert_eq!(crate::events(&path), seen, "cut at {cut}");
    }
}
