//! Calls by the megabyte, for a handler that takes its time.

use std::io::{ErrorKind, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use generated::interop::interop::{FireArgs, FiredArgs, SnoozeArgs};
use tests::peer::{Peer, call};

use crate::attack::{Attack, KIB, MIB, WORKERS};

/// No socket's buffers hold that much.
const FLOOD: usize = 96 * MIB;
/// How long a peer tries in vain before it believes that it is not read from.
const PATIENCE: u32 = 100;
const BEAT: Duration = Duration::from_millis(2);
/// Those peers whose calls wait cost what may wait of them, 256 KiB, and the buffers around that.
const MOST: usize = MIB + 2 * 1024 * KIB;

#[test]
fn what_waits_for_a_handler_is_bounded() {
    let snooze = call("snooze", 1, &SnoozeArgs { ms: 1 });
    flood(&snooze.repeat(4096));
}

#[test]
fn so_are_long_calls() {
    let token = "x".repeat(100 * KIB);
    let snooze = call("snooze", 1, &SnoozeArgs { ms: 1 });
    let fired = call("fired", 1, &FiredArgs { token });
    flood(&[snooze, fired].concat());
}

/// Peers send `calls` again and again while handlers wait.
fn flood(calls: &[u8]) {
    Attack::with(&[]).on_each(|siege| {
        siege.target.obey("hold");
        // of four workers one is left
        let flooders = if siege.kind.name.contains("overtaking") {
            1
        } else {
            3
        };
        let mut peers = siege.peers(flooders);
        let served = siege.of(flooders);
        for peer in &mut peers {
            peer.socket.set_nonblocking(true).unwrap();
            let length = pour(peer, calls, FLOOD);
            assert!(length < FLOOD, "{}: everything is read", siege.kind.name);
        }
        let first = siege.first.begun;
        siege.wait_until("handlers wait", |counts| counts.begun >= first + served);
        if siege.kind.at_once > flooders {
            for n in 0..100 {
                siege.peer().add(n, 1);
            }
        }
        siege.has_cost(flooders * MOST);
        siege.target.obey("let-go");
    });
}

/// Oneway calls, which nobody has to take an answer of, for as long as there is anybody else.
#[test]
fn whoever_sends_more_than_can_be_answered_takes_turns_with_others() {
    let calls = call("fire", 1, &FireArgs::default()).repeat(4096);
    Attack::with(&[]).on_each(|siege| {
        // in a pool each has a worker to himself
        let flooders = (2 * WORKERS).min(siege.kind.at_once - 1);
        let over = AtomicBool::new(false);
        thread::scope(|scope| {
            for peer in siege.peers(flooders) {
                scope.spawn(|| flood_until(&over, peer, &calls));
            }
            let due = siege.first.begun + 1000 * flooders;
            siege.wait_until("it is flooded", |counts| counts.begun >= due);
            (0..3).for_each(|_| siege.serves());
            over.store(true, Ordering::SeqCst);
        });
    });
}

fn flood_until(over: &AtomicBool, mut peer: Peer, calls: &[u8]) {
    peer.socket.set_nonblocking(true).unwrap();
    // what it has sent by then is nobody's concern any more
    peer.socket.set_linger(Some(Duration::ZERO)).unwrap();
    let mut rest = calls;
    while !over.load(Ordering::SeqCst) {
        rest = &rest[pour(&mut peer, rest, rest.len())..];
        if rest.is_empty() {
            rest = calls;
        }
    }
}

/// Sends so many bytes at most, until nothing more is taken. How many were? The socket does not block.
pub(crate) fn pour(peer: &mut Peer, calls: &[u8], most: usize) -> usize {
    let (mut poured, mut vain) = (0, 0);
    while poured < most && vain < PATIENCE {
        match peer.socket.write(&calls[poured % calls.len()..]) {
            Ok(count) => (poured, vain) = (poured + count, 0),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                vain += 1;
                thread::sleep(BEAT);
            }
            Err(error) => panic!("{error}"),
        }
    }
    poured
}
