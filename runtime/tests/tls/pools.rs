//! Connections under TLS that wait to be used again.

use crate::{Authority, acceptor, calculator, listen, serve, trusting};
use std::thread;
use thriftwood::{
    client::{BlockingChannel, BlockingPool, ClientOptions, PoolOptions},
    transport::{
        TTransport as _,
        tls::{ClientCertificates, TlsConnector},
    },
};

fn options(authority: &Authority) -> ClientOptions {
    let tls = TlsConnector::new(trusting(authority)).unwrap();
    ClientOptions::default().with_tls(Some(tls))
}

#[test]
fn a_connection_is_used_again() {
    let authority = Authority::new();
    let (running, endpoint) = serve(&acceptor(&authority, ClientCertificates::Ignored));
    let pool = BlockingPool::new(&endpoint, &options(&authority), PoolOptions::default()).unwrap();
    let mut client = calculator::BlockingClient::new(pool.clone());
    for n in 0..3 {
        assert_eq!(client.add(n, 2).unwrap(), n + 2);
        assert_eq!(pool.connections(), 1);
        assert!(pool.get().unwrap().is_healthy());
    }
    drop((client, pool));
    running.stop();
}

#[test]
fn a_server_that_hangs_up_is_noticed_without_a_call() {
    let authority = Authority::new();
    let (listener, endpoint) = listen(&acceptor(&authority, ClientCertificates::Ignored));
    let accepting = thread::spawn(move || {
        let mut stream = listener.accept().unwrap().unwrap();
        stream.greet().unwrap();
        stream
    });
    let mut channel = BlockingChannel::connect(&endpoint, &options(&authority)).unwrap();
    let stream = accepting.join().unwrap();
    assert!(channel.is_healthy());
    drop(stream);
    while channel.is_healthy() {
        thread::yield_now();
    }
    assert!(channel.is_open());
}
