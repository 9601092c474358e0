//! A system that has no more threads to give.
//!
//! Any user may have as many as an administrator allows, who may run the tests himself; so the servers' threads have
//! stacks of 1 GiB instead, of addresses and not of memory, and the process has addresses for so many.

use std::thread;

use rustix::process::{Pid, Resource, Rlimit, prlimit};
use tests::peer::{Peer, add};
use tests::target::Target;
use tests::waiting::wait_until;

use crate::attack::{Attack, KINDS};

const STACK: u64 = 1 << 30;
const BIG_STACKS: [(&str, &str); 2] = [
    ("RUST_MIN_STACK", "1073741824"),
    // the C library would take addresses for each thread, too
    ("MALLOC_ARENA_MAX", "1"),
];
/// Threads that there are addresses for.
const ROOM: usize = 3;
const PEERS: usize = 10;

#[test]
fn who_finds_no_thread_is_sent_home_and_everybody_else_is_served() {
    Attack::with(&[]).variables(&BIG_STACKS).on_each(|siege| {
        leave(&siege.target, ROOM);
        let mut peers = siege.peers(PEERS);
        if siege.kind.name != "threaded" {
            for mut peer in peers {
                peer.add(1, 2);
            }
            return;
        }
        for peer in &mut peers {
            // it may have been sent home by then
            let _ = peer.send(&add(7, 1, 2));
        }
        let is_served = |peer: &mut Peer| matches!(peer.sum(), Ok(Some((7, 3))));
        let mut served: Vec<_> = peers
            .iter_mut()
            .filter_map(|peer| is_served(peer).then_some(peer))
            .collect();
        // the C library keeps the addresses of some threads that have ended
        assert!((ROOM..PEERS).contains(&served.len()), "{}", served.len());
        for peer in &mut served {
            peer.add(3, 4);
        }
        drop(peers);
        let before = siege.before.threads;
        wait_until("their threads end", || siege.target.threads() <= before);
    });
}

/// A server that cannot start its own threads says so, and takes back those that it has started.
#[test]
fn a_server_without_threads_fails_in_good_order() {
    for listeners in ["1", "3"] {
        let attack = Attack::with(&["--listeners", listeners]).variables(&BIG_STACKS);
        thread::scope(|scope| {
            for kind in &KINDS {
                let attack = &attack;
                scope.spawn(move || {
                    let mut failures = 0;
                    // one of them is that in which it serves
                    for room in 1..=8 {
                        let target = attack.target(kind);
                        let before = target.threads();
                        leave(&target, room);
                        target.obey("serve");
                        let outcome = target.order("stop");
                        let what = format!("{}, {listeners}, {room}: {outcome}", kind.name);
                        assert!(
                            outcome == "served" || outcome.starts_with("failed"),
                            "{what}"
                        );
                        failures += usize::from(outcome != "served");
                        assert_eq!(target.counts().panics, 0, "{what}");
                        wait_until(&what, || target.threads() <= before);
                    }
                    let has_some = !["simple", "threaded"].contains(&kind.name);
                    let needs_some = has_some || listeners > "1";
                    assert_eq!(failures > 0, needs_some, "{}", kind.name);
                });
            }
        });
    }
}

/// Leaves the process addresses for so many threads more.
fn leave(target: &Target, threads: usize) {
    let most = target.address_space() + threads as u64 * STACK + STACK / 2;
    let limit = Rlimit {
        current: Some(most),
        maximum: None,
    };
    prlimit(Pid::from_raw(target.id() as i32), Resource::As, limit).unwrap();
}
