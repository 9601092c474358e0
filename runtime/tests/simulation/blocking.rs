//! The blocking channel and a connection, face to face: what the channel waits for happens while it waits.

use super::{
    asked,
    steps::Step,
    support::{
        Handler,
        calculator::calculator::{BlockingClient, Call, EchoResult, Processor, Reply},
        processor,
    },
    trace::Trace,
    worlds::{SEED, Worlds},
};
use std::{
    collections::{HashSet, VecDeque},
    io::{self, Read, Write},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use thriftwood::{
    Bytes, Compression, Connection, Context, Dialect, ErrorKind, Framing, Limits, Peer, Protocol,
    client::{BlockingChannel, ClientOptions},
    transport::{Closer, TTransport},
};

const DIALECTS: [(Protocol, Framing, Compression); 6] = [
    (Protocol::Binary, Framing::Framed, Compression::None),
    (Protocol::Compact, Framing::Unframed, Compression::None),
    (Protocol::Json, Framing::Unframed, Compression::None),
    (Protocol::Binary, Framing::Header, Compression::None),
    (Protocol::Compact, Framing::Http, Compression::None),
    (Protocol::Binary, Framing::Unframed, Compression::Zlib),
];

const CONNECTIONS: Worlds = Worlds {
    test: "a_blocking_caller_gets_its_own_answer",
    target: "--test simulation",
};

/// A server's connection, and a network to it that fails now and then.
struct Peers {
    random: fastrand::Rng,
    service: Processor<Handler>,
    connection: Connection,
    /// Calls that were read, and are not answered yet.
    calls: VecDeque<(Context, Call)>,
    up: VecDeque<u8>,
    down: VecDeque<u8>,
    /// The numbers of the calls that have run.
    ran: HashSet<u32>,
    trace: Trace<Step>,
}

impl Peers {
    /// One thing happens on the way or at the server.
    fn step(&mut self) {
        let count = self.random.usize(1..300);
        match self.random.u8(..4) {
            0 => {
                self.trace.push(Step::Up { link: 0, count });
                let room = self.connection.room();
                let count = count.min(room.len());
                let count = self.up.read(&mut room[..count]).expect("memory");
                self.connection.received(count);
            }
            1 => {
                while let Some(call) = self.connection.next_call(&self.service).expect("calls") {
                    self.calls.push_back(call);
                }
            }
            2 => {
                let Some((context, call)) = self.calls.pop_front() else {
                    return;
                };
                let Call::Echo(arguments) = call else {
                    panic!("nobody calls this");
                };
                let id = super::service::number(&arguments.payload);
                assert!(self.ran.insert(id), "{id} runs again");
                let success = Some(arguments.payload);
                let reply = Ok(Some(Reply::Echo(EchoResult { success })));
                self.connection
                    .push_reply(&context, reply)
                    .expect("a reply");
            }
            _ => {
                self.trace.push(Step::Down { link: 0, count });
                let pieces = self.connection.outbound();
                let first = pieces.first().map_or(&[][..], |piece| piece);
                let count = count.min(first.len());
                self.down.extend(&first[..count]);
                self.connection.written(count);
            }
        }
    }
}

/// The client's end.
#[derive(Clone)]
struct Near(Arc<Mutex<Peers>>);

impl Near {
    fn peers(&self) -> MutexGuard<'_, Peers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Read for Near {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut peers = self.peers();
        loop {
            match peers.random.u16(..8_000) {
                0 => return Err(io::ErrorKind::TimedOut.into()),
                1 => return Err(io::ErrorKind::ConnectionReset.into()),
                2 => return Ok(0),
                ..2_000 if !peers.down.is_empty() => {
                    let count = peers.random.usize(1..=into.len());
                    return peers.down.read(&mut into[..count]);
                }
                _ => peers.step(),
            }
        }
    }
}

impl Write for Near {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut peers = self.peers();
        match peers.random.u16(..2_000) {
            0 => return Err(io::ErrorKind::TimedOut.into()),
            1 => return Err(io::ErrorKind::BrokenPipe.into()),
            _ => {}
        }
        let count = peers.random.usize(1..=bytes.len());
        peers.trace.push(Step::Take { link: 0, count });
        peers.up.extend(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TTransport for Near {
    fn peer(&self) -> Peer {
        Peer::Memory
    }

    fn closer(&self) -> Closer {
        Closer::new(|_| ())
    }

    fn set_timeouts(&mut self, _: Option<Duration>, _: Option<Duration>) -> io::Result<()> {
        Ok(())
    }
}

/// Plays one connection to its end, or until it has made so many calls. Returns how many were answered, and how many were
/// not.
fn play(seed: u64) -> (u64, u64) {
    let mut random = fastrand::Rng::with_seed(seed);
    let (protocol, framing, compression) = DIALECTS[random.usize(..DIALECTS.len())];
    let dialect = Dialect::default()
        .with_protocol(protocol)
        .with_framing(framing)
        .with_compression(compression);
    let near = Near(Arc::new(Mutex::new(Peers {
        random: random.fork(),
        service: processor(),
        connection: Connection::new(dialect, Limits::default(), Peer::Memory),
        calls: VecDeque::new(),
        up: VecDeque::new(),
        down: VecDeque::new(),
        ran: HashSet::new(),
        trace: Trace::new(seed, CONNECTIONS.command()),
    })));
    let options = ClientOptions::default()
        .with_protocol(protocol)
        .with_framing(framing)
        .with_compression(compression);
    let channel = BlockingChannel::over(near.clone(), &options);
    let mut client = BlockingClient::new(channel);
    let (mut answered, mut unanswered) = (0, 0);
    for id in 0..50_u32 {
        let mut payload = vec![7; random.usize(4..900)];
        payload[..4].copy_from_slice(&id.to_be_bytes());
        let payload = Bytes::from(payload);
        let was_open = client.channel_mut().is_open();
        match client.echo(payload.clone()) {
            Ok(answer) => {
                assert!(was_open, "a channel that is closed has answered {id}");
                assert_eq!(answer, payload, "the answer is another's");
                assert!(near.peers().ran.contains(&id));
                answered += 1;
            }
            Err(error) => {
                assert!(!client.channel_mut().is_open(), "after {error}");
                if !was_open {
                    assert!(matches!(error.kind(), ErrorKind::Closed), "{error}");
                }
                if was_open {
                    // what is under way still arrives, and still runs
                    (0..1_000).for_each(|_| near.peers().step());
                }
                let ran = near.peers().ran.contains(&id);
                assert!(error.may_have_run() || !ran, "{id} has run: {error}");
                unanswered += 1;
            }
        }
    }
    (answered, unanswered)
}

#[test]
fn a_blocking_caller_gets_its_own_answer() {
    if let Some(seed) = asked(SEED) {
        play(seed);
        return;
    }
    let played = (0..300).map(play);
    let (answered, unanswered) = played.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    assert!(
        answered > 1_000 && unanswered > 1_000,
        "{answered}, {unanswered}"
    );
}
