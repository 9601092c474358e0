//! Calls that a worker leaves lying, because their caller does not take the answers to those before, and calls that no worker
//! is free for.

use crate::{
    models::Serving,
    support::{call, shared::shared::WhoArgs},
};
use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    num::NonZeroUsize,
    sync::{Mutex, mpsc},
    time::Duration,
};
use thriftwood::{
    Bytes, Framing, Limits, MessageHeader, Protocol, Result, TMessageType, TProcessor, TType,
    protocol::TInputProtocol,
    server::{Overload, Server, ServerModel, ServerOptions, WorkerOptions},
    transport::Endpoint,
};

/// Answers `large` with much, and `wait` when somebody says so.
struct Service {
    begun: mpsc::Sender<()>,
    gate: Mutex<mpsc::Receiver<()>>,
}

impl TProcessor for Service {
    type Call = bool;
    type Reply = Bytes;
    const SERVICE: &'static str = "Service";

    fn read<P: TInputProtocol>(&self, method: &str, input: &mut P) -> Result<Option<bool>> {
        input.skip(TType::Struct)?;
        Ok(Some(method == "wait"))
    }

    async fn run(&self, waits: bool) -> Result<Option<Bytes>> {
        if waits {
            self.begun.send(()).unwrap();
            let _ = self.gate.lock().unwrap().recv();
            return Ok(Some(Bytes::new()));
        }
        Ok(Some(Bytes::from_static(&LARGE)))
    }
}

static LARGE: [u8; 64 * 1024] = [0; 64 * 1024];

/// More answers than a socket takes before somebody reads them, to calls that one read takes in.
const CALLS: i32 = 400;

/// So that what does not come is a failure, and nothing hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server with one worker, and a queue with one place.
struct Narrow {
    serving: Serving,
    /// Lets one `wait` end.
    open: mpsc::Sender<()>,
    has_begun: mpsc::Receiver<()>,
}

impl Narrow {
    fn start(in_flight: usize, overload: Overload) -> Self {
        let (open, gate) = mpsc::channel();
        let (begun, has_begun) = mpsc::channel();
        let gate = Mutex::new(gate);
        let workers = WorkerOptions::default()
            .with_threads(1)
            .with_queue(1)
            .with_overload(overload);
        let options = ServerOptions::default()
            .with_workers(workers)
            .with_in_flight(NonZeroUsize::new(in_flight).unwrap());
        let builder = Server::builder().model(ServerModel::HsHa).options(options);
        Self {
            serving: Serving::bind(builder, Service { begun, gate }),
            open,
            has_begun,
        }
    }

    /// Waits until a `wait` runs.
    fn await_begun(&self) {
        self.has_begun.recv_timeout(PATIENCE).unwrap();
    }

    fn connect(&self) -> TcpStream {
        let Endpoint::Tcp { port, .. } = &self.serving.endpoints[0] else {
            unreachable!()
        };
        let stream = TcpStream::connect(("127.0.0.1", *port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }
}

/// Calls of a method, numbered from 1.
fn calls(method: &str, count: i32) -> Vec<u8> {
    let call = |sequence| call(Framing::Framed, method, sequence, &WhoArgs {});
    (1..=count).flat_map(call).collect()
}

fn next_reply(stream: &mut TcpStream) -> MessageHeader {
    let mut length = [0; 4];
    stream.read_exact(&mut length).unwrap();
    let mut reply = vec![0; u32::from_be_bytes(length) as usize];
    stream.read_exact(&mut reply).unwrap();
    let header = Protocol::Binary.read_header(&Bytes::from(reply), &Limits::default());
    header.unwrap()
}

#[test]
fn calls_that_might_overtake_each_other_wait_for_the_worker_of_their_own_connection() {
    for overload in [Overload::Refuse, Overload::Close] {
        let narrow = Narrow::start(3, overload);
        let mut stream = narrow.connect();
        // one runs, one waits in the queue, and one finds no place there
        stream.write_all(&calls("wait", 3)).unwrap();
        for sequence in 1..=3 {
            narrow.await_begun();
            narrow.open.send(()).unwrap();
            let reply = next_reply(&mut stream);
            let kind = (reply.sequence, reply.kind);
            assert_eq!(kind, (sequence, TMessageType::Reply), "{overload}");
        }
        drop(stream);
        narrow.serving.stop();
    }
}

#[test]
fn calls_that_were_left_are_refused_when_the_queue_is_full_and_the_caller_is_told() {
    let narrow = Narrow::start(1, Overload::Refuse);
    let mut greedy = narrow.connect();
    greedy.write_all(&calls("large", CALLS)).unwrap();
    greedy.peek(&mut [0]).unwrap();

    // the only worker comes to this one when the answers to the other are stuck
    let mut others = [narrow.connect(), narrow.connect()];
    others[0].write_all(&calls("wait", 1)).unwrap();
    narrow.await_begun();
    others[1].write_all(&calls("wait", 1)).unwrap();
    while narrow.serving.handle.metrics().queued == 0 {
        std::thread::yield_now();
    }

    let mut refused = 0;
    for sequence in 1..=CALLS {
        let reply = next_reply(&mut greedy);
        assert_eq!(reply.sequence, sequence);
        refused += usize::from(reply.kind == TMessageType::Exception);
    }
    assert!(refused > 0);
    for _ in &others {
        narrow.open.send(()).unwrap();
    }
    drop((greedy, others));
    narrow.serving.stop();
}
