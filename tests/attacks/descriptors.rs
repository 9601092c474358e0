//! More peers than there are descriptors.

use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Resource, Rlimit, prlimit};
use tests::peer::add;

use crate::attack::{Attack, Siege};

const PEERS: usize = 40;
/// Peers that there are descriptors for.
const ROOM: usize = 6;
/// Between two attempts to accept, at least: a server that has no descriptors does not try all the time.
const PAUSE: Duration = Duration::from_millis(50);
/// How long that is looked at.
const LOOK: Duration = Duration::from_millis(400);

#[test]
fn who_finds_no_descriptor_waits_and_is_served_when_there_is_one() {
    Attack::with(&[]).on_each(|siege| {
        // whoever serves one at a time is not short of them unless there is none at all
        let room = if siege.kind.at_once == 1 { 0 } else { ROOM };
        leave(siege, room);
        let mut peers = siege.peers(PEERS);
        for (peer, n) in peers.iter_mut().zip(0..) {
            peer.send(&add(n, n, 1)).unwrap();
        }
        siege.wait_until("it is short of them", |counts| counts.unaccepted > 0);
        assert!(siege.target.descriptors() <= siege.before.descriptors + room);
        does_not_spin(siege);
        if room == 0 {
            leave(siege, 1);
        }
        // each that is answered makes room for another
        for (mut peer, n) in peers.into_iter().zip(0..) {
            assert_eq!(peer.sum().unwrap(), Some((n, n + 1)), "{}", siege.kind.name);
        }
    });
}

/// Leaves the server's process so many descriptors beyond those that it has anyway. What is limited are their numbers.
fn leave(siege: &Siege<'_>, room: usize) {
    let taken = siege.target.descriptor_numbers();
    let free = (0..).filter(|number| !taken.contains(number)).nth(room);
    let limit = Rlimit {
        current: free,
        maximum: Some(4096),
    };
    let process = Pid::from_raw(siege.target.id() as i32);
    prlimit(process, Resource::Nofile, limit).unwrap();
}

fn does_not_spin(siege: &Siege<'_>) {
    let (begin, before) = (Instant::now(), siege.counts().unaccepted);
    thread::sleep(LOOK);
    let attempts = siege.counts().unaccepted - before;
    let most = begin.elapsed().as_millis() / PAUSE.as_millis() + 1;
    assert!(
        attempts as u128 <= most,
        "{}: {attempts} attempts instead of {most}",
        siege.kind.name
    );
}
