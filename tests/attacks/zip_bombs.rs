//! Kilobytes that stand for hundreds of megabytes.

use std::sync::LazyLock;

use generated::interop::interop::SnoozeArgs;
use thriftwood::client::ClientOptions;
use thriftwood::{Compression, Framing, Protocol};

use crate::attack::{Attack, MIB, Siege, until_the_end};
use crate::bytes::{call, deflated, framed, head, with_header};
use crate::floods::pour;

const BOMB: usize = 128 * MIB;
const PEERS: usize = 4;
/// A message may be inflated to 1 MiB, whatever else it may be: each peer may have it in a buffer that grows to twice that,
/// and as a value, beside what it has sent.
const LIMITS: [&str; 6] = [
    "--message",
    "1073741824",
    "--frame",
    "1073741824",
    "--inflated",
    "1048576",
];
const MOST: usize = MIB + PEERS * 6 * MIB;

/// A call whose argument is a string of zeros.
static ONE_STRING: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let start = [
        &head(Protocol::Binary, "fired")[..],
        &[11, 0, 1, 8, 0, 0, 0],
    ];
    deflated(&[&start.concat()[..], &vec![0; BOMB]].concat())
});

/// No message at all.
static ZEROS: LazyLock<Vec<u8>> = LazyLock::new(|| deflated(&vec![0; BOMB]));

/// A great many small calls, whose handler waits. So close together they are the shortest of the bombs.
static SMALL_CALLS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let snooze = framed(&call(Protocol::Binary, "snooze", &SnoozeArgs { ms: 1 }));
    deflated(&snooze.repeat(BOMB / 4 / snooze.len()))
});

/// On servers that speak through zlib streams.
fn through_zlib() -> Attack {
    let honest = ClientOptions::default()
        .with_framing(Framing::Framed)
        .with_compression(Compression::Zlib);
    Attack::with(&[&LIMITS[..], &["--compression", "zlib"]].concat()).honest(honest)
}

#[test]
fn a_stream_is_inflated_no_further_than_a_message_may_be_long() {
    through_zlib().on_each(|siege| {
        for bomb in [&*ONE_STRING, &*ZEROS] {
            sends_it_home(siege, bomb);
        }
        siege.has_cost(MOST);
    });
}

#[test]
fn so_is_one_that_is_cut_into_frames() {
    let speech = ["--compression", "zlib-in-frames", "--framing", "framed"];
    let honest = ClientOptions::default()
        .with_framing(Framing::Framed)
        .with_compression(Compression::ZlibInFrames);
    let attack = Attack::with(&[&LIMITS[..], &speech].concat()).honest(honest);
    attack.on_each(|siege| {
        for bomb in [&*ONE_STRING, &*ZEROS] {
            sends_it_home(siege, &framed(bomb));
        }
        siege.has_cost(MOST);
    });
}

#[test]
fn so_is_each_frame_with_a_header() {
    Attack::with(&LIMITS).on_each(|siege| {
        for payload in [&*ONE_STRING, &*ZEROS] {
            // it is deflated already
            let plain = with_header(&[], true, &[]);
            let header = &plain[4..plain.len() - deflated(&[]).len()];
            sends_it_home(siege, &framed(&[header, payload].concat()));
        }
        siege.has_cost(MOST);
    });
}

#[test]
fn calls_are_inflated_no_faster_than_they_are_answered() {
    through_zlib().on_each(|siege| {
        siege.target.obey("hold");
        let mut peers = siege.peers(2);
        for peer in &mut peers {
            peer.socket.set_nonblocking(true).unwrap();
            pour(peer, &SMALL_CALLS, SMALL_CALLS.len());
        }
        let due = siege.first.begun + siege.of(peers.len());
        siege.wait_until("handlers wait", |counts| counts.begun >= due);
        siege.has_cost(MIB + peers.len() * 2 * MIB);
        drop(peers);
        siege.target.obey("let-go");
    });
}

/// Several peers with the same, at once.
fn sends_it_home(siege: &Siege<'_>, bomb: &[u8]) {
    let mut peers = siege.peers(PEERS);
    for peer in &mut peers {
        // it may be sent home before it has sent all
        let _ = peer.send(bomb);
    }
    for peer in &mut peers {
        until_the_end(peer);
    }
}
