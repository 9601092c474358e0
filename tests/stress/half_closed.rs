//! Peers that say all that they have to say, end their half of the connection, and then listen.

use std::thread;

use tests::peer::{Peer, add};

use crate::process::alone;
use crate::service::{each_model, serve};

const PEERS: i32 = 16;
const CALLS: i32 = 200;

#[test]
fn whoever_only_listens_any_more_gets_every_reply() {
    let _alone = alone();
    each_model(|model, builder| {
        let (serving, sight) = serve(builder);
        thread::scope(|scope| {
            for number in 0..PEERS {
                let mut peer = Peer::connect(serving.endpoint());
                scope.spawn(move || {
                    let calls: Vec<_> = (0..CALLS).map(|n| add(n, n, number)).collect();
                    peer.send(&calls.concat()).unwrap();
                    peer.end_writing();
                    for n in 0..CALLS {
                        assert_eq!(peer.sum().unwrap(), Some((n, n + number)), "{model}");
                    }
                    assert_eq!(peer.sum().unwrap(), None, "{model}");
                });
            }
        });
        assert_eq!(sight.added() as i32, PEERS * CALLS, "{model}");
        serving.stop();
    });
}
