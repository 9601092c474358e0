//! How often a server asks for memory to answer a call, in every model: it is counted, so this is a program of its own.

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use std::{
    alloc::System,
    io::{Read as _, Write as _},
    net::TcpStream,
    thread,
};
use thriftwood::{
    Framing, MessageHeader, Protocol, Result, TMessageType, TProcessor, TType,
    codegen::{Field as _, read_struct, struct_reading, write_struct},
    protocol::{TInputProtocol, TOutputProtocol},
    server::{Server, ServerModel, TServer as _},
    transport::Endpoint,
    wire::Wire,
};

#[global_allocator]
static MEMORY: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Has one method, `double`, whose arguments and whose result are a number each.
struct Doubler;

impl TProcessor for Doubler {
    type Call = Number;
    type Reply = Number;
    const SERVICE: &'static str = "Doubler";

    fn read<P: TInputProtocol>(&self, method: &str, input: &mut P) -> Result<Option<Number>> {
        (method == "double")
            .then(|| Number::read(input))
            .transpose()
    }

    async fn run(&self, Number { value }: Number) -> Result<Option<Number>> {
        Ok(Some(Number { value: 2 * value }))
    }
}

/// `struct Number { 1: i32 value }`.
#[derive(Debug, Default)]
struct Number {
    value: i32,
}

impl Wire for Number {
    const TYPE: TType = TType::Struct;
    const NAME: &'static str = "Number";
    struct_reading!();

    fn read_into<P: TInputProtocol>(&mut self, input: &mut P) -> Result<()> {
        read_struct(input, |input, place| {
            self.value.read_field(input, place, 1, "value")?;
            Ok(())
        })
    }

    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        write_struct(output, Self::NAME, 1, |output, place| {
            self.value.write_field(output, place, 1, "value");
        });
    }
}

/// So many calls at once, and how long their replies are together.
fn calls(together: usize, framing: Framing) -> (Vec<u8>, usize) {
    let message = |kind, value| {
        let mut message = Vec::new();
        let header = MessageHeader::new("double", kind, 1);
        let body = Number { value };
        Protocol::Binary
            .write_message(&header, &body, &mut message)
            .unwrap();
        match framing {
            Framing::Framed => [&(message.len() as u32).to_be_bytes(), &*message].concat(),
            _ => message,
        }
    };
    let replies = message(TMessageType::Reply, 14).len() * together;
    (message(TMessageType::Call, 7).repeat(together), replies)
}

/// How often anybody asked for memory while so many rounds of calls were made. The peer itself asks for none.
fn asked(peer: &mut TcpStream, calls: &[u8], replies: &mut [u8], rounds: usize) -> usize {
    let before = MEMORY.stats();
    for _ in 0..rounds {
        peer.write_all(calls).unwrap();
        peer.read_exact(replies).unwrap();
    }
    let after = MEMORY.stats();
    (after.allocations - before.allocations) + (after.reallocations - before.reallocations)
}

const WARM: usize = 20;
const ROUNDS: usize = 200;
/// All threads are counted: another worker of a pool may begin meanwhile, and a task that changes threads finds that the
/// new one keeps nothing for it yet.
const STRAY: usize = ROUNDS / 5;

/// How often calls that came together may ask for memory once the connection is warm: never, but where workers answer
/// they get the bytes of the messages, and a queue of them, in memory of their own; and without frames somebody has to
/// measure the messages before.
fn allowed(model: ServerModel, framing: Framing) -> usize {
    match (model, framing) {
        #[cfg(feature = "tokio")]
        (ServerModel::HsHa | ServerModel::ThreadedSelector, Framing::Framed) => 2,
        #[cfg(feature = "tokio")]
        (ServerModel::HsHa | ServerModel::ThreadedSelector, _) => 5,
        _ => 0,
    }
}

#[test]
fn a_call_without_strings_asks_for_no_memory() {
    for &model in ServerModel::ALL {
        for (framing, together) in [
            (Framing::Framed, 1),
            (Framing::Framed, 16),
            (Framing::Unframed, 1),
        ] {
            let server = Server::builder()
                .model(model)
                .bind(&"127.0.0.1:0".parse().unwrap(), Doubler)
                .unwrap();
            let Endpoint::Tcp { port, .. } = *server.endpoints()[0] else {
                unreachable!()
            };
            thread::scope(|scope| {
                scope.spawn(|| server.serve().unwrap());
                let mut peer = TcpStream::connect(("127.0.0.1", port)).unwrap();
                let (calls, length) = calls(together, framing);
                let mut replies = vec![0; length];
                asked(&mut peer, &calls, &mut replies, WARM);
                let asked = asked(&mut peer, &calls, &mut replies, ROUNDS);
                drop(peer);
                // before anything may fail: the scope waits for the server
                server.handle().stop();
                let bound = allowed(model, framing) * ROUNDS + STRAY;
                assert!(asked <= bound, "{model}, {framing}, {together}: {asked}");
            });
        }
    }
}
