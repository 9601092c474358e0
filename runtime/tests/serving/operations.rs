//! What operators need, in every server model alike: counters, time-outs, and an answer to overload.

use crate::{
    models::{Serving, each_model},
    support::{
        Handler, application,
        calculator::{
            Calculator,
            calculator::{AddArgs, DivideError, Processor},
        },
        processor,
        shared::Shared,
    },
};
use std::{
    io::Write as _,
    net::TcpStream,
    num::NonZeroUsize,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};
use thriftwood::{
    ApplicationErrorKind, Bytes, ErrorKind, Result,
    client::Channel as _,
    observe::{CallEvent, Metrics, TProcessorEventHandler},
    server::{Overload, ServerBuilder, ServerModel, Timeouts, WorkerOptions},
    transport::Endpoint,
};

/// Adds up the sizes that it is told.
#[derive(Default)]
struct Sizes {
    read: AtomicU64,
    written: AtomicU64,
}

impl TProcessorEventHandler for Sizes {
    fn post_read(&self, _: &mut CallEvent<'_>, bytes: usize) {
        let frame = 4;
        self.read.fetch_add(bytes as u64 + frame, Ordering::Relaxed);
    }

    fn post_write(&self, _: &mut CallEvent<'_>, bytes: usize) {
        self.written.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

#[test]
fn counters_add_up_under_parallel_load() {
    const PEERS: u64 = 8;
    const ROUNDS: u64 = 50;
    each_model(|model, builder| {
        let sizes = Arc::new(Sizes::default());
        let builder = builder.processor_events(Arc::clone(&sizes) as _);
        let serving = Serving::bind(builder, processor());
        thread::scope(|scope| {
            for _ in 0..PEERS {
                scope.spawn(|| {
                    let mut client = serving.client();
                    for round in 0..ROUNDS {
                        assert_eq!(client.add(1, 2).unwrap(), 3);
                        client.divide(1, 0).unwrap_err();
                        client.add(0, 0).unwrap_err();
                        client.poke(1).unwrap();
                        if round == 0 {
                            client.add(-1, 0).unwrap_err();
                        }
                    }
                    // what is answered is counted; the poke before it is too
                    client.add(1, 1).unwrap();
                });
            }
        });
        let handle = serving.handle.clone();
        serving.stop();
        let metrics = handle.metrics();
        assert_eq!(
            [metrics.accepted, metrics.refused, metrics.running],
            [PEERS, 0, 0],
            "{model}"
        );
        assert_eq!((metrics.connections, metrics.queued), (0, 0));
        assert_eq!(metrics.answered, PEERS * (3 * ROUNDS + 1));
        assert_eq!(metrics.failed, PEERS * ROUNDS);
        assert_eq!(metrics.panicked, PEERS);
        assert_eq!(metrics.oneway, PEERS * ROUNDS);
        assert_eq!(metrics.calls(), PEERS * (4 * ROUNDS + 2));
        assert_eq!(metrics.latency.count(), metrics.calls());
        assert_eq!(metrics.received, sizes.read.load(Ordering::Relaxed));
        assert_eq!(metrics.sent, sizes.written.load(Ordering::Relaxed));
        let percentile = |percent| metrics.latency.percentile(percent).unwrap();
        assert!(percentile(50.0) <= percentile(99.0) && percentile(99.0) <= percentile(100.0));
    });
}

#[test]
fn calls_that_no_handler_runs_are_counted_apart() {
    each_model(|_, builder| {
        let serving = Serving::bind(builder, processor());
        let mut client = serving.client();
        let args = AddArgs { left: 1, right: 2 };
        for _ in 0..3 {
            let unknown = client.channel_mut().call::<_, AddArgs>("subtract", &args);
            let unknown = application(unknown.map(drop));
            assert_eq!(unknown.kind, ApplicationErrorKind::UNKNOWN_METHOD);
        }
        assert_eq!(client.add(1, 2).unwrap(), 3);
        drop(client);
        let handle = serving.handle.clone();
        serving.stop();
        let metrics = handle.metrics();
        assert_eq!((metrics.unknown_method, metrics.answered), (3, 1));
        assert_eq!((metrics.calls(), metrics.latency.count()), (4, 1));
    });
}

/// Its `who` never ends; awaiting it needs no executor's timer.
struct Endless;

impl Shared for Endless {
    async fn who(&self) -> Result<String> {
        std::future::pending().await
    }
}

impl Calculator for Endless {
    async fn add(&self, left: i32, right: i32) -> Result<i32> {
        Ok(left + right)
    }

    async fn divide(&self, dividend: i32, _: i32) -> Result<i32, DivideError> {
        Ok(dividend)
    }

    async fn echo(&self, payload: Bytes) -> Result<Bytes> {
        Ok(payload)
    }

    async fn poke(&self, _: i32) -> Result<()> {
        Ok(())
    }
}

#[test]
fn a_handler_that_awaits_for_too_long_is_given_up_and_its_connection_goes_on() {
    each_model(|model, builder| {
        let soon = Timeouts::default().with_handler(Some(Duration::from_millis(20)));
        let serving = Serving::bind(builder.timeouts(soon), Processor::new(Endless));
        let mut client = serving.client();
        assert_eq!(client.add(1, 2).unwrap(), 3);
        let late = application(client.who());
        assert_eq!(late.kind, ApplicationErrorKind::INTERNAL_ERROR, "{model}");
        assert_eq!(late.message, "the handler did not finish in time");
        assert_eq!(client.add(3, 4).unwrap(), 7);
        drop(client);
        let handle = serving.handle.clone();
        serving.stop();
        let metrics = handle.metrics();
        assert_eq!([metrics.answered, metrics.late, metrics.running], [2, 1, 0]);
    });
}

#[test]
fn a_panic_is_one_internal_error_and_its_connection_goes_on() {
    each_model(|model, builder| {
        let serving = Serving::bind(builder, processor());
        let (mut client, mut other) = (serving.client(), serving.client());
        let panicked = application(client.add(-1, 0));
        assert_eq!(panicked.kind, ApplicationErrorKind::INTERNAL_ERROR);
        assert_eq!(panicked.message, "the handler panicked");
        assert_eq!(client.add(3, 4).unwrap(), 7);
        drop(client);
        assert_eq!(other.add(1, 2).unwrap(), 3);
        assert_eq!(serving.handle.metrics().panicked, 1, "{model}");
        drop(other);
        serving.stop();
    });
}

#[test]
fn silent_and_slow_peers_hold_up_nobody_else() {
    each_model(|model, builder| {
        if model == ServerModel::Simple {
            return;
        }
        let workers = WorkerOptions::default().with_threads(4);
        let serving = Serving::bind(builder.workers(workers), processor());
        let Endpoint::Tcp { port, .. } = &serving.endpoints[0] else {
            unreachable!()
        };
        let begun: [&[u8]; 3] = [b"", &[0, 0], &[0, 0, 3, 0xe8, 0x80, 1, 0, 1]];
        let silent = begun.map(|begun| {
            let mut peer = TcpStream::connect(("127.0.0.1", *port)).unwrap();
            peer.write_all(begun).unwrap();
            peer
        });
        let mut client = serving.client();
        for round in 0..50 {
            assert_eq!(client.add(round, 1).unwrap(), round + 1);
        }
        drop((client, silent));
        serving.stop();
    });
}

fn wait_until(serving: &Serving, seen: impl Fn(&Metrics) -> bool) {
    while !seen(&serving.handle.metrics()) {
        thread::yield_now();
    }
}

/// The models with a queue: one worker is busy, one job waits in the queue, which is then full, and another call comes.
#[test]
fn overload_is_answered_as_the_options_say() {
    each_model(|model, builder| {
        if !matches!(model.name(), "pool" | "hsha" | "selector") {
            return;
        }
        for &overload in Overload::ALL {
            let (open, gate) = mpsc::channel();
            let (begin, begun) = mpsc::channel();
            let handler = Handler {
                gate: Some(Arc::new(Mutex::new(gate))),
                begun: Some(begin),
                ..Handler::default()
            };
            let workers = WorkerOptions::default()
                .with_threads(1)
                .with_queue(1)
                .with_overload(overload);
            let serving = Serving::bind(builder.clone().workers(workers), Processor::new(handler));
            let call = |left| {
                let mut client = serving.client();
                client.add(left, 1)
            };
            thread::scope(|scope| {
                let busy = scope.spawn(|| serving.client().who());
                begun.recv().unwrap();
                let queued = scope.spawn(|| call(1));
                wait_until(&serving, |metrics| metrics.queued == 1);
                assert_eq!(serving.handle.metrics().running, 1);
                let another = scope.spawn(|| call(2));
                if overload != Overload::Wait {
                    wait_until(&serving, |metrics| metrics.refused + metrics.overloaded > 0);
                }
                let refused = (overload != Overload::Wait).then(|| another.join().unwrap());
                open.send(()).unwrap();
                busy.join().unwrap().unwrap();
                assert_eq!(queued.join().unwrap().unwrap(), 2);
                match (overload, refused) {
                    (Overload::Refuse, Some(refused)) => {
                        let refused = application(refused);
                        assert_eq!(refused.kind, ApplicationErrorKind::INTERNAL_ERROR);
                        assert!(refused.message.contains("overloaded"), "{model}");
                        assert_eq!(serving.handle.metrics().overloaded, 1);
                    }
                    (Overload::Close, Some(refused)) => {
                        let closed = refused.unwrap_err();
                        let is_application = matches!(closed.kind(), ErrorKind::Application(_));
                        assert!(!is_application, "{model}: {closed}");
                        assert_eq!(serving.handle.metrics().refused, 1);
                    }
                    _ => {}
                }
            });
            let handle = serving.handle.clone();
            serving.stop();
            let answered = if overload == Overload::Wait { 3 } else { 2 };
            assert_eq!(handle.metrics().answered, answered, "{model} {overload}");
        }
    });
}

/// A server with room for little more than one large message, and a peer that has begun one and says no more.
fn with_a_stalled_peer(builder: ServerBuilder) -> (Serving, TcpStream) {
    let ceiling = NonZeroUsize::new(1 << 20).unwrap();
    let serving = Serving::bind(builder.message_memory(ceiling), processor());
    let Endpoint::Tcp { port, .. } = &serving.endpoints[0] else {
        unreachable!()
    };
    let mut stalled = TcpStream::connect(("127.0.0.1", *port)).unwrap();
    let mut begun = vec![0; 1000];
    begun[..4].copy_from_slice(&900_000_u32.to_be_bytes());
    begun[4..8].copy_from_slice(&[0x80, 1, 0, 1]);
    stalled.write_all(&begun).unwrap();
    wait_until(&serving, |metrics| metrics.received == 1000);
    (serving, stalled)
}

#[test]
fn who_waits_for_room_is_answered_once_a_stalled_peer_is_late() {
    each_model(|model, builder| {
        if model == ServerModel::Simple {
            return;
        }
        let soon = Timeouts::default().with_read(Some(Duration::from_millis(100)));
        let (serving, stalled) = with_a_stalled_peer(builder.timeouts(soon));
        let large = Bytes::from(vec![7; 700_000]);
        assert_eq!(serving.client().echo(large.clone()).unwrap(), large);
        drop(stalled);
        serving.stop();
    });
}

#[test]
fn a_stop_is_not_held_up_by_who_waits_for_room() {
    each_model(|model, builder| {
        let (serving, stalled) = with_a_stalled_peer(builder);
        let mut client = serving.client();
        thread::scope(|scope| {
            let waiting = scope.spawn(move || client.echo(vec![7; 700_000].into()));
            if model != ServerModel::Simple {
                wait_until(&serving, |metrics| metrics.received > 1000);
            }
            assert!(
                serving.handle.stop_within(Duration::from_mins(1)),
                "{model}"
            );
            drop(waiting.join().unwrap());
        });
        drop(stalled);
        serving.join();
    });
}
