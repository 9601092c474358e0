//! What every server model does alike.

use crate::support::{
    Handler, application,
    calculator::calculator::{BlockingClient, EchoArgs, Processor},
    call, processor,
};
use std::{
    io::{Read as _, Write as _},
    num::NonZeroUsize,
    sync::{Arc, Mutex, mpsc},
    thread::{self, JoinHandle},
    time::Duration,
};
use thriftwood::{
    ApplicationErrorKind, Bytes, Framing, Protocol, Result, TProcessor,
    client::{BlockingChannel, ClientOptions},
    server::{
        AcceptPolicy, Server, ServerBuilder, ServerHandle, ServerModel, TServer as _, Timeouts,
        WorkerOptions,
    },
    transport::{Endpoint, ListenOptions, Listener, TTransport, memory},
};

/// A server of any model, on a thread of its own.
pub(super) struct Serving {
    pub(super) endpoints: Vec<Endpoint>,
    pub(super) handle: ServerHandle,
    thread: JoinHandle<Result<()>>,
}

impl Serving {
    pub(super) fn start(server: Server) -> Self {
        Self {
            endpoints: server.endpoints().into_iter().cloned().collect(),
            handle: server.handle(),
            thread: thread::spawn(move || server.serve()),
        }
    }

    pub(super) fn bind<S: TProcessor>(builder: ServerBuilder, service: S) -> Self {
        Self::start(
            builder
                .bind(&"127.0.0.1:0".parse().unwrap(), service)
                .unwrap(),
        )
    }

    pub(super) fn client(&self) -> BlockingClient<BlockingChannel> {
        self.client_of(&ClientOptions::default())
    }

    pub(super) fn client_of(&self, options: &ClientOptions) -> BlockingClient<BlockingChannel> {
        BlockingClient::new(BlockingChannel::connect(&self.endpoints[0], options).unwrap())
    }

    pub(super) fn stop(self) {
        self.handle.stop();
        self.join();
    }

    pub(super) fn join(self) {
        self.thread.join().unwrap().unwrap();
        assert_eq!(self.handle.connections(), 0);
    }
}

pub(super) fn each_model(mut check: impl FnMut(ServerModel, ServerBuilder)) {
    for &model in ServerModel::ALL {
        check(model, Server::builder().model(model));
    }
}

/// Everything a client may want of a calculator.
fn converse<T: TTransport>(client: &mut BlockingClient<BlockingChannel<T>>) {
    assert_eq!(client.add(1, 2).unwrap(), 3);
    assert!(client.divide(7, 0).is_err());
    client.poke(1).unwrap();
    let large = Bytes::from(vec![7; 300_000]);
    assert_eq!(client.echo(large.clone()).unwrap(), large);
    let panicked = application(client.add(-1, 0));
    assert_eq!(panicked.kind, ApplicationErrorKind::INTERNAL_ERROR);
    assert_eq!(client.add(3, 4).unwrap(), 7);
}

#[test]
fn every_protocol_and_framing_is_served() {
    each_model(|_, builder| {
        let serving = Serving::bind(builder, processor());
        for &protocol in Protocol::READABLE {
            for &framing in Framing::ALL {
                let recognised = (protocol, framing) != (Protocol::BinaryOld, Framing::Unframed);
                if recognised && framing.carries(protocol).is_ok() {
                    let options = ClientOptions::default().with_protocol(protocol);
                    converse(&mut serving.client_of(&options.with_framing(framing)));
                }
            }
        }
        serving.stop();
    });
}

#[test]
fn several_listeners_are_served_at_once() {
    each_model(|_, builder| {
        let (in_memory, connector) = memory::listener();
        let folder = tempfile::tempdir().unwrap();
        let path = format!("unix:{}", folder.path().join("socket").display());
        let bind = |endpoint: &str| {
            Listener::bind(&endpoint.parse().unwrap(), &ListenOptions::default()).unwrap()
        };
        let listeners = vec![bind("127.0.0.1:0"), bind(&path), in_memory.into()];
        let serving = Serving::start(builder.over_all(listeners, processor()));
        for endpoint in &serving.endpoints[..2] {
            let channel = BlockingChannel::connect(endpoint, &ClientOptions::default()).unwrap();
            converse(&mut BlockingClient::new(channel));
        }
        let stream = connector.connect().unwrap();
        let channel = BlockingChannel::over(stream, &ClientOptions::default());
        converse(&mut BlockingClient::new(channel));
        serving.stop();
    });
}

#[test]
fn idle_peers_are_sent_home_by_a_stop() {
    each_model(|_, builder| {
        let serving = Serving::bind(builder, processor());
        let mut client = serving.client();
        assert_eq!(client.add(1, 2).unwrap(), 3);
        assert!(serving.handle.stop_within(Duration::from_mins(1)));
        serving.join();
        assert!(client.add(1, 2).is_err());
    });
}

#[test]
fn a_call_under_way_is_answered_in_spite_of_a_stop() {
    each_model(|_, builder| {
        let (open, gate) = mpsc::channel();
        let (begin, begun) = mpsc::channel();
        let gate = Some(Arc::new(Mutex::new(gate)));
        let handler = Handler {
            gate,
            begun: Some(begin),
            ..Handler::default()
        };
        let serving = Serving::bind(builder, Processor::new(handler));
        let mut client = serving.client();
        let calling = thread::spawn(move || client.who());
        begun.recv().unwrap();
        serving.handle.stop();
        open.send(()).unwrap();
        assert_eq!(calling.join().unwrap().unwrap(), "tcp framed who 1");
        serving.join();
    });
}

#[test]
fn whoever_is_silent_or_slow_for_too_long_is_hung_up_on() {
    each_model(|_, builder| {
        let soon = Some(Duration::from_millis(50));
        for (timeouts, pieces) in [
            (Timeouts::default().with_idle(soon), 0),
            (Timeouts::default().with_read(soon), 1000),
        ] {
            let serving = Serving::bind(builder.clone().timeouts(timeouts), processor());
            let Endpoint::Tcp { port, .. } = &serving.endpoints[0] else {
                unreachable!()
            };
            let mut stream = std::net::TcpStream::connect(("127.0.0.1", *port)).unwrap();
            stream
                .set_read_timeout(Some(Duration::from_millis(5)))
                .unwrap();
            // a frame of 1000 bytes that comes a byte at a time
            let _ = stream.write_all(&[0, 0, 3, 0xe8][..4.min(pieces)]);
            let hung_up = (0..2000).any(|_| {
                if pieces > 0 && stream.write_all(b"\x80").is_err() {
                    return true;
                }
                match stream.read(&mut [0; 16]) {
                    Ok(count) => count == 0,
                    Err(error) => error.kind() == std::io::ErrorKind::ConnectionReset,
                }
            });
            assert!(hung_up);
            serving.stop();
        }
    });
}

#[test]
fn no_more_connections_than_allowed_are_served_and_the_others_wait() {
    each_model(|model, builder| {
        if model == ServerModel::Simple {
            return;
        }
        let workers = WorkerOptions::default().with_threads(4);
        let most = NonZeroUsize::new(2).unwrap();
        let serving = Serving::bind(builder.max_connections(most).workers(workers), processor());
        let mut first = serving.client();
        let mut second = serving.client();
        assert_eq!(first.add(1, 1).unwrap() + second.add(1, 1).unwrap(), 4);
        let mut third = serving.client();
        let waiting = thread::spawn(move || third.add(2, 2));
        assert_eq!(first.add(1, 1).unwrap(), 2);
        assert!(serving.handle.connections() <= 2);
        drop(first);
        assert_eq!(waiting.join().unwrap().unwrap(), 4);
        drop(second);
        serving.stop();
    });
}

/// Sends calls as fast as it can and reads nothing, until the server takes no more; then reads all replies.
#[test]
fn a_peer_that_reads_late_gets_every_reply() {
    each_model(|_, builder| {
        let serving = Serving::bind(builder, processor());
        let Endpoint::Tcp { port, .. } = &serving.endpoints[0] else {
            unreachable!()
        };
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", *port)).unwrap();
        stream
            .set_write_timeout(Some(Duration::from_millis(200)))
            .unwrap();
        let payload = Bytes::from(vec![7; 50_000]);
        let echo = call(Framing::Framed, "echo", 1, &EchoArgs { payload });
        let (mut whole, mut left) = (0, 0);
        for _ in 0..400 {
            let mut sent = 0;
            while sent < echo.len() {
                match stream.write(&echo[sent..]) {
                    Ok(count) => sent += count,
                    Err(_) => break,
                }
            }
            if sent < echo.len() {
                left = echo.len() - sent;
                break;
            }
            whole += 1;
        }
        assert!(whole > 0);
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        let mut rest = stream.try_clone().unwrap();
        let last = echo[echo.len() - left..].to_vec();
        let finishing = thread::spawn(move || {
            rest.set_write_timeout(None).unwrap();
            rest.write_all(&last).unwrap();
            rest.shutdown(std::net::Shutdown::Write).unwrap();
        });
        let mut replies = Vec::new();
        stream.read_to_end(&mut replies).unwrap();
        finishing.join().unwrap();
        let calls = whole + usize::from(left > 0);
        // a reply is as long as its call but for the names of its fields
        assert_eq!(replies.len() % calls, 0, "{calls} calls");
        assert!(replies.len() / calls >= 50_000);
        serving.stop();
    });
}

#[test]
fn a_fair_acceptor_takes_newcomers_up_when_a_worker_has_the_time() {
    let (open, gate) = mpsc::channel();
    let (begin, begun) = mpsc::channel();
    let handler = Handler {
        gate: Some(Arc::new(Mutex::new(gate))),
        begun: Some(begin),
        ..Handler::default()
    };
    let builder = Server::builder()
        .model("selector".parse().unwrap())
        .accept_policy(AcceptPolicy::Fair)
        .workers(WorkerOptions::default().with_threads(1));
    let serving = Serving::bind(builder, Processor::new(handler));
    let mut first = serving.client();
    let calling = thread::spawn(move || first.who());
    begun.recv().unwrap();
    let mut second = serving.client();
    let waiting = thread::spawn(move || second.add(1, 2));
    thread::sleep(Duration::from_millis(100));
    assert_eq!(serving.handle.connections(), 1, "the worker is busy");
    open.send(()).unwrap();
    assert!(calling.join().unwrap().is_ok());
    assert_eq!(waiting.join().unwrap().unwrap(), 3);
    serving.stop();
}
