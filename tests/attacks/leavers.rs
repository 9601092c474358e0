//! Peers that leave in the middle of everything.

use std::io::Read as _;
use std::time::Duration;

use generated::interop::base::AddArgs;
use generated::interop::interop::SnoozeArgs;
use tests::peer::{Peer, blob, call as framed_call};
use thriftwood::Protocol;

use crate::attack::{Attack, MIB};
use crate::bytes::{call, framed, posted, with_header};

#[test]
fn after_any_byte_of_a_request() {
    Attack::with(&[]).on_each(|siege| {
        for request in requests() {
            for end in 0..=request.len() {
                let mut peer = siege.peer();
                peer.send(&request[..end]).unwrap();
                leave(peer, end);
            }
        }
        siege.has_cost(2 * MIB);
    });
}

/// The same call in all the ways in which it may come; behind it is another.
fn requests() -> Vec<Vec<u8>> {
    let add = |protocol| call(protocol, "add", &AddArgs { a: 1, b: 2 });
    let chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    let binary = add(Protocol::Binary);
    let chunk = format!("{:x}\r\n", binary.len());
    vec![
        framed(&binary).repeat(2),
        binary.repeat(2),
        add(Protocol::Compact).repeat(2),
        add(Protocol::Json).repeat(2),
        with_header(&binary, false, &[1, 1, 1, b'k', 1, b'v']),
        with_header(&binary, true, &[]),
        posted(&binary),
        [
            chunked.as_bytes(),
            chunk.as_bytes(),
            &binary,
            b"\r\n0\r\n\r\n",
        ]
        .concat(),
    ]
}

#[test]
fn within_a_reply() {
    let size = MIB;
    Attack::with(&[]).on_each(|siege| {
        let within = [0, 1, 3, 4, 5, 20, 100, 60_000, 500_000, size];
        for (number, taken) in within.into_iter().enumerate() {
            let mut peer = siege.peer();
            peer.send(&blob(1, size as i32)).unwrap();
            peer.socket.read_exact(&mut vec![0; taken]).unwrap();
            leave(peer, number);
        }
        siege.has_cost(MIB + 4 * within.len() * size);
    });
}

#[test]
fn while_their_calls_are_run() {
    Attack::with(&[]).on_each(|siege| {
        let calls = framed_call("snooze", 1, &SnoozeArgs { ms: 1 }).repeat(3);
        let peers = siege.of(3);
        siege.target.obey("hold");
        let first = siege.first.begun;
        for number in 0..peers {
            let mut peer = siege.peer();
            peer.send(&calls).unwrap();
            siege.wait_until("it is run", |counts| counts.begun > first + number);
            leave(peer, number);
        }
        siege.target.obey("let-go");
    });
}

/// In good order, or not.
fn leave(peer: Peer, number: usize) {
    if number % 2 == 1 {
        peer.socket.set_linger(Some(Duration::ZERO)).unwrap();
    }
    drop(peer);
}
