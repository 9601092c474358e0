//! Connections of one event loop take turns, however much one of them has sent.

use crate::{compressed::deflated, models::Serving};
use flate2::FlushCompress;
use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    num::NonZeroUsize,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    time::Duration,
};
use thriftwood::{
    Compression, Framing, Result, TMessageType, TProcessor, TType,
    protocol::TInputProtocol,
    server::{Server, ServerOptions, WorkerOptions},
    transport::Endpoint,
};

use crate::support::{message, shared::shared::WhoArgs};

/// So many calls are a flood; compressed, they are a few kilobytes.
const FLOOD: usize = 100_000;
/// What may run of it before somebody else has his turn.
const TURN: usize = 1_000;

/// A handler whose `hold` holds its loop up: until it is let go, whatever else is to be there can come.
struct Flooded {
    begun: mpsc::Sender<()>,
    gate: Mutex<mpsc::Receiver<()>>,
    /// The messages of the flood that were seen to.
    ran: AtomicUsize,
    /// How many had, whenever anybody else was answered.
    seen: Arc<Mutex<Vec<usize>>>,
}

impl TProcessor for Flooded {
    type Call = String;
    type Reply = i32;
    const SERVICE: &'static str = "Flooded";

    fn read<P: TInputProtocol>(&self, method: &str, input: &mut P) -> Result<Option<String>> {
        if method == "unknown" {
            self.ran.fetch_add(1, Ordering::SeqCst);
            return Ok(None);
        }
        input.skip(TType::Struct)?;
        Ok(Some(method.to_owned()))
    }

    async fn run(&self, method: String) -> Result<Option<i32>> {
        match &*method {
            "hold" => {
                self.begun.send(()).unwrap();
                self.gate.lock().unwrap().recv().unwrap();
            }
            "flood" => drop(self.ran.fetch_add(1, Ordering::SeqCst)),
            _ => {
                let ran = self.ran.load(Ordering::SeqCst);
                self.seen.lock().unwrap().push(ran);
                return Ok(Some(1));
            }
        }
        Ok(None)
    }
}

fn sent(method: &str, kind: TMessageType) -> Vec<u8> {
    message(Framing::Framed, method, kind, 1, &WhoArgs {})
}

fn call(stream: &mut TcpStream) {
    let call = sent("honest", TMessageType::Call);
    let call = deflated([call.as_slice()], FlushCompress::Finish);
    stream.write_all(&call).unwrap();
}

fn is_answered(stream: &mut TcpStream) {
    // so that it fails and does not hang
    let patience = Some(Duration::from_mins(1));
    stream.set_read_timeout(patience).unwrap();
    assert!(stream.read(&mut [0; 4096]).unwrap() > 0);
}

#[test]
fn whoever_has_sent_a_great_many_calls_takes_turns_with_others() {
    for model in ["nonblocking", "tokio", "selector"] {
        for in_flight in [1, 3] {
            // calls, and what is answered without one
            for method in ["flood", "unknown"] {
                let ran = flooded(model, in_flight, method);
                let what = format!("{model}, {in_flight} at once, {method}");
                assert!(ran < TURN, "{what}: {ran} of {FLOOD} went first");
            }
        }
    }
}

/// How much of a flood has run before somebody else is answered, who has called when it began.
fn flooded(model: &str, in_flight: usize, method: &str) -> usize {
    let (begin, begun) = mpsc::channel();
    let (open, gate) = mpsc::channel();
    let seen: Arc<Mutex<Vec<usize>>> = Arc::default();
    let service = Flooded {
        begun: begin,
        gate: Mutex::new(gate),
        ran: AtomicUsize::new(0),
        seen: Arc::clone(&seen),
    };
    let options = ServerOptions::default()
        .with_in_flight(NonZeroUsize::new(in_flight).unwrap())
        .with_selectors(NonZeroUsize::MIN)
        .with_workers(WorkerOptions::default().with_threads(0))
        .with_compression(Compression::Zlib);
    let builder = Server::builder().model(model.parse().unwrap());
    let serving = Serving::bind(builder.options(options), service);
    let Endpoint::Tcp { port, .. } = &serving.endpoints[0] else {
        unreachable!()
    };
    let connect = || TcpStream::connect(("127.0.0.1", *port)).unwrap();

    let mut honest = connect();
    call(&mut honest);
    is_answered(&mut honest);
    let mut flooder = connect();
    let hold = sent("hold", TMessageType::Oneway);
    let flood = sent(method, TMessageType::Oneway).repeat(FLOOD);
    let bytes = deflated([&[hold, flood].concat()[..]], FlushCompress::Sync);
    flooder.write_all(&bytes).unwrap();
    begun.recv().unwrap();
    call(&mut honest);
    open.send(()).unwrap();
    is_answered(&mut honest);
    drop((honest, flooder));
    serving.stop();
    let seen = seen.lock().unwrap();
    seen[1]
}
