//! The stream itself: its ends, its waits, and who else may end it.

use crate::{Authority, acceptor, listen, trusting};
use std::{
    io::{ErrorKind as Io, Read as _, Write as _},
    time::Duration,
};
use thriftwood::transport::{
    SocketOptions, Stream, TSocket, TTransport as _,
    tls::{ClientCertificates, TSSLSocket, TlsConnector},
};

/// Both ends of a connection that have shaken hands.
fn pair() -> (TSSLSocket, Stream) {
    let authority = Authority::new();
    let (listener, endpoint) = listen(&acceptor(&authority, ClientCertificates::Ignored));
    let connector = TlsConnector::new(trusting(&authority)).unwrap();
    std::thread::scope(|scope| {
        let accepting = scope.spawn(|| {
            let mut stream = listener.accept().unwrap().unwrap();
            stream.greet().unwrap();
            stream
        });
        let socket = TSocket::connect(&endpoint, &SocketOptions::default()).unwrap();
        let client = connector.connect(socket, &endpoint).unwrap();
        (client, accepting.join().unwrap())
    })
}

#[test]
fn what_is_written_is_read_and_a_dropped_end_is_the_end() {
    let (mut client, mut server) = pair();
    let sent: Vec<u8> = (0..=u8::MAX).cycle().take(1 << 20).collect();
    let received = std::thread::scope(|scope| {
        let reading = scope.spawn(|| {
            let mut received = Vec::new();
            server.read_to_end(&mut received).map(|_| received)
        });
        client.write_all(&sent).unwrap();
        drop(client);
        reading.join().unwrap().unwrap()
    });
    assert!(received == sent, "{} bytes", received.len());
}

#[test]
fn what_a_write_has_failed_to_send_is_not_sent_with_the_good_bye() {
    let (mut client, mut server) = pair();
    let wait = Some(Duration::from_millis(20));
    client.set_timeouts(None, wait).unwrap();
    // as much as a record holds
    let record = [7; 16 * 1024];
    let mut taken = 0;
    let failed = loop {
        match client.write(&record) {
            Ok(count) => taken += count,
            Err(failed) => break failed,
        }
    };
    assert_eq!(failed.kind(), Io::TimedOut);
    let reading = std::thread::spawn(move || {
        let mut received = Vec::new();
        server.read_to_end(&mut received).map(|_| received.len())
    });
    drop(client);
    assert_eq!(reading.join().unwrap().unwrap(), taken);
}

#[test]
fn an_end_without_a_good_bye_is_an_end() {
    let (client, mut server) = pair();
    client.closer().close();
    assert_eq!(server.read(&mut [0; 8]).unwrap(), 0);
}

#[test]
fn the_writing_half_ends_behind_what_was_written_and_the_other_goes_on() {
    let (mut client, mut server) = pair();
    client.write_all(b"last words").unwrap();
    client.closer().end_writing();
    let mut received = Vec::new();
    server.read_to_end(&mut received).unwrap();
    assert_eq!(received, b"last words");
    server.write_all(b"noted").unwrap();
    drop(server);
    received.clear();
    client.read_to_end(&mut received).unwrap();
    assert_eq!(received, b"noted");
}

#[test]
fn a_waiting_read_is_ended_from_another_thread() {
    for close in [
        thriftwood::transport::Closer::close,
        thriftwood::transport::Closer::finish,
    ] {
        let (mut client, _server) = pair();
        let closer = client.closer();
        let closing = std::thread::spawn(move || close(&closer));
        assert_eq!(client.read(&mut [0; 8]).unwrap(), 0);
        closing.join().unwrap();
    }
}

#[test]
fn a_read_waits_as_long_as_it_may_and_loses_nothing() {
    let (mut client, mut server) = pair();
    client
        .set_timeouts(Some(Duration::from_millis(5)), None)
        .unwrap();
    let late = client.read(&mut [0; 8]).unwrap_err();
    assert_eq!(late.kind(), Io::TimedOut);
    server.write_all(b"here").unwrap();
    client.set_timeouts(None, None).unwrap();
    let mut four = [0; 4];
    client.read_exact(&mut four).unwrap();
    assert_eq!(&four, b"here");
}
