//! A thousand peers, each of which says that 2 GiB are to come.

use crate::attack::{Attack, KIB, MIB, until_the_end};

const PEERS: usize = 1_000;
/// 2 GiB but one byte, and how a call in binary begins.
const PROMISE: [u8; 8] = [0x7f, 0xff, 0xff, 0xff, 0x80, 1, 0, 1];
/// What a peer costs on an event loop until it is sent home, in bytes: its task, which is largest
/// while it greets, and what it sent.
const IN_A_LOOP: usize = 8 * KIB;
/// What it costs a thread that reads: what one read may bring, and the rest of its connection and of
/// its thread.
const IN_A_THREAD: usize = 84 * KIB;

#[test]
fn what_is_beyond_the_limits_is_sent_home_at_once() {
    Attack::with(&[]).one_by_one().on_each(|siege| {
        let mut peers = siege.peers(PEERS);
        for peer in &mut peers {
            peer.send(&PROMISE).unwrap();
        }
        for mut peer in peers {
            assert!(until_the_end(&mut peer).is_empty());
        }
        siege.has_cost(MIB + PEERS * IN_A_LOOP);
    });
}

#[test]
fn what_is_within_the_limits_takes_no_memory_before_it_comes() {
    let flags = ["--frame", "2147483647", "--message", "2147483647"];
    Attack::with(&flags).one_by_one().on_each(|siege| {
        let mut peers = siege.peers(PEERS);
        for peer in &mut peers {
            peer.send(&PROMISE).unwrap();
            peer.send(&[0; 92]).unwrap();
        }
        let (before, served) = (siege.before, siege.of(PEERS));
        siege.wait_until("all of it is read", |counts| {
            counts.connections == served && counts.received >= served * 100
        });
        if siege.kind.at_once > PEERS {
            siege.serves();
        }
        let each = if siege.kind.has_threads {
            IN_A_THREAD
        } else {
            IN_A_LOOP
        };
        siege.has_cost(MIB + served * each);
        // nobody accepts a thousand for the sake of one
        assert!(siege.target.threads() <= before.threads + PEERS + 1);
    });
}
