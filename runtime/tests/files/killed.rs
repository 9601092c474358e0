//! A writer is killed, again and again, and what it acknowledged is counted.

use crate::{CHUNK, event, rest};
use std::{
    collections::BTreeSet,
    fs::OpenOptions,
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};
use thriftwood::transport::file::{
    EventReader, EventWriter, FlushPolicy, ReadOptions, WriteOptions,
};

/// Names the log to the child, which is this very executable.
const LOG: &str = "THRIFTWOOD_TEST_KILLED_LOG";
const RUN: &str = "THRIFTWOOD_TEST_KILLED_RUN";
const KILLS: usize = 40;
const MARK: &str = "acknowledged ";

/// The child: threads that append without end, and tell of each event when it is acknowledged, not before.
#[test]
fn child_that_is_killed() {
    let (Some(log), Ok(run)) = (std::env::var_os(LOG), std::env::var(RUN)) else {
        return;
    };
    let policy = FlushPolicy::AT_ONCE.with_sync(run.ends_with('0'));
    let options = WriteOptions::default()
        .with_chunk_size(CHUNK * 8)
        .with_flush(policy);
    let writer = EventWriter::open(log, &options).unwrap();
    thread::scope(|scope| {
        for thread in 0..2 {
            let (writer, run) = (&writer, &run);
            scope.spawn(move || {
                for number in 0u32.. {
                    let filler = "~".repeat(number as usize * 7 % 180);
                    let event = format!("{run}/{thread}/{number}");
                    let receipt = writer.append(format!("{event} {filler}").as_bytes());
                    receipt.unwrap().wait().unwrap();
                    // past the test harness, which would keep it
                    if writeln!(std::io::stdout(), "{MARK}{event}").is_err() {
                        return;
                    }
                }
            });
        }
    });
}

/// After how many acknowledgements a run is killed, and how much later: the same in every run of the test, and anything.
fn moment(run: usize) -> (usize, Duration) {
    let noise = (run as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
    let after = 1 + noise as usize % 120;
    (after, Duration::from_micros(noise / 7 % 400))
}

/// Kills the child at its moment; returns all acknowledgements that it gave.
fn run_and_kill(log: &Path, run: usize) -> Vec<String> {
    let (after, later) = moment(run);
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::child_that_is_killed", "--nocapture"])
        .env(LOG, log)
        .env(RUN, run.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let mut acknowledged = Vec::new();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    for line in lines.map_while(Result::ok) {
        // the harness may have begun the line, and the kill may have torn it
        if let Some((_, event)) = line.split_once(MARK) {
            acknowledged.push(event.to_owned());
        }
        if acknowledged.len() == after {
            thread::sleep(later);
            child.kill().unwrap(); // SIGKILL
        }
    }
    child.wait().unwrap();
    acknowledged
}

/// A kill seldom hits the middle of a write: begins an event of four bytes by hand, where it has room.
fn tear(path: &Path, run: usize) {
    let options = WriteOptions::default().with_chunk_size(CHUNK * 8);
    EventWriter::open(path, &options).unwrap().close().unwrap();
    let mut file = OpenOptions::new().append(true).open(path).unwrap();
    let room = CHUNK * 8 - file.metadata().unwrap().len() as u32 % (CHUNK * 8);
    let torn = event(b"torn");
    if room as usize >= torn.len() {
        file.write_all(&torn[..run % torn.len()]).unwrap();
    }
}

#[test]
fn what_was_acknowledged_is_there_after_every_kill() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let options = ReadOptions::default().with_chunk_size(CHUNK * 8);
    let mut acknowledged = Vec::new();
    for run in 0..KILLS {
        acknowledged.extend(run_and_kill(&path, run));

        let mut reader = EventReader::open(&path, &options).unwrap();
        let events = rest(&mut reader).unwrap();
        assert_eq!(reader.skipped(), 0, "no damage, only a torn end");
        let names: Vec<&str> = events
            .iter()
            .map(|event| {
                std::str::from_utf8(event)
                    .unwrap()
                    .split_once(' ')
                    .unwrap()
                    .0
            })
            .collect();
        let once: BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(once.len(), names.len(), "nothing is there twice");
        let lost: Vec<_> = acknowledged
            .iter()
            .filter(|event| !once.contains(event.as_str()))
            .collect();
        assert!(lost.is_empty(), "after {} kills: {lost:?}", run + 1);

        tear(&path, run);
    }
    assert!(acknowledged.len() >= (0..KILLS).map(|run| moment(run).0).sum());
}
