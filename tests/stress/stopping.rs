//! A server that is stopped while it is busy: what it began, it answers; what it does not answer, it never began.

use std::thread;
use std::time::Duration;

use tests::peer::{Peer, add};
use tests::waiting::wait_until;

use crate::process::alone;
use crate::service::{each_model, serve};

const PEERS: i32 = 16;
/// The calls that a peer sends before it reads their replies.
const BURST: i32 = 8;
/// The server is stopped when so many calls have begun.
const ENOUGH: usize = 2000;

#[test]
fn a_stop_under_load_loses_no_call_that_was_begun() {
    let _alone = alone();
    each_model(|model, builder| {
        let (serving, sight) = serve(builder);
        let peers: Vec<_> = (0..PEERS)
            .map(|_| Peer::connect(serving.endpoint()))
            .map(|peer| thread::spawn(move || replies_to(peer)))
            .collect();
        wait_until("there is load", || sight.added() >= ENOUGH);
        assert!(
            serving.handle().stop_within(Duration::from_secs(30)),
            "{model}: nobody is cut off"
        );
        serving.stop();
        let replies: usize = peers.into_iter().map(|peer| peer.join().unwrap()).sum();
        assert_eq!(sight.added(), replies, "{model}");
    });
}

/// Calls until the server hangs up; how many calls were answered, each in its turn.
fn replies_to(mut peer: Peer) -> usize {
    let mut replies = 0;
    loop {
        let calls: Vec<_> = (0..BURST).map(|n| add(n, n, 1)).collect();
        // that the server is gone is seen when its last replies are read
        drop(peer.send(&calls.concat()));
        for n in 0..BURST {
            match peer.sum() {
                Ok(Some(reply)) => assert_eq!(reply, (n, n + 1)),
                Ok(None) | Err(_) => return replies,
            }
            replies += 1;
        }
    }
}
