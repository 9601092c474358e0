//! More bytes of messages than the server may hold at once.

use std::sync::Barrier;
use std::thread;

use generated::interop::interop::{FiredArgs, FiredResult};
use tests::peer::call;

use crate::attack::{Attack, KIB, MIB};

const PEERS: usize = 48;
const LENGTH: usize = 512 * KIB;
/// A twelfth of what all messages take.
const CEILING: usize = 2 * MIB;
/// What the sockets hold in any case.
const BEGINNING: usize = 32 * KIB;
/// A buffer has up to twice the room of what it holds, the argument is made of it, and each peer may have what one read
/// brings beyond the ceiling.
const MOST: usize = MIB + 3 * CEILING + PEERS * 72 * KIB;

#[test]
fn whoever_would_pass_the_ceiling_waits_and_all_are_answered() {
    let ceiling = CEILING.to_string();
    Attack::with(&["--message-memory", &ceiling]).on_each(|siege| {
        let token = "x".repeat(LENGTH);
        let message = call("fired", 7, &FiredArgs { token });
        let all_have_begun = Barrier::new(PEERS);
        thread::scope(|scope| {
            for _ in 0..PEERS {
                let mut peer = siege.peer();
                let (message, all_have_begun) = (&message, &all_have_begun);
                scope.spawn(move || {
                    peer.send(&message[..BEGINNING]).unwrap();
                    all_have_begun.wait();
                    peer.send(&message[BEGINNING..]).unwrap();
                    let (sequence, reply) = peer.reply::<FiredResult>().unwrap().unwrap();
                    assert_eq!((sequence, reply.success), (7, Some(LENGTH as i32)));
                });
            }
        });
        siege.has_cost(MOST);
    });
}
