//! How long a blocking client waits, and what it knows of a call that failed.

use crate::support::{
    calculator::calculator::{AddResult, BlockingClient},
    message,
};
use std::{
    io::{self, Read, Write},
    thread,
    time::Duration,
};
use thriftwood::{
    Bytes, ErrorKind, Framing, Peer, TMessageType,
    client::{BlockingChannel, Channel as _, ClientOptions},
    transport::{Closer, TTransport, memory},
};

#[test]
fn a_call_ends_in_time_however_many_reads_it_takes() {
    let limit = Duration::from_millis(50);
    let options = ClientOptions::default().with_call_timeout(Some(limit));
    let (here, mut there) = memory::pair();
    let mut client = BlockingClient::new(BlockingChannel::over(here, &options));
    // a server that keeps every single read short, and would take a minute for all of them
    let slow = thread::spawn(move || {
        for byte in [0, 0, 1, 0].into_iter().chain([0x80; 256]) {
            thread::sleep(Duration::from_millis(20));
            if there.write_all(&[byte]).is_err() {
                return;
            }
        }
        panic!("the client waits for all of it");
    });
    let error = client.add(1, 1).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout), "{error}");
    assert!(error.may_have_run());
    let error = client.add(1, 1).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Closed), "{error}");
    assert!(!error.may_have_run());
    slow.join().unwrap();
}

/// Takes so many bytes, and then no more.
struct Narrow {
    room: usize,
    timeouts: [Option<Duration>; 2],
}

impl Read for Narrow {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let success = Some(self.timeouts[0].map_or(-1, |limit| limit.as_secs() as i32));
        let reply = message(
            Framing::Framed,
            "add",
            TMessageType::Reply,
            1,
            &AddResult { success },
        );
        into[..reply.len()].copy_from_slice(&reply);
        Ok(reply.len())
    }
}

impl Write for Narrow {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.room == 0 {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let count = bytes.len().min(self.room);
        self.room -= count;
        Ok(count)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TTransport for Narrow {
    fn peer(&self) -> Peer {
        Peer::Unknown
    }
    fn closer(&self) -> Closer {
        Closer::new(|_| ())
    }
    fn set_timeouts(&mut self, read: Option<Duration>, write: Option<Duration>) -> io::Result<()> {
        self.timeouts = [read, write];
        Ok(())
    }
}

fn narrow(room: usize, options: &ClientOptions) -> BlockingClient<BlockingChannel<Narrow>> {
    let timeouts = [None; 2];
    BlockingClient::new(BlockingChannel::over(Narrow { room, timeouts }, options))
}

#[test]
fn of_a_call_that_was_not_written_it_is_certain_that_it_has_not_run() {
    for (room, may_have_run) in [(0, false), (1, true)] {
        let error = narrow(room, &ClientOptions::default())
            .add(1, 1)
            .unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Io(_)), "{error}");
        assert_eq!(error.may_have_run(), may_have_run);
    }
    let options = ClientOptions::default().with_header("no", "place");
    let error = narrow(100, &options).add(1, 1).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Usage(_)), "{error}");
    assert!(!error.may_have_run());
}

#[test]
fn the_shorter_of_a_calls_time_and_a_reads_counts() {
    let waits = |call: Option<u64>, read: Option<u64>| {
        let mut options = ClientOptions::default().with_call_timeout(call.map(Duration::from_secs));
        options.socket.read_timeout = read.map(Duration::from_secs);
        narrow(100, &options).add(1, 1).unwrap()
    };
    assert_eq!(
        waits(None, Some(1000)),
        -1,
        "it is the stream's own concern"
    );
    assert_eq!(waits(Some(2000), Some(1000)), 1000);
    let rest = waits(Some(1000), Some(2000));
    assert!((990..=1000).contains(&rest), "{rest}");
}

#[test]
fn a_large_call_is_limited_too() {
    let limit = Duration::from_millis(20);
    let options = ClientOptions::default().with_call_timeout(Some(limit));
    let (here, _there) = memory::pair();
    let mut client = BlockingClient::new(BlockingChannel::over(here, &options));
    let error = client.echo(Bytes::from(vec![0; 1_000_000])).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout), "{error}");
    assert!(!client.channel_mut().is_open());
    let oneway = client.channel_mut().call_oneway("poke", &1_i32);
    assert!(matches!(oneway.unwrap_err().kind(), ErrorKind::Closed));
}
