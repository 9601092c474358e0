//! Connections that come and go, and leave nothing behind.

use std::thread;
use std::time::Duration;

use generated::interop::base;
use tests::peer::Peer;
use tests::serving::Serving;
use tests::waiting::wait_until;
use thriftwood::transport::Endpoint;

use crate::process::{alone, descriptors, memory, threads};
use crate::service::{Handler, anywhere, each_model};

/// Connections to each server, one call each; half over TCP, half over a Unix socket.
const CONNECTIONS: i32 = 50_000;
/// Those that come first, so that whatever is made once is there before it is counted.
const FIRST: i32 = 1_000;
/// Connections at a time.
const AT_ONCE: i32 = 4;
/// What may come to stay for good, in bytes: far less than a byte a connection.
const SLACK: usize = 16 * 1024;

#[test]
fn fifty_thousand_connections_leave_nothing_behind() {
    let _alone = alone();
    each_model(|model, builder| {
        let folder = tempfile::tempdir().unwrap();
        let path = Endpoint::Unix(folder.path().join("socket"));
        let service = base::Processor::new(Handler::default());
        let server = builder.bind_all(&[anywhere(), path], service);
        let serving = Serving::start(server.unwrap());
        come_and_go(&serving, FIRST);
        let (open, running, held) = (descriptors(), threads(), memory());
        come_and_go(&serving, CONNECTIONS - FIRST);
        wait_until("the last thread has ended", || threads() <= running);
        wait_until("the last descriptor is closed", || descriptors() <= open);
        let left = memory().saturating_sub(held);
        assert!(left <= SLACK, "{model} keeps {left} bytes");
        serving.stop();
    });
}

/// So many peers connect, call, and leave.
fn come_and_go(serving: &Serving, connections: i32) {
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                for n in 0..connections / AT_ONCE {
                    let endpoint = &serving.endpoints()[n as usize % 2];
                    let mut peer = Peer::connect(endpoint);
                    peer.add(n, 1);
                    if matches!(endpoint, Endpoint::Tcp { .. }) {
                        // a port that is not kept waiting can be used again
                        peer.socket.set_linger(Some(Duration::ZERO)).unwrap();
                    }
                }
            });
        }
    });
    wait_until("the last peer is gone", || {
        serving.handle().connections() == 0
    });
}
