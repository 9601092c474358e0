//! Peers that speak no TLS, or nothing at all.

use crate::{Authority, acceptor, connect, listen, refusal, serve, support, trusting};
use std::{io::ErrorKind as Io, time::Duration};
use thriftwood::{
    ErrorKind,
    client::{BlockingChannel, ClientOptions},
    observe::Metrics,
    server::{Overload, ServerOptions, TServer as _, TThreadPoolServer, WorkerOptions},
    transport::{
        ListenOptions, Listener, SocketOptions, TSocket, TTransport as _,
        tls::{ClientCertificates, TlsAcceptor},
    },
};

#[test]
fn a_plain_client_is_told_apart_from_one_that_speaks_tls() {
    let (listener, endpoint) = listen(&acceptor(&Authority::new(), ClientCertificates::Ignored));
    std::thread::scope(|scope| {
        let greeting = scope.spawn(|| listener.accept().unwrap().unwrap().greet());
        let channel = BlockingChannel::connect(&endpoint, &ClientOptions::default()).unwrap();
        let mut client = crate::Client::new(channel);
        let error = client.add(1, 2).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Closed), "{error}");
        let why = greeting.join().unwrap().unwrap_err().to_string();
        assert_eq!(why, "TLS: the peer does not speak TLS");
    });
}

#[test]
fn a_plain_server_is_told_apart_from_one_that_speaks_tls() {
    let plain = "127.0.0.1:0".parse().unwrap();
    let listener = Listener::bind(&plain, &ListenOptions::default()).unwrap();
    let endpoint = listener.endpoint().clone();
    let running = support::Running::start(listener, support::processor(), ServerOptions::default());
    let why = refusal(&endpoint, trusting(&Authority::new()));
    assert!(why.contains("perhaps it does not speak TLS"), "{why}");
    running.stop();
}

#[test]
fn a_silent_client_holds_up_others_only_for_a_time() {
    let authority = Authority::new();
    let options = authority.server("server", &["localhost"]);
    let options = options.with_handshake_timeout(Some(Duration::from_millis(500)));
    let (running, endpoint) = serve(&TlsAcceptor::new(options).unwrap());
    let silent = TSocket::connect(&endpoint, &SocketOptions::default()).unwrap();
    // without a limit, this waits for ever
    assert!(connect(&endpoint, trusting(&authority)).is_ok());
    drop(silent);
    running.stop();
}

/// One thread turns all those away for whom there is no worker.
#[test]
fn a_silent_client_keeps_nobody_from_being_turned_away() {
    let authority = Authority::new();
    let options = authority.server("server", &["localhost"]);
    let (listener, endpoint) =
        listen(&TlsAcceptor::new(options.with_handshake_timeout(None)).unwrap());
    let workers = WorkerOptions::default()
        .with_threads(1)
        .with_queue(1)
        .with_overload(Overload::Refuse);
    let options = ServerOptions::default().with_workers(workers);
    let server = TThreadPoolServer::new(vec![listener], support::processor(), options);
    let handle = server.handle();
    let serving = std::thread::spawn(move || server.serve());
    let wait_until = |so: fn(&Metrics) -> bool| {
        while !so(&handle.metrics()) {
            std::thread::yield_now();
        }
    };
    let silent = || TSocket::connect(&endpoint, &SocketOptions::default()).unwrap();
    let with_the_worker = silent();
    while handle.connections() == 0 {
        std::thread::yield_now();
    }
    let in_the_queue = silent();
    wait_until(|metrics| metrics.queued == 1);
    let turned_away = silent();
    wait_until(|metrics| metrics.refused == 1);
    // on a busy machine a client may be too late to be told
    let is_told = |_| {
        let told = connect(&endpoint, trusting(&authority)).and_then(|mut line| line.add(1, 2));
        matches!(told.unwrap_err().kind(), ErrorKind::Application(_))
    };
    assert!((0..20).any(is_told));
    drop((with_the_worker, in_the_queue, turned_away));
    handle.stop();
    serving.join().unwrap().unwrap();
}

#[test]
fn a_client_that_speaks_slowly_has_no_more_time_than_a_silent_one() {
    use std::io::Write as _;
    let authority = Authority::new();
    let options = authority.server("server", &["localhost"]);
    let options = options.with_handshake_timeout(Some(Duration::from_millis(60)));
    let (listener, endpoint) = listen(&TlsAcceptor::new(options).unwrap());
    std::thread::scope(|scope| {
        let greeting = scope.spawn(|| listener.accept().unwrap().unwrap().greet());
        let mut slow = TSocket::connect(&endpoint, &SocketOptions::default()).unwrap();
        // the head of a long handshake record, and then a byte of it now and then until somebody hangs up
        slow.write_all(&[22, 3, 1, 0x3f, 0xff]).unwrap();
        while !greeting.is_finished() && slow.write_all(&[1]).is_ok() {
            std::thread::sleep(Duration::from_millis(5));
        }
        assert!(greeting.join().unwrap().is_err());
    });
}

#[test]
fn a_server_that_stops_does_not_wait_for_a_handshake() {
    let authority = Authority::new();
    let options = authority.server("server", &["localhost"]);
    let (running, endpoint) =
        serve(&TlsAcceptor::new(options.with_handshake_timeout(None)).unwrap());
    let silent = TSocket::connect(&endpoint, &SocketOptions::default()).unwrap();
    while running.handle.connections() == 0 {
        std::thread::yield_now();
    }
    running.stop();
    drop(silent);
}

#[test]
fn a_client_does_not_wait_for_ever_for_a_silent_server() {
    let plain = "127.0.0.1:0".parse().unwrap();
    let listener = Listener::bind(&plain, &ListenOptions::default()).unwrap();
    let authority = Authority::new();
    let options = trusting(&authority).with_handshake_timeout(Some(Duration::from_millis(20)));
    let connector = thriftwood::transport::tls::TlsConnector::new(options).unwrap();
    let socket = TSocket::connect(listener.endpoint(), &SocketOptions::default()).unwrap();
    let error = connector.connect(socket, listener.endpoint()).unwrap_err();
    assert_eq!(error.kind(), Io::TimedOut);
}
