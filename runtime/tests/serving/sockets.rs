//! How sockets are set up, and listeners that were there before.

use std::{
    io::{Read as _, Write as _},
    os::fd::OwnedFd,
    process::{Command, Stdio},
    time::Duration,
};
use thriftwood::transport::{
    Endpoint, ListenOptions, Listener, SocketOptions, Stream, TSocket, TTransport as _,
};

fn tcp(text: &str) -> Endpoint {
    text.parse().unwrap()
}

#[test]
#[cfg(target_os = "linux")]
fn keepalive_and_buffers_are_as_asked() {
    let seconds = |count| Some(Duration::from_secs(count));
    let options = SocketOptions::default()
        .with_keepalive(seconds(40))
        .with_keepalive_interval(seconds(7))
        .with_keepalive_count(Some(3))
        .with_send_buffer(Some(20_000))
        .with_receive_buffer(Some(30_000));
    let listen = ListenOptions::default().with_socket(options.clone());
    let listener = Listener::bind(&tcp("127.0.0.1:0"), &listen).unwrap();
    let here = TSocket::connect(listener.endpoint(), &options).unwrap();
    let Some(Stream::Socket(there)) = listener.accept().unwrap() else {
        panic!("a TCP listener accepts sockets");
    };
    for socket in [here, there] {
        let socket = socket.into_socket().unwrap();
        assert_eq!(
            socket.tcp_keepalive_time().unwrap(),
            Duration::from_secs(40)
        );
        assert_eq!(
            socket.tcp_keepalive_interval().unwrap(),
            Duration::from_secs(7)
        );
        assert_eq!(socket.tcp_keepalive_retries().unwrap(), 3);
        // Linux keeps as much again for itself: socket(7)
        assert_eq!(socket.send_buffer_size().unwrap(), 40_000);
        assert_eq!(socket.recv_buffer_size().unwrap(), 60_000);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_port_is_shared_when_both_say_so() {
    let shared = ListenOptions::default().with_reuse_port(true);
    let first = Listener::bind(&tcp("127.0.0.1:0"), &shared).unwrap();
    Listener::bind(first.endpoint(), &shared).unwrap();
    let alone = Listener::bind(first.endpoint(), &ListenOptions::default()).unwrap_err();
    assert_eq!(alone.kind(), std::io::ErrorKind::AddrInUse);
}

#[test]
fn an_ipv6_listener_takes_ipv4_or_not() {
    for (only, taken) in [(true, false), (false, true)] {
        let options = ListenOptions::default().with_only_v6(Some(only));
        let listener = Listener::bind(&tcp("[::]:0"), &options).unwrap();
        let Endpoint::Tcp { port, .. } = listener.endpoint() else {
            panic!("{}", listener.endpoint());
        };
        let endpoint = tcp(&format!("127.0.0.1:{port}"));
        let connected = TSocket::connect(&endpoint, &SocketOptions::default());
        assert_eq!(connected.is_ok(), taken);
        TSocket::connect(&tcp(&format!("[::1]:{port}")), &SocketOptions::default()).unwrap();
    }
}

/// Tells the child, which is this very executable, that it is one.
const CHILD: &str = "THRIFTWOOD_TEST_INHERITS";

/// The child of the next test: greets whoever connects to each listener that it was left.
#[test]
fn child_that_inherits() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let listeners = Listener::inherited(&ListenOptions::default()).unwrap();
    assert!(std::env::var_os("LISTEN_FDS").is_none());
    for listener in listeners {
        let mut stream = listener.accept().unwrap().unwrap();
        let greeting = format!("{}\n", listener.endpoint());
        stream.write_all(greeting.as_bytes()).unwrap();
    }
}

/// Starts the child with descriptors from 3 on, as systemd does: a shell puts them there and says its own process id,
/// which `exec` keeps.
fn start_with(descriptors: [OwnedFd; 2]) -> std::process::Child {
    let [first, second] = descriptors;
    let script = "exec 3<&0 4<&1 </dev/null >&2; LISTEN_FDS=2 LISTEN_PID=$$ exec \"$0\" \"$@\"";
    Command::new("sh")
        .args(["-c", script])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "sockets::child_that_inherits"])
        .env(CHILD, "1")
        .stdin(Stdio::from(first))
        .stdout(Stdio::from(second))
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn listeners_are_inherited_from_the_service_manager() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("socket");
    let over_tcp = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let over_unix = std::os::unix::net::UnixListener::bind(&path).unwrap();
    let endpoints = [
        tcp(&over_tcp.local_addr().unwrap().to_string()),
        Endpoint::Unix(path),
    ];
    let mut child = start_with([over_tcp.into(), over_unix.into()]);
    for endpoint in endpoints {
        let options = SocketOptions::default();
        let mut stream = TSocket::connect(&endpoint, &options).unwrap();
        let patience = Some(Duration::from_mins(1));
        stream.set_timeouts(patience, None).unwrap();
        let mut greeting = String::new();
        stream.read_to_string(&mut greeting).unwrap();
        assert_eq!(greeting, format!("{endpoint}\n"));
    }
    assert!(child.wait().unwrap().success());
}

#[test]
fn nothing_is_inherited_where_nothing_was_left() {
    assert!(
        Listener::inherited(&ListenOptions::default())
            .unwrap()
            .is_empty()
    );
}
