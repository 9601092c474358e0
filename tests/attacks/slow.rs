//! Peers that take their time: with their requests, and with the replies.

use std::thread;
use std::time::Duration;

use generated::interop::interop::FiredArgs;
use tests::peer::{Peer, blob};
use thriftwood::Protocol;

use crate::attack::{Attack, MIB, Siege};
use crate::bytes::{call, framed, posted, with_header};

/// Between two bytes.
const BEAT: Duration = Duration::from_millis(4);
/// As long as a whole request is: it would take minutes.
const LENGTH: usize = 100_000;

/// Whoever says a byte now and then is not read from for longer than the time-out allows.
#[test]
fn requests_that_come_byte_by_byte_are_not_waited_for() {
    // an honest client may be idle for a while, on a busy machine
    let flags = ["--read", "150", "--idle", "2000"];
    Attack::with(&flags).on_each(|siege| {
        let requests = requests();
        dribble(siege, siege.peers(requests.len()), &requests);
        siege.has_cost(2 * MIB);
    });
}

/// Nor are they waited for by whoever only turns peers away.
#[test]
fn who_is_turned_away_slowly_is_in_nobodys_way() {
    let flags = ["--workers", "1", "--queue", "1", "--overload", "refuse"];
    let kind = crate::attack::KINDS.iter().find(|kind| kind.name == "pool");
    Attack::with(&flags).on(kind.unwrap(), |siege| {
        let mut served = siege.peer();
        served.add(1, 2);
        let mut waiting = siege.peer();
        siege.wait_until("one waits", |counts| {
            counts.accepted >= siege.first.accepted + 2
        });
        let request = vec![framed(&fired())];
        dribble(siege, siege.peers(1), &request);
        drop(served);
        waiting.add(1, 2);
        drop(waiting);
        siege.wait_until("both are gone", |counts| counts.connections == 0);
    });
}

/// Every way to begin a request, and nothing at all.
fn requests() -> Vec<Vec<u8>> {
    let message = fired();
    let chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    let line = format!(
        "POST / HTTP/1.1\r\nHost: a\r\nX: {}\r\n",
        "x".repeat(LENGTH)
    );
    vec![
        framed(&message),
        message.clone(),
        call(Protocol::Compact, "fired", &arguments()),
        call(Protocol::Json, "fired", &arguments()),
        with_header(&message, false, &[]),
        posted(&message),
        [chunked.as_bytes(), &b"1\r\nx\r\n".repeat(LENGTH)].concat(),
        line.into_bytes(),
        Vec::new(),
    ]
}

fn arguments() -> FiredArgs {
    let token = "x".repeat(LENGTH);
    FiredArgs { token }
}

fn fired() -> Vec<u8> {
    call(Protocol::Binary, "fired", &arguments())
}

/// Each peer sends a byte of its request now and then, until the server has enough of it.
pub(crate) fn dribble(siege: &Siege<'_>, peers: Vec<Peer>, requests: &[Vec<u8>]) {
    let mut left: Vec<_> = peers
        .into_iter()
        .zip(requests.iter().map(|all| all.iter()))
        .collect();
    for (peer, _) in &left {
        peer.socket.set_nonblocking(true).unwrap();
    }
    for _ in 0..7_500 {
        left.retain_mut(|(peer, bytes)| {
            let refused = bytes
                .next()
                .is_some_and(|byte| peer.send(&[*byte]).is_err());
            !refused && !has_hung_up(peer)
        });
        if left.is_empty() {
            return;
        }
        thread::sleep(BEAT);
    }
    panic!(
        "{}: {} peers are still read from",
        siege.kind.name,
        left.len()
    );
}

/// Reads what is there.
fn has_hung_up(peer: &Peer) -> bool {
    use std::io::{ErrorKind, Read as _};
    loop {
        match (&peer.socket).read(&mut [0; 4096]) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) => return error.kind() != ErrorKind::WouldBlock,
        }
    }
}

/// How many replies a deaf peer asks for, and how long each is, in bytes: more than the sockets' buffers hold.
pub(crate) const ASKED: i32 = 160;
pub(crate) const SIZE: usize = 256 << 10;

#[test]
fn replies_that_are_not_taken_are_not_kept() {
    let peers = 2;
    Attack::with(&["--write", "150"]).on_each(|siege| {
        let calls: Vec<_> = (0..ASKED).map(|n| blob(n, SIZE as i32)).collect();
        let mut deaf = siege.peers(peers);
        for peer in &mut deaf {
            peer.send(&calls.concat()).unwrap();
        }
        let accepted = siege.first.accepted + peers;
        siege.wait_until("they are sent home", |counts| {
            counts.accepted == accepted && counts.connections == 0
        });
        assert!(
            siege.counts().begun < peers * ASKED as usize,
            "{}",
            siege.kind.name
        );
        siege.has_cost(MIB + peers * 6 * SIZE);
    });
}
