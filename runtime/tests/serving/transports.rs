//! The byte streams, without a message in sight.

use std::{
    io::{ErrorKind, Read as _, Write as _},
    sync::mpsc,
    thread,
    time::Duration,
};
use thriftwood::{
    Peer,
    transport::{
        Endpoint, ListenOptions, Listener, SocketOptions, Stream, TSocket, TTransport, memory,
    },
};

/// Long enough that it passes only where nothing happens, short enough to wait for.
const SOON: Option<Duration> = Some(Duration::from_millis(20));

fn bind(endpoint: &str) -> Listener {
    Listener::bind(&endpoint.parse().unwrap(), &ListenOptions::default()).unwrap()
}

fn connect(endpoint: &Endpoint) -> TSocket {
    TSocket::connect(endpoint, &SocketOptions::default()).unwrap()
}

/// Two connected ends: bytes both ways, a time-out, the end of the stream, a closer.
fn is_a_stream(mut here: impl TTransport + 'static, mut there: impl TTransport) {
    let mut room = [0; 8];
    here.write_all(b"ping").unwrap();
    assert_eq!(
        (there.read(&mut room).unwrap(), &room[..4]),
        (4, &b"ping"[..])
    );
    there.write_all(b"pong").unwrap();
    assert_eq!(
        (here.read(&mut room[..2]).unwrap(), &room[..2]),
        (2, &b"po"[..])
    );
    assert_eq!((here.read(&mut room).unwrap(), &room[..2]), (2, &b"ng"[..]));

    here.set_timeouts(SOON, SOON).unwrap();
    assert_eq!(
        here.read(&mut room).unwrap_err().kind(),
        ErrorKind::TimedOut
    );
    let chunk = vec![0; 64 * 1024];
    let full = std::iter::repeat_with(|| here.write(&chunk))
        .find_map(Result::err)
        .unwrap();
    assert_eq!(full.kind(), ErrorKind::TimedOut, "nobody reads");

    let closer = there.closer();
    here.set_timeouts(None, None).unwrap();
    let waiting = thread::spawn(move || here.read(&mut [0; 8]));
    closer.close();
    assert_eq!(waiting.join().unwrap().unwrap(), 0);
    assert!(there.write(b"x").is_err());
}

#[test]
fn memory_is_a_stream() {
    let (here, there) = memory::pair();
    assert_eq!(here.peer(), Peer::Memory);
    is_a_stream(here, there);
}

#[test]
fn sockets_are_streams_wherever_they_listen() {
    let folder = tempfile::tempdir().unwrap();
    let path = format!("unix:{}", folder.path().join("socket").display());
    let name = format!("unix:@thriftwood-{}", std::process::id());
    for endpoint in ["127.0.0.1:0", "localhost:0", "[::1]:0", &path, &name] {
        if endpoint.starts_with("unix:@") && !cfg!(target_os = "linux") {
            continue;
        }
        let listener = bind(endpoint);
        let here = connect(listener.endpoint());
        let there = listener.accept().unwrap().unwrap();
        let tcp = !endpoint.starts_with("unix");
        assert_eq!(matches!(there.peer(), Peer::Tcp(_)), tcp, "{endpoint}");
        is_a_stream(here, there);
    }
}

#[test]
fn the_end_of_a_stream_comes_after_its_last_byte() {
    let (mut here, mut there) = memory::pair();
    here.write_all(b"last").unwrap();
    drop(here);
    let mut all = Vec::new();
    there.read_to_end(&mut all).unwrap();
    assert_eq!(all, b"last");
    assert_eq!(there.write(b"x").unwrap_err().kind(), ErrorKind::BrokenPipe);
}

#[test]
fn what_was_tried_is_told() {
    // a port that was free a moment ago
    let port = match bind("127.0.0.1:0").endpoint() {
        Endpoint::Tcp { port, .. } => *port,
        other => panic!("{other}"),
    };
    let endpoint = format!("127.0.0.1:{port}").parse().unwrap();
    let error = TSocket::connect(&endpoint, &SocketOptions::default()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    assert!(
        error.to_string().contains(&format!("127.0.0.1:{port}: ")),
        "{error}"
    );
    let error = TSocket::connect(
        &"unix:/nowhere/socket".parse().unwrap(),
        &SocketOptions::default(),
    )
    .unwrap_err();
    assert!(
        error.to_string().contains("unix:/nowhere/socket"),
        "{error}"
    );
    let error = Listener::bind(
        &"unix:/nowhere/socket".parse().unwrap(),
        &ListenOptions::default(),
    )
    .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("could not listen on unix:/nowhere/socket"),
        "{error}"
    );
}

#[test]
fn a_socket_file_is_taken_over_only_when_nobody_listens() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("socket");
    let endpoint = Endpoint::Unix(path.clone());
    let again = || Listener::bind(&endpoint, &ListenOptions::default());

    let listener = again().unwrap();
    assert_eq!(again().unwrap_err().kind(), ErrorKind::AddrInUse);
    drop(listener);
    assert!(!path.exists(), "the file goes with its listener");

    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    assert!(path.exists(), "a file is left behind");
    drop(again().unwrap());

    std::fs::write(&path, "precious").unwrap();
    assert_eq!(again().unwrap_err().kind(), ErrorKind::AddrInUse);
    assert_eq!(std::fs::read(&path).unwrap(), b"precious");
}

#[test]
fn a_wait_for_connections_can_be_ended() {
    let (in_memory, connector) = memory::listener();
    for listener in [bind("127.0.0.1:0"), in_memory.into()] {
        let interrupter = listener.interrupter();
        let (send, receive) = mpsc::channel();
        let waiting = thread::spawn(move || {
            send.send(()).unwrap();
            listener.accept().map(|stream| {
                (
                    stream.is_none(),
                    listener.accept().map(|stream| stream.is_none()),
                )
            })
        });
        receive.recv().unwrap();
        interrupter.interrupt();
        let (now, later) = waiting.join().unwrap().unwrap();
        assert!(now && later.unwrap());
    }
    assert_eq!(
        connector.connect().unwrap_err().kind(),
        ErrorKind::ConnectionRefused
    );
}

#[test]
fn a_socket_is_set_up_as_asked() {
    let minute = Some(Duration::from_mins(1));
    let options = SocketOptions::default()
        .with_connect_timeout(minute)
        .with_read_timeout(minute)
        .with_write_timeout(minute)
        .with_keepalive(minute)
        .with_linger(minute);
    let listen = ListenOptions::default().with_socket(options.clone().with_nodelay(false));
    let listener = Listener::bind(&"127.0.0.1:0".parse().unwrap(), &listen).unwrap();
    let here = TSocket::connect(listener.endpoint(), &options).unwrap();
    let Some(Stream::Socket(there)) = listener.accept().unwrap() else {
        panic!("a TCP listener accepts sockets");
    };
    for (socket, nodelay) in [(here, true), (there, false)] {
        let socket = socket.into_socket().unwrap();
        assert_eq!(socket.tcp_nodelay().unwrap(), nodelay);
        assert!(socket.keepalive().unwrap());
        let waits = [
            socket.read_timeout(),
            socket.write_timeout(),
            socket.linger(),
        ];
        assert!(waits.into_iter().all(|wait| wait.unwrap() == minute));
    }
}
