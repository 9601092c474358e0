//! A service, a handler with every way to fail, and what the tests do to a connection.

#![cfg_attr(
    not(feature = "tokio"),
    expect(dead_code, reason = "the async clients")
)]
#![allow(unreachable_pub)] // as in generated code, which does not know where it is included

/// A struct's `Wire`, as each generated struct has it.
macro_rules! wire {
    ($Struct:ty, $name:literal, $fields:literal { $($id:literal: $field:ident $wire:literal,)* }) => {
        impl ::thriftwood::codegen::Wire for $Struct {
            const TYPE: ::thriftwood::codegen::TType = ::thriftwood::codegen::TType::Struct;
            const NAME: &'static str = $name;
            ::thriftwood::codegen::struct_reading!();
            #[inline(never)]
            fn read_into<P: ::thriftwood::codegen::TInputProtocol>(&mut self, input: &mut P) -> ::thriftwood::Result<()> {
                #[allow(unused_variables)]
                ::thriftwood::codegen::read_struct(input, |input, place| {
                    $(self.$field.read_field(input, place, $id, $wire)?;)*
                    Ok(())
                })
            }
            #[inline(never)]
            fn write<P: ::thriftwood::codegen::TOutputProtocol>(&self, output: &mut P) {
                #[allow(unused_variables)]
                ::thriftwood::codegen::write_struct(output, Self::NAME, $fields, |output, place| {
                    $(self.$field.write_field(output, place, $id, $wire);)*
                });
            }
        }
    };
}

#[allow(clippy::module_inception)] // a file and its service have one name
pub mod calculator;
#[allow(clippy::module_inception)]
pub mod shared;

use calculator::{
    Calculator, DivisionByZero,
    calculator::{DivideError, Processor},
};
use shared::Shared;
use std::{
    collections::VecDeque,
    io::{self, Read, Write},
    sync::{Arc, Mutex, atomic::AtomicBool, mpsc},
    thread::JoinHandle,
    time::Duration,
};
use thriftwood::{
    Bytes, Connection, Context, Dialect, Error, Framing, Limits, MessageHeader, Peer, Protocol,
    Reply, Result, TApplicationException, TMessageType, TProcessor,
    server::{ServerHandle, ServerOptions, TServer, TSimpleServer, Timeouts, serve_blocking},
    transport::{Closer, Listener, TTransport, memory},
    wire::Wire,
};

pub const BOTH: [Framing; 2] = [Framing::Framed, Framing::Unframed];

/// Answers as its arguments ask: `add` of a negative number panics, of two zeros fails. Notes the pokes.
#[derive(Clone, Default)]
pub struct Handler {
    pub pokes: Arc<Mutex<Vec<i32>>>,
    /// What each `who` waits for, if somebody holds the other end.
    pub gate: Option<Arc<Mutex<mpsc::Receiver<()>>>>,
    /// Tells that a `who` has begun.
    pub begun: Option<mpsc::Sender<()>>,
}

impl Shared for Handler {
    async fn who(&self) -> Result<String> {
        if let Some(begun) = &self.begun {
            begun.send(()).unwrap();
        }
        if let Some(gate) = &self.gate {
            let _ = gate.lock().unwrap().recv();
        }
        let context = Context::current().ok_or_else(|| Error::other("no context"))?;
        let kind = match context.peer() {
            Peer::Tcp(_) => "tcp",
            Peer::Unix(_) => "unix",
            Peer::Memory => "memory",
            _ => "unknown",
        };
        Ok(format!(
            "{kind} {} {} {}",
            context.framing(),
            context.method(),
            context.sequence()
        ))
    }
}

impl Calculator for Handler {
    async fn add(&self, left: i32, right: i32) -> Result<i32> {
        assert!(left >= 0, "negative");
        if (left, right) == (0, 0) {
            return Err(Error::other("the abacus is empty"));
        }
        Ok(left + right)
    }

    async fn divide(&self, dividend: i32, divisor: i32) -> Result<i32, DivideError> {
        dividend
            .checked_div(divisor)
            .ok_or(DivideError::Zero(DivisionByZero { dividend }))
    }

    async fn echo(&self, payload: Bytes) -> Result<Bytes> {
        Ok(payload)
    }

    async fn poke(&self, number: i32) -> Result<()> {
        self.pokes.lock().unwrap().push(number);
        assert!(number > -100, "too low");
        if number < 0 {
            Err(Error::other("that hurt"))
        } else {
            Ok(())
        }
    }
}

pub fn processor() -> Processor<Handler> {
    Processor::new(Handler::default())
}

/// One message's bytes, framed or not.
pub fn message<A: Wire>(
    framing: Framing,
    method: &str,
    kind: TMessageType,
    sequence: i32,
    body: &A,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    Protocol::Binary
        .write_message(
            &MessageHeader::new(method, kind, sequence),
            body,
            &mut bytes,
        )
        .unwrap();
    frame(framing, &bytes)
}

pub fn call<A: Wire>(framing: Framing, method: &str, sequence: i32, body: &A) -> Vec<u8> {
    message(framing, method, TMessageType::Call, sequence, body)
}

pub fn frame(framing: Framing, bytes: &[u8]) -> Vec<u8> {
    match framing {
        Framing::Framed => [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat(),
        _ => bytes.to_vec(),
    }
}

/// The replies in a stream.
pub fn replies<R: Wire>(framing: Framing, stream: &[u8]) -> Vec<Reply<R>> {
    let mut rest = Bytes::copy_from_slice(stream);
    let mut replies = Vec::new();
    while !rest.is_empty() {
        let start = if framing == Framing::Framed { 4 } else { 0 };
        let (reply, used) = Protocol::Binary
            .read_reply(&rest.slice(start..), &Limits::default())
            .unwrap();
        rest = rest.slice(start + used..);
        replies.push(reply);
    }
    replies
}

/// A peer by script: it sends its pieces, one a read, and then leaves; what it gets back is noted, one entry a write.
pub struct Script {
    pieces: VecDeque<Vec<u8>>,
    pub written: Vec<Vec<u8>>,
}

impl Read for Script {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Some(piece) = self.pieces.pop_front() else {
            return Ok(0);
        };
        let (now, later) = piece.split_at(piece.len().min(into.len()));
        into[..now.len()].copy_from_slice(now);
        if !later.is_empty() {
            self.pieces.push_front(later.to_vec());
        }
        Ok(now.len())
    }
}

impl Write for Script {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.written.push(bytes.to_vec());
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TTransport for Script {
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

/// What the blocking driver makes of a scripted peer.
pub struct Served {
    pub result: Result<()>,
    pub written: Vec<Vec<u8>>,
}

impl Served {
    pub fn replies<R: Wire>(&self, framing: Framing) -> Vec<Reply<R>> {
        replies(framing, &self.written.concat())
    }
}

pub fn serve<S: TProcessor>(
    framing: Framing,
    limits: Limits,
    service: &S,
    pieces: &[&[u8]],
) -> Served {
    serve_in(
        Dialect::default().with_framing(framing),
        limits,
        service,
        pieces,
    )
}

pub fn serve_in<S: TProcessor>(
    dialect: Dialect,
    limits: Limits,
    service: &S,
    pieces: &[&[u8]],
) -> Served {
    let pieces = pieces.iter().map(|piece| piece.to_vec()).collect();
    let mut script = Script {
        pieces,
        written: Vec::new(),
    };
    let connection = Connection::new(dialect, limits, Peer::Memory);
    let result = serve_blocking(
        &mut script,
        connection,
        service,
        &Timeouts::default(),
        &AtomicBool::new(false),
    );
    Served {
        result,
        written: script.written,
    }
}

/// A simple server on a thread of its own.
pub struct Running {
    pub handle: ServerHandle,
    thread: JoinHandle<Result<()>>,
}

impl Running {
    pub fn start<S: TProcessor>(
        listener: impl Into<Listener>,
        service: S,
        options: ServerOptions,
    ) -> Self {
        let server = TSimpleServer::new(vec![listener.into()], service, options);
        let handle = server.handle();
        Self {
            handle,
            thread: std::thread::spawn(move || server.serve()),
        }
    }

    /// In memory, with its connector.
    pub fn in_memory<S: TProcessor>(
        service: S,
        options: ServerOptions,
    ) -> (Self, memory::MemoryConnector) {
        let (listener, connector) = memory::listener();
        (Self::start(listener, service, options), connector)
    }

    pub fn stop(self) {
        self.handle.stop();
        self.join();
    }

    pub fn join(self) {
        self.thread.join().unwrap().unwrap();
    }
}

pub fn application<T: std::fmt::Debug>(result: Result<T>) -> TApplicationException {
    match result.unwrap_err().into_kind() {
        thriftwood::ErrorKind::Application(exception) => exception,
        other => panic!("no application exception: {other}"),
    }
}
