//! Peers that send slowly, and peers that do not take what they asked for: they harm nobody else.

use std::thread;
use std::time::Duration;

use generated::interop::interop::BlobResult;
use tests::interop::Service;
use tests::peer::{Peer, add, blob};
use tests::serving::Serving;
use tests::waiting::wait_until;
use thriftwood::server::{ServerModel, Timeouts};

use crate::process::{alone, memory};
use crate::service::{anywhere, each_model, serve};

#[test]
fn between_the_bytes_of_a_slow_peer_others_are_served() {
    let _alone = alone();
    each_model(|model, builder| {
        if model == ServerModel::Simple {
            return;
        }
        let (serving, sight) = serve(builder);
        let (mut slow, mut other) = (
            Peer::connect(serving.endpoint()),
            Peer::connect(serving.endpoint()),
        );
        let call = add(7, 1, 2);
        for (byte, n) in call.iter().zip(0..) {
            slow.send(&[*byte]).unwrap();
            other.add(n, 1);
        }
        assert_eq!(slow.sum().unwrap(), Some((7, 3)), "{model}");
        assert_eq!(sight.added(), call.len() + 1, "{model}");
        drop((slow, other));
        serving.stop();
    });
}

#[test]
fn a_server_of_one_peer_at_a_time_serves_the_others_after_a_slow_one() {
    let _alone = alone();
    each_model(|model, builder| {
        if model != ServerModel::Simple {
            return;
        }
        let (serving, sight) = serve(builder);
        let (mut slow, mut other) = (
            Peer::connect(serving.endpoint()),
            Peer::connect(serving.endpoint()),
        );
        other.send(&add(8, 3, 4)).unwrap();
        for byte in add(7, 1, 2) {
            slow.send(&[byte]).unwrap();
            thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(slow.sum().unwrap(), Some((7, 3)));
        assert_eq!(
            sight.added(),
            1,
            "the other waits for the end of the slow one's connection"
        );
        drop(slow);
        assert_eq!(other.sum().unwrap(), Some((8, 7)));
        drop(other);
        serving.stop();
    });
}

/// How many replies the deaf peer asks for, and how long each is, in bytes: more than the sockets' buffers hold.
const ASKED: i32 = 96;
const SIZE: i32 = 256 * 1024;

/// What a server may hold for a peer that takes nothing, in bytes: a reply or two, and room to grow.
const HELD: usize = 4 * SIZE as usize;

#[test]
fn what_a_peer_does_not_take_is_not_made_for_it_and_others_are_served() {
    let _alone = alone();
    each_model(|model, builder| {
        // a server of one peer at a time gets rid of it by a time-out only
        let patience = (model == ServerModel::Simple).then_some(Duration::from_millis(100));
        let timeouts = Timeouts::default().with_write(patience);
        let server = builder
            .timeouts(timeouts)
            .bind(&anywhere(), Service::default());
        let serving = Serving::start(server.unwrap());
        let before = memory();
        let mut deaf = Peer::connect(serving.endpoint());
        let calls: Vec<_> = (0..ASKED).map(|n| blob(n, SIZE)).collect();
        deaf.send(&calls.concat()).unwrap();
        let mut other = Peer::connect(serving.endpoint());
        for n in 0..200 {
            other.add(n, n);
            let held = memory().saturating_sub(before);
            assert!(held < HELD, "{model} holds {held} bytes");
        }
        drop(other);
        if patience.is_none() {
            for n in 0..ASKED {
                let (sequence, reply) = deaf.reply::<BlobResult>().unwrap().unwrap();
                let length = reply.success.map(|blob| blob.len());
                assert_eq!((sequence, length), (n, Some(SIZE as usize)), "{model}");
            }
        }
        drop(deaf);
        wait_until("the last peer is gone", || {
            serving.handle().connections() == 0
        });
        serving.stop();
    });
}
