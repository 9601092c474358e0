//! A whole server: who may connect where, and how it stops.

use crate::support::{
    BOTH, Handler, Running, application,
    calculator::calculator::{AddArgs, AddResult, BlockingClient, DivideError, Processor},
    call, processor, replies,
};
use std::{
    io::{Read as _, Write as _},
    sync::{Arc, Mutex, mpsc},
    time::Duration,
};
use thriftwood::{
    ApplicationErrorKind, Bytes, ErrorKind, Framing, Protocol,
    client::{BlockingChannel, Channel as _, ClientOptions},
    server::{Server, ServerHandle, ServerModel, ServerOptions, TServer as _, Timeouts},
    transport::{Endpoint, ListenOptions, Listener, SocketOptions, TSocket, TTransport, memory},
};

/// Everything a client may want of a calculator.
fn converse<T: TTransport>(channel: BlockingChannel<T>, who: &str) {
    let mut client = BlockingClient::new(channel);
    assert_eq!(client.add(1, 2).unwrap(), 3);
    assert_eq!(client.divide(7, 2).unwrap(), 3);
    assert!(
        matches!(client.divide(7, 0).unwrap_err(), DivideError::Zero(zero) if zero.dividend == 7)
    );
    client.poke(1).unwrap();
    assert_eq!(client.who().unwrap(), format!("{who} who 5"));
    let large = Bytes::from(vec![7; 300_000]);
    assert_eq!(client.echo(large.clone()).unwrap(), large);
    assert_eq!(
        application(client.add(-1, 0)).kind,
        ApplicationErrorKind::INTERNAL_ERROR
    );
    let unknown = client
        .channel_mut()
        .call::<_, AddArgs>("subtract", &AddArgs::default());
    assert_eq!(
        application(unknown.map(|_| ())).kind,
        ApplicationErrorKind::UNKNOWN_METHOD
    );
    assert_eq!(client.add(3, 4).unwrap(), 7);
}

#[test]
fn a_client_is_served_over_every_transport_and_framing() {
    let folder = tempfile::tempdir().unwrap();
    let path = format!("unix:{}", folder.path().join("socket").display());
    let name = format!("unix:@thriftwood-served-{}", std::process::id());
    for framing in BOTH {
        let server = ServerOptions::default().with_framing(framing);
        let client = ClientOptions::default().with_framing(framing);
        for (endpoint, kind) in [("localhost:0", "tcp"), (&path, "unix"), (&name, "unix")] {
            if endpoint.starts_with("unix:@") && !cfg!(target_os = "linux") {
                continue;
            }
            let listener =
                Listener::bind(&endpoint.parse().unwrap(), &ListenOptions::default()).unwrap();
            let endpoint = listener.endpoint().clone();
            let running = Running::start(listener, processor(), server.clone());
            for _ in 0..2 {
                converse(
                    BlockingChannel::connect(&endpoint, &client).unwrap(),
                    &format!("{kind} {framing}"),
                );
            }
            running.stop();
        }
        let (running, connector) = Running::in_memory(processor(), server);
        converse(
            BlockingChannel::over(connector.connect().unwrap(), &client),
            &format!("memory {framing}"),
        );
        running.stop();
    }
}

#[test]
fn the_paved_path_serves_by_flags() {
    let model: ServerModel = "simple".parse().unwrap();
    assert_eq!(model.to_string(), "simple");
    assert!(
        "sipmle"
            .parse::<ServerModel>()
            .unwrap_err()
            .to_string()
            .contains("`sipmle`")
    );
    let server = Server::builder()
        .model(model)
        .protocol(Protocol::Binary)
        .framing(Framing::Unframed)
        .bind(&"127.0.0.1:0".parse().unwrap(), processor())
        .unwrap();
    let (endpoint, handle) = (server.endpoints()[0].clone(), server.handle());
    assert!(!matches!(endpoint, Endpoint::Tcp { port: 0, .. }));
    let thread = std::thread::spawn(move || server.serve());
    let options = ClientOptions::default().with_framing(Framing::Unframed);
    converse(
        BlockingChannel::connect(&endpoint, &options).unwrap(),
        "tcp unframed",
    );
    handle.stop();
    thread.join().unwrap().unwrap();
}

/// A server whose `who` tells when it has begun, and waits until the sender is used or dropped.
fn gated(
    options: ServerOptions,
) -> (
    Running,
    memory::MemoryConnector,
    mpsc::Receiver<()>,
    mpsc::Sender<()>,
) {
    let (open, gate) = mpsc::channel();
    let (begin, begun) = mpsc::channel();
    let gate = Some(Arc::new(Mutex::new(gate)));
    let handler = Handler {
        gate,
        begun: Some(begin),
        ..Handler::default()
    };
    let (running, connector) = Running::in_memory(Processor::new(handler), options);
    (running, connector, begun, open)
}

#[test]
fn a_stop_lets_the_call_under_way_be_answered_and_nothing_after_it() {
    let (running, connector, begun, open) = gated(ServerOptions::default());
    let channel = BlockingChannel::over(connector.connect().unwrap(), &ClientOptions::default());
    let calling = std::thread::spawn(move || {
        let mut client = BlockingClient::new(channel);
        (client.who(), client.add(1, 1))
    });
    begun.recv().unwrap();
    running.handle.stop();
    assert!(connector.connect().is_err(), "nobody is accepted any more");
    open.send(()).unwrap();
    let (under_way, after) = calling.join().unwrap();
    assert_eq!(under_way.unwrap(), "memory framed who 1");
    let after = after.unwrap_err();
    assert!(
        matches!(after.kind(), ErrorKind::Closed | ErrorKind::Io(_)),
        "{after}"
    );
    running.join();
}

#[test]
fn a_stop_sends_idle_peers_home() {
    let name = format!("unix:@thriftwood-idle-{}", std::process::id());
    for endpoint in ["127.0.0.1:0", &name] {
        if endpoint.starts_with("unix:@") && !cfg!(target_os = "linux") {
            continue;
        }
        let listener =
            Listener::bind(&endpoint.parse().unwrap(), &ListenOptions::default()).unwrap();
        let endpoint = listener.endpoint().clone();
        let running = Running::start(listener, processor(), ServerOptions::default());
        let channel = BlockingChannel::connect(&endpoint, &ClientOptions::default()).unwrap();
        let mut client = BlockingClient::new(channel);
        assert_eq!(client.add(1, 2).unwrap(), 3);
        assert!(
            running.handle.stop_within(Duration::from_mins(1)),
            "it is idle, so nothing has to be waited for"
        );
        assert_eq!(running.handle.connections(), 0);
        running.join();
        assert!(client.add(1, 2).is_err());
    }
}

#[test]
fn a_deadline_cuts_off_whoever_is_still_busy() {
    let (running, connector, begun, open) = gated(ServerOptions::default());
    let channel = BlockingChannel::over(connector.connect().unwrap(), &ClientOptions::default());
    let calling = std::thread::spawn(move || BlockingClient::new(channel).who());
    begun.recv().unwrap();
    assert!(!running.handle.stop_within(Duration::from_millis(10)));
    let cut_off = calling.join().unwrap().unwrap_err();
    assert!(matches!(cut_off.kind(), ErrorKind::Closed), "{cut_off}");
    drop(open);
    running.join();
}

#[test]
fn handles_stop_a_server_that_has_not_begun() {
    let server = Server::builder()
        .bind(&"127.0.0.1:0".parse().unwrap(), processor())
        .unwrap();
    let handle: ServerHandle = server.handle();
    handle.stop();
    assert!(handle.is_stopping());
    server.serve().unwrap();
}

#[test]
fn idle_and_slow_peers_are_not_waited_for() {
    let short = Some(Duration::from_millis(10));
    for (timeouts, bytes) in [
        (Timeouts::default().with_idle(short), Vec::new()),
        (
            Timeouts::default().with_read(short),
            call(Framing::Framed, "add", 1, &AddArgs::default())[..9].to_vec(),
        ),
    ] {
        let options = ServerOptions::default().with_timeouts(timeouts);
        let (running, connector) = Running::in_memory(processor(), options);
        let mut peer = connector.connect().unwrap();
        peer.write_all(&bytes).unwrap();
        assert_eq!(peer.read(&mut [0; 8]).unwrap(), 0, "the server hangs up");
        running.stop();
    }
}

#[test]
fn a_broken_peer_leaves_the_server_to_the_next() {
    let (running, connector) = Running::in_memory(processor(), ServerOptions::default());
    let mut broken = connector.connect().unwrap();
    broken.write_all(b"HELO mail\r\n").unwrap();
    assert_eq!(broken.read(&mut [0; 8]).unwrap(), 0);
    let mut client = BlockingClient::new(BlockingChannel::over(
        connector.connect().unwrap(),
        &ClientOptions::default(),
    ));
    assert_eq!(client.add(1, 2).unwrap(), 3);
    drop(client);
    running.stop();
}

#[test]
fn a_peer_that_is_hung_up_on_sees_its_last_reply_and_the_end() {
    let server = Server::builder().framing(Framing::Unframed);
    let server = server
        .bind(&"127.0.0.1:0".parse().unwrap(), processor())
        .unwrap();
    let (endpoint, handle) = (server.endpoints()[0].clone(), server.handle());
    let thread = std::thread::spawn(move || server.serve());
    let mut peer = TSocket::connect(&endpoint, &SocketOptions::default()).unwrap();
    let mut malformed = call(Framing::Unframed, "add", 1, &AddArgs::default());
    malformed[15] = 0x09; // no type
    malformed.resize(100_000, 0); // more than the server reads before it answers
    peer.write_all(&malformed).unwrap();
    let mut answer = Vec::new();
    peer.read_to_end(&mut answer).unwrap();
    let (header, refused) = replies::<AddResult>(Framing::Unframed, &answer).remove(0);
    let kind = refused.unwrap_err().kind;
    assert_eq!(
        (header.sequence, kind),
        (1, ApplicationErrorKind::PROTOCOL_ERROR)
    );
    handle.stop();
    thread.join().unwrap().unwrap();
}
