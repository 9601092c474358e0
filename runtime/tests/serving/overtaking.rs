//! Calls of one connection that overtake each other.

use crate::{
    models::Serving,
    support::{
        Handler,
        calculator::calculator::{AddArgs, AddResult, Processor},
        call, replies,
        shared::shared::WhoArgs,
    },
};
use std::{
    future::poll_fn,
    io::{Read as _, Write as _},
    num::NonZeroUsize,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    task::Poll,
    time::Duration,
};
use thriftwood::{
    Bytes, Framing, Limits, Protocol, Result, TProcessor, TType,
    protocol::TInputProtocol,
    server::{Server, ServerOptions, WorkerOptions},
    transport::Endpoint,
};

/// A handler whose `wait` takes until the next call has come.
struct Overtaken {
    waiting: Mutex<Option<std::task::Waker>>,
    done: AtomicBool,
}

impl TProcessor for Overtaken {
    type Call = bool;
    type Reply = i32;
    const SERVICE: &'static str = "Overtaken";

    fn read<P: TInputProtocol>(&self, method: &str, input: &mut P) -> Result<Option<bool>> {
        input.skip(TType::Struct)?;
        Ok(Some(method == "wait"))
    }

    async fn run(&self, waits: bool) -> Result<Option<i32>> {
        if waits {
            poll_fn(|task| {
                *self.waiting.lock().unwrap() = Some(task.waker().clone());
                if self.done.load(Ordering::SeqCst) {
                    Poll::Ready(())
                } else {
                    Poll::Pending
                }
            })
            .await;
        } else {
            self.done.store(true, Ordering::SeqCst);
            let waiting = self.waiting.lock().unwrap().take();
            waiting.into_iter().for_each(std::task::Waker::wake);
        }
        Ok(Some(i32::from(waits)))
    }
}

#[test]
fn on_an_event_loop_a_call_that_waits_is_overtaken_too() {
    for model in ["nonblocking", "tokio"] {
        let service = Overtaken {
            waiting: Mutex::default(),
            done: AtomicBool::new(false),
        };
        let options = ServerOptions::default().with_in_flight(NonZeroUsize::new(2).unwrap());
        let builder = Server::builder()
            .model(model.parse().unwrap())
            .options(options);
        let serving = Serving::bind(builder, service);
        let Endpoint::Tcp { port, .. } = &serving.endpoints[0] else {
            unreachable!()
        };
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", *port)).unwrap();
        let calls = [
            call(Framing::Framed, "wait", 1, &WhoArgs {}),
            call(Framing::Framed, "go", 2, &WhoArgs {}),
        ];
        stream.write_all(&calls.concat()).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut all = Vec::new();
        stream.read_to_end(&mut all).unwrap();
        let sequences: Vec<_> = replies_of(&all);
        assert_eq!(sequences, [2, 1]);
        serving.stop();
    }
}

/// The sequence ids of framed replies.
fn replies_of(mut bytes: &[u8]) -> Vec<i32> {
    let mut sequences = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk() {
        let length = u32::from_be_bytes(*length) as usize;
        let message = Bytes::copy_from_slice(&rest[..length]);
        let header = Protocol::Binary.read_header(&message, &Limits::default());
        sequences.push(header.unwrap().sequence);
        bytes = &rest[length..];
    }
    sequences
}

#[test]
fn with_more_calls_in_flight_a_quick_one_overtakes_a_slow_one() {
    for model in ["hsha", "selector"] {
        let (open, gate) = mpsc::channel();
        let gate = Some(Arc::new(Mutex::new(gate)));
        let handler = Handler {
            gate,
            ..Handler::default()
        };
        let options = ServerOptions::default().with_in_flight(NonZeroUsize::new(4).unwrap());
        let builder = Server::builder()
            .model(model.parse().unwrap())
            .options(options);
        let serving = Serving::bind(builder, Processor::new(handler));
        let Endpoint::Tcp { port, .. } = &serving.endpoints[0] else {
            unreachable!()
        };
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", *port)).unwrap();
        stream
            .write_all(&call(Framing::Framed, "who", 1, &WhoArgs {}))
            .unwrap();
        let add = AddArgs { left: 1, right: 2 };
        stream
            .write_all(&call(Framing::Framed, "add", 2, &add))
            .unwrap();
        let mut reply = [0; 4096];
        let count = stream.read(&mut reply).unwrap();
        let (header, _) = &replies::<AddResult>(Framing::Framed, &reply[..count])[0];
        assert_eq!((header.sequence, &*header.name), (2, "add"));
        open.send(()).unwrap();
        let count = stream.read(&mut reply).unwrap();
        assert!(count > 0);
        drop(stream);
        serving.stop();
    }
}

#[test]
fn an_answer_waits_for_none_of_the_calls_that_came_with_it() {
    for model in ["hsha", "selector"] {
        let (open, gate) = mpsc::channel();
        let gate = Some(Arc::new(Mutex::new(gate)));
        let handler = Handler {
            gate,
            ..Handler::default()
        };
        let options = ServerOptions::default()
            .with_in_flight(NonZeroUsize::new(2).unwrap())
            .with_workers(WorkerOptions::default().with_threads(2));
        let builder = Server::builder()
            .model(model.parse().unwrap())
            .options(options);
        let serving = Serving::bind(builder, Processor::new(handler));
        let Endpoint::Tcp { port, .. } = &serving.endpoints[0] else {
            unreachable!()
        };
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", *port)).unwrap();
        // so that it fails and does not hang
        let patience = Some(Duration::from_secs(20));
        stream.set_read_timeout(patience).unwrap();
        let add = AddArgs { left: 1, right: 2 };
        let calls = [
            call(Framing::Framed, "add", 1, &add),
            call(Framing::Framed, "who", 2, &WhoArgs {}),
            call(Framing::Framed, "who", 3, &WhoArgs {}),
        ];
        stream.write_all(&calls.concat()).unwrap();
        let mut reply = [0; 4096];
        let count = stream.read(&mut reply).unwrap();
        assert_eq!(replies_of(&reply[..count]), [1]);
        open.send(()).unwrap();
        open.send(()).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).unwrap();
        assert_eq!(replies_of(&rest).len(), 2);
        serving.stop();
    }
}
