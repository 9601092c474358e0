//! What is written, and what is left of it.

use crate::{CHUNK, append, event, events, read_options, rest, write_options};
use std::{io::Write as _, time::Duration};
use thriftwood::{
    Bytes, ErrorKind, Limits, MessageHeader, MessageReader, Protocol, Result, TMessageType, TType,
    protocol::TInputProtocol,
    transport::file::{
        EventReader, EventWriter, FlushPolicy, ReadOptions, TFileTransport, TSimpleFile,
        WriteOptions,
    },
};

/// What Apache's C++ wrote on a little-endian machine: the same message three times, one event each.
const RECORDED: &str = include_str!("../../../tests/golden/message-oneway-fire.file.hex");

fn unhex(text: &str) -> Vec<u8> {
    let digits = text.trim();
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}

struct Header;

impl MessageReader for Header {
    type Output = MessageHeader;

    fn read<P: TInputProtocol>(
        self,
        header: MessageHeader,
        input: &mut P,
    ) -> Result<MessageHeader> {
        input.skip(TType::Struct)?;
        Ok(header)
    }
}

#[test]
#[cfg(target_endian = "little")]
fn apaches_bytes_are_read_and_written() {
    let folder = tempfile::tempdir().unwrap();
    let (theirs, ours) = (folder.path().join("theirs"), folder.path().join("ours"));
    let recorded = unhex(RECORDED);
    std::fs::write(&theirs, &recorded).unwrap();

    let mut reader = EventReader::open(&theirs, &ReadOptions::default()).unwrap();
    let messages = rest(&mut reader).unwrap();
    assert_eq!(messages.len(), 3);
    let writer = EventWriter::open(&ours, &WriteOptions::default()).unwrap();
    for message in messages {
        let message = Bytes::from(message);
        let read = Protocol::Binary.read_message(&message, &Limits::default(), Header);
        let (header, used) = read.unwrap();
        assert_eq!(header, MessageHeader::new("fire", TMessageType::Oneway, 1));
        assert_eq!(used, message.len());
        writer.append(&message).unwrap();
    }
    writer.close().unwrap();
    assert_eq!(std::fs::read(&ours).unwrap(), recorded);
}

#[test]
fn zeros_fill_a_chunk_that_has_no_room() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let longest = [7; CHUNK as usize - 4];
    let all: [&[u8]; 5] = [b"0123456789", b"exactly 14 byt", b"next", &longest, b"x"];
    append(&path, &all);
    let bytes = [
        event(all[0]),
        event(all[1]),
        event(all[2]),
        vec![0; 24],
        event(&longest),
        event(b"x"),
    ];
    assert_eq!(std::fs::read(&path).unwrap(), bytes.concat());
    assert_eq!(events(&path), all);
}

#[test]
fn an_event_that_no_reader_would_see_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let limits = Limits::default().with_event(5);
    let writer = EventWriter::open(&path, &write_options()).unwrap();
    let refused = writer.append(&[1; CHUNK as usize - 3]).unwrap_err();
    assert!(matches!(refused.kind(), ErrorKind::Usage(_)));
    assert!(refused.to_string().contains("longer than 28"), "{refused}");
    assert!(matches!(
        writer.append(b"").unwrap_err().kind(),
        ErrorKind::Usage(_)
    ));
    let again = EventWriter::open(&path, &write_options()).unwrap_err();
    assert!(again.to_string().contains("by somebody else"), "{again}");
    drop(writer);

    let writer = EventWriter::open(&path, &write_options().with_limits(limits)).unwrap();
    assert!(writer.append(b"123456").is_err());
    writer.append(b"12345").unwrap();
    drop(writer);
    assert_eq!(events(&path), [b"12345"]);
    let options = write_options().with_chunk_size(4);
    assert!(EventWriter::open(&path, &options).is_err());
}

#[test]
fn an_event_is_acknowledged_when_the_policy_says() {
    let folder = tempfile::tempdir().unwrap();
    let lazy = FlushPolicy::default()
        .with_bytes(20)
        .with_time(Duration::MAX);
    for (name, policy) in [("disk", lazy.clone()), ("system", lazy.with_sync(false))] {
        let path = folder.path().join(name);
        let options = WriteOptions::default().with_flush(policy);
        let writer = EventWriter::open(&path, &options).unwrap();
        let first = writer.append(b"123456").unwrap();
        assert!(!first.is_acknowledged(), "10 bytes wait");
        let second = writer.append(b"123456").unwrap();
        second.wait().unwrap();
        first.wait().unwrap();
        assert_eq!(std::fs::read(&path).unwrap().len(), 20);
        let third = writer.append(b"3").unwrap();
        assert!(!third.is_acknowledged());
        writer.flush().unwrap();
        assert!(third.is_acknowledged());
        let last = writer.append(b"4").unwrap();
        drop(writer);
        assert!(last.is_acknowledged(), "a writer that goes flushes");
        assert_eq!(events(&path).len(), 4);
    }
    let path = folder.path().join("timed");
    let policy = FlushPolicy::default().with_time(Duration::from_millis(1));
    let writer = EventWriter::open(&path, &WriteOptions::default().with_flush(policy)).unwrap();
    writer.append(b"soon").unwrap().wait().unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), event(b"soon"));
}

#[test]
fn a_torn_event_is_cut_wherever_it_is_torn() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let all: [&[u8]; 4] = [
        b"0123456789",
        b"more than fits",
        b"abc",
        b"in the last chunk",
    ];
    append(&path, &all);
    let whole = std::fs::read(&path).unwrap();
    for length in 0..=whole.len() {
        std::fs::write(&path, &whole[..length]).unwrap();
        let left = events(&path);
        assert_eq!(left, all[..left.len()]);
        append(&path, &[b"new"]);
        let mut expected: Vec<&[u8]> = all[..left.len()].to_vec();
        expected.push(b"new");
        assert_eq!(events(&path), expected, "cut at {length}");
    }
    std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
    let writer = EventWriter::open(&path, &write_options()).unwrap();
    assert_eq!(writer.cut(), 4 + 17 - 1);
}

#[test]
fn behind_damage_the_log_goes_on_at_the_next_chunk() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let damaged = [event(b"before"), 99u32.to_ne_bytes().to_vec()].concat();
    std::fs::write(&path, &damaged).unwrap();
    append(&path, &[b"behind"]);
    let bytes = std::fs::read(&path).unwrap();
    assert_eq!(bytes[..damaged.len()], damaged, "nothing is lost");
    let mut reader = EventReader::open(&path, &read_options()).unwrap();
    assert_eq!(rest(&mut reader).unwrap(), [&b"before"[..], b"behind"]);
    assert_eq!(reader.skipped(), 1);
}

#[test]
fn threads_share_a_writer_and_each_keeps_its_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let policy = FlushPolicy::default().with_bytes(0).with_sync(false);
    let writer = EventWriter::open(&path, &write_options().with_flush(policy)).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4u8 {
            let writer = &writer;
            scope.spawn(move || {
                for number in 0..200u8 {
                    let receipt = writer
                        .append(&[thread, number, 1, 2, 3][..3 + usize::from(thread % 3)])
                        .unwrap();
                    if number % 10 == 0 {
                        receipt.wait().unwrap();
                    }
                }
            });
        }
    });
    writer.close().unwrap();
    let all = events(&path);
    for thread in 0..4u8 {
        let own = all.iter().filter(|event| event[0] == thread);
        assert!(own.map(|event| event[1]).eq(0..200));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_log_that_cannot_be_written_says_so_from_then_on() {
    let Ok(writer) = EventWriter::open("/dev/full", &write_options()) else {
        panic!("a device that is always full");
    };
    let receipt = writer.append(b"lost").unwrap();
    assert!(writer.flush().is_err());
    assert!(receipt.wait().is_err() && !receipt.is_acknowledged());
    assert!(writer.append(b"later").is_err());
    assert!(writer.close().is_err());
}

#[test]
fn a_log_and_a_plain_file_are_streams() {
    use std::io::Read as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let mut stream = TFileTransport::from(EventWriter::open(&path, &write_options()).unwrap());
    stream.write_all(b"first").unwrap();
    stream.write_all(b"second").unwrap();
    stream.flush().unwrap();
    assert!(stream.read(&mut [0]).is_err());
    assert_eq!(events(&path), [&b"first"[..], b"second"]);
    let mut stream = TFileTransport::from(EventReader::open(&path, &read_options()).unwrap());
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    assert_eq!(text, "firstsecond");
    assert!(stream.write(b"x").is_err());

    let path = folder.path().join("plain");
    for word in ["one", "two"] {
        TSimpleFile::append(&path)
            .unwrap()
            .write_all(word.as_bytes())
            .unwrap();
    }
    let mut text = String::new();
    TSimpleFile::open(&path)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(text, "onetwo");
}
