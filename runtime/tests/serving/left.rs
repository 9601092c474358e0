//! Calls that a worker leaves lying, because their caller does not take the answers to those before.

use crate::{
    models::Serving,
    support::{call, shared::shared::WhoArgs},
};
use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    sync::{Mutex, mpsc},
    time::Duration,
};
use thriftwood::{
    Bytes, Framing, Limits, Protocol, Result, TMessageType, TProcessor, TType,
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

#[test]
fn calls_that_were_left_are_refused_when_the_queue_is_full_and_the_caller_is_told() {
    let (open, gate) = mpsc::channel();
    let (begun, has_begun) = mpsc::channel();
    let gate = Mutex::new(gate);
    let workers = WorkerOptions::default()
        .with_threads(1)
        .with_queue(1)
        .with_overload(Overload::Refuse);
    let options = ServerOptions::default().with_workers(workers);
    let builder = Server::builder().model(ServerModel::HsHa).options(options);
    let serving = Serving::bind(builder, Service { begun, gate });
    let Endpoint::Tcp { port, .. } = &serving.endpoints[0] else {
        unreachable!()
    };
    let connect = || TcpStream::connect(("127.0.0.1", *port)).unwrap();
    let call = |method, sequence| call(Framing::Framed, method, sequence, &WhoArgs {});

    let mut greedy = connect();
    // so that it fails and does not hang
    let patience = Some(Duration::from_secs(20));
    greedy.set_read_timeout(patience).unwrap();
    let calls: Vec<_> = (1..=CALLS)
        .flat_map(|sequence| call("large", sequence))
        .collect();
    greedy.write_all(&calls).unwrap();
    let mut first = [0];
    greedy.read_exact(&mut first).unwrap();

    // the only worker comes to this one when the answers to the other are stuck
    let mut others = [connect(), connect()];
    others[0].write_all(&call("wait", 1)).unwrap();
    has_begun.recv().unwrap();
    others[1].write_all(&call("wait", 1)).unwrap();
    while serving.handle.metrics().queued == 0 {
        std::thread::yield_now();
    }

    let mut refused = 0;
    for sequence in 1..=CALLS {
        let mut length = [first[0]; 4];
        let known = usize::from(sequence == 1);
        greedy.read_exact(&mut length[known..]).unwrap();
        let mut reply = vec![0; u32::from_be_bytes(length) as usize];
        greedy.read_exact(&mut reply).unwrap();
        let header = Protocol::Binary.read_header(&Bytes::from(reply), &Limits::default());
        let header = header.unwrap();
        assert_eq!(header.sequence, sequence);
        refused += usize::from(header.kind == TMessageType::Exception);
    }
    assert!(refused > 0);
    for _ in &others {
        open.send(()).unwrap();
    }
    drop((greedy, others));
    serving.stop();
}
