//! More than a queue has room for, on servers that are to turn it away.

use std::thread;

use generated::interop::interop::{SnoozeArgs, SnoozeResult};
use tests::peer::{Peer, add, call};

use crate::attack::{Attack, KIB, KINDS, MIB, Siege, until_the_end};
use crate::floods::pour;

/// Those with a queue before their workers: of connections in the pool, of calls elsewhere. (Where calls may overtake each
/// other, a place may be taken for a call that another worker has answered meanwhile; one place is not enough there.)
const QUEUED: [&str; 3] = ["pool", "hsha", "selector"];

const FLOODERS: usize = 20;
const CALLS: usize = 1000;
/// No socket's buffers hold that much.
const FLOOD: usize = 64 * MIB;

#[test]
fn every_call_is_refused_and_none_of_them_runs() {
    overwhelm("refuse", |siege| {
        for _ in 0..FLOODERS {
            let mut peer = siege.peer();
            send_flood(&mut peer);
            // a pool has a word for each connection, and then hangs up
            let words = if siege.kind.has_threads { 1 } else { CALLS };
            for _ in 0..words {
                let why = peer.sum().unwrap_err().to_string();
                assert!(why.contains("overloaded"), "{}: {why}", siege.kind.name);
            }
            if siege.kind.has_threads {
                assert_eq!(until_the_end(&mut peer), b"", "{}", siege.kind.name);
            }
        }
        siege.has_cost(2 * MIB);
    });
}

#[test]
fn refusals_that_nobody_reads_are_bounded() {
    overwhelm("refuse", |siege| {
        let calls = add(1, 1, 2).repeat(4096);
        let mut peers = siege.peers(3);
        for peer in &mut peers {
            peer.socket.set_nonblocking(true).unwrap();
            if siege.kind.has_threads {
                // it is hung up on
                let _ = peer.send(&calls[..4 * KIB]);
            } else {
                let length = pour(peer, &calls, FLOOD);
                assert!(length < FLOOD, "{}: everything is read", siege.kind.name);
            }
        }
        siege.has_cost(3 * MIB);
    });
}

#[test]
fn whoever_is_closed_upon_has_not_run() {
    overwhelm("close", |siege| {
        for _ in 0..FLOODERS {
            let mut peer = siege.peer();
            send_flood(&mut peer);
            assert_eq!(until_the_end(&mut peer), b"", "{}", siege.kind.name);
        }
        siege.has_cost(2 * MIB);
    });
}

fn send_flood(peer: &mut Peer) {
    // it may be hung up on by then
    let _ = peer.send(&add(1, 1, 2).repeat(CALLS));
}

/// One worker, who waits, one place in the queue, which is taken, and then a flood. None of it runs; the two are answered.
fn overwhelm(overload: &str, flood: impl Fn(&Siege<'_>) + Sync) {
    let flags = ["--workers", "1", "--queue", "1", "--overload", overload];
    let attack = Attack::with(&flags);
    thread::scope(|scope| {
        for kind in KINDS.iter().filter(|kind| QUEUED.contains(&kind.name)) {
            let (attack, flood) = (&attack, &flood);
            scope.spawn(move || attack.on(kind, |siege| with_full_queue(siege, flood)));
        }
    });
}

fn with_full_queue(siege: &Siege<'_>, flood: impl Fn(&Siege<'_>)) {
    siege.target.obey("hold");
    let snooze = call("snooze", 1, &SnoozeArgs { ms: 7 });
    let send = || {
        let mut peer = siege.peer();
        peer.send(&snooze).unwrap();
        peer
    };
    let busy = send();
    let running = siege.first.begun + 1;
    siege.wait_until("the worker is busy", |counts| counts.begun == running);
    let queued = send();
    siege.wait_until("the queue is full", |counts| counts.queued == 1);
    flood(siege);
    assert_eq!(siege.counts().begun, running, "{}", siege.kind.name);
    siege.target.obey("let-go");
    for mut peer in [busy, queued] {
        let (_, result) = peer.reply::<SnoozeResult>().unwrap().unwrap();
        assert_eq!(result.success, Some(7), "{}", siege.kind.name);
    }
    // what is left of the flood may take the one place in the queue, and an honest client is refused
    siege.wait_until("the flood is over", |counts| counts.connections == 0);
}
