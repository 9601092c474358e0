//! A writer dies in the middle of a write, at every byte: the operating system lets its file grow so far and no further, writes
//! what fits, and kills the process over the rest.

use crate::{rest, write_options};
use rustix::process::{Resource, Rlimit, setrlimit};
use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    os::unix::process::ExitStatusExt as _,
    path::Path,
    process::{Command, Stdio},
};
use thriftwood::transport::file::{EventReader, EventWriter, FlushPolicy, ReadOptions};

/// Names the log to the child, which is this very executable, and the longest that it may become.
const LOG: &str = "THRIFTWOOD_TEST_LIMITED_LOG";
const MOST: &str = "THRIFTWOOD_TEST_LIMITED_MOST";
const MARK: &str = "acknowledged ";
const CHUNK: u32 = 256;
/// What kills it.
const SIGXFSZ: i32 = rustix::process::Signal::XFSZ.as_raw();

fn child_event(number: u32) -> String {
    format!("{number} {}", "~".repeat(number as usize * 13 % 50))
}

/// The child: appends events, a few together, and tells of each when it is acknowledged, not before.
#[test]
fn child_whose_file_may_not_grow() {
    let (Some(log), Ok(most)) = (std::env::var_os(LOG), std::env::var(MOST)) else {
        return;
    };
    let limit = |most| Rlimit {
        current: Some(most),
        maximum: Some(most),
    };
    setrlimit(Resource::Core, limit(0)).unwrap();
    setrlimit(Resource::Fsize, limit(most.parse().unwrap())).unwrap();
    let policy = FlushPolicy::default().with_sync(false);
    let options = write_options().with_chunk_size(CHUNK).with_flush(policy);
    let writer = EventWriter::open(log, &options).unwrap();
    for number in 0u32.. {
        writer.append(child_event(number).as_bytes()).unwrap();
        if number % 3 == 2 {
            writer.flush().unwrap();
            let told = (number - 2..=number)
                .try_for_each(|number| writeln!(std::io::stdout(), "{MARK}{number}"));
            told.unwrap();
        }
    }
}

/// How many events were acknowledged before the child was killed.
fn run(log: &Path, most: u64) -> usize {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "limited::child_whose_file_may_not_grow",
            "--nocapture",
        ])
        .env(LOG, log)
        .env(MOST, most.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let acknowledged = lines
        .map_while(Result::ok)
        .filter(|line| line.contains(MARK))
        .count();
    let status = child.wait().unwrap();
    assert_eq!(status.signal(), Some(SIGXFSZ), "{status}: it was killed");
    acknowledged
}

#[test]
fn what_was_acknowledged_is_there_wherever_the_last_write_was_torn() {
    let folder = tempfile::tempdir().unwrap();
    let (base, path) = (folder.path().join("base"), folder.path().join("log"));
    let options = write_options().with_chunk_size(CHUNK);
    let writer = EventWriter::open(&base, &options).unwrap();
    let before: Vec<Vec<u8>> = (0..6).map(|number| vec![number + 1; 40]).collect();
    for event in &before {
        writer.append(event).unwrap();
    }
    writer.close().unwrap();
    let length = fs::metadata(&base).unwrap().len();
    let mut most_acknowledged = 0;
    // the last block that is begun, to its end and into the next
    for most in length..length + u64::from(CHUNK) {
        fs::copy(&base, &path).unwrap();
        let acknowledged = run(&path, most);
        most_acknowledged = most_acknowledged.max(acknowledged);
        assert_eq!(
            fs::metadata(&path).unwrap().len(),
            most,
            "it died in the middle"
        );

        let reading = ReadOptions::default().with_chunk_size(CHUNK);
        let read = || rest(&mut EventReader::open(&path, &reading).unwrap()).unwrap();
        let events = read();
        let written = events.len() - before.len();
        assert!(
            written >= acknowledged,
            "{written} of {acknowledged} at {most}"
        );
        let expected: Vec<_> = (0..written as u32)
            .map(|number| child_event(number).into_bytes())
            .collect();
        assert_eq!(events, [&before[..], &expected].concat(), "at {most}");

        let writer = EventWriter::open(&path, &options).unwrap();
        writer.append(b"later").unwrap();
        writer.close().unwrap();
        assert_eq!(
            read(),
            [&events[..], &[b"later".to_vec()]].concat(),
            "at {most}"
        );
    }
    assert!(most_acknowledged >= 6, "some of them were acknowledged");
}
