//! What event handlers are told, in every server model alike.

use crate::{
    models::{Serving, each_model},
    support::{
        application,
        calculator::{
            Calculator, DivisionByZero,
            calculator::{AddArgs, DivideError, Processor},
        },
        call, processor,
        shared::Shared,
    },
};
use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};
use thriftwood::{
    Bytes, Context, Error, Framing, Identity, Peer, Result, TApplicationException,
    client::Channel as _,
    observe::{CallData, CallEvent, ConnectionData, TProcessorEventHandler, TServerEventHandler},
    transport::Endpoint,
};

/// Notes what it is told, and numbers the connections and the calls.
#[derive(Default)]
struct Notes {
    lines: Mutex<Vec<String>>,
    connections: AtomicU32,
    calls: AtomicU32,
}

struct ConnectionNumber(u32);

struct CallNumber(u32);

impl Drop for CallNumber {
    fn drop(&mut self) {
        assert_ne!(self.0, 0);
    }
}

impl Notes {
    fn note(&self, line: impl Into<String>) {
        self.lines.lock().unwrap().push(line.into());
    }

    fn note_call(&self, what: &str, call: &mut CallEvent<'_>) {
        let connection = call.connection_data::<ConnectionNumber>().unwrap().0;
        let number = call.data::<CallNumber>().unwrap().0;
        assert!(call.data::<String>().is_none());
        assert!(matches!(call.peer(), Peer::Tcp(_)));
        let (service, method) = (call.service(), call.method());
        self.note(format!("{connection}/{number} {service}.{method} {what}"));
    }

    fn taken(&self) -> Vec<String> {
        std::mem::take(&mut *self.lines.lock().unwrap())
    }

    /// Waits until `line` was noted.
    fn wait_for(&self, line: &str) {
        while !self.lines.lock().unwrap().iter().any(|noted| noted == line) {
            std::thread::yield_now();
        }
    }
}

impl TServerEventHandler for Notes {
    fn pre_serve(&self, endpoints: &[&Endpoint]) {
        self.note(format!("serves {}", endpoints.len()));
    }

    fn create_context(&self, peer: &Peer, identity: Option<&Identity>) -> Option<ConnectionData> {
        assert!(matches!(peer, Peer::Tcp(_)) && identity.is_none());
        let number = self.connections.fetch_add(1, Ordering::Relaxed) + 1;
        self.note(format!("{number} opened"));
        Some(Arc::new(ConnectionNumber(number)))
    }

    fn process_context(&self, call: &Context) {
        let current = Context::current().unwrap();
        let number = current.connection_data::<ConnectionNumber>().unwrap().0;
        assert!(current.connection_data::<String>().is_none());
        self.note(format!("{number} processes {}", call.method()));
    }

    fn delete_context(&self, _: &Peer, data: Option<ConnectionData>) {
        let number = data.unwrap().downcast::<ConnectionNumber>().unwrap().0;
        self.note(format!("{number} closed"));
    }
}

impl TProcessorEventHandler for Notes {
    fn get_context(&self, _: &CallEvent<'_>) -> Option<CallData> {
        let number = self.calls.fetch_add(1, Ordering::Relaxed) + 1;
        Some(Box::new(CallNumber(number)))
    }

    fn pre_read(&self, call: &mut CallEvent<'_>) {
        self.note_call("pre_read", call);
    }

    fn post_read(&self, call: &mut CallEvent<'_>, bytes: usize) {
        self.note_call(&format!("post_read {bytes}"), call);
    }

    fn refused(&self, call: &mut CallEvent<'_>, why: &TApplicationException) {
        self.note_call(&format!("refused: {}", why.message), call);
    }

    fn handler_error(&self, call: &mut CallEvent<'_>, error: &Error) {
        self.note_call(&format!("handler_error: {error}"), call);
    }

    fn pre_write(&self, call: &mut CallEvent<'_>) {
        self.note_call("pre_write", call);
    }

    fn post_write(&self, call: &mut CallEvent<'_>, bytes: usize) {
        self.note_call(&format!("post_write {bytes}"), call);
    }

    fn async_complete(&self, call: &mut CallEvent<'_>) {
        self.note_call("async_complete", call);
    }
}

/// The number of its connection is all that it knows.
struct Numbered;

impl Shared for Numbered {
    async fn who(&self) -> Result<String> {
        let context = Context::current().unwrap();
        let number = context.connection_data::<ConnectionNumber>();
        Ok(number.unwrap().0.to_string())
    }
}

impl Calculator for Numbered {
    async fn add(&self, left: i32, _: i32) -> Result<i32> {
        assert!(left >= 0, "negative");
        Err(Error::other("no abacus"))
    }

    async fn divide(&self, dividend: i32, _: i32) -> Result<i32, DivideError> {
        Err(DivideError::Zero(DivisionByZero { dividend }))
    }

    async fn echo(&self, payload: Bytes) -> Result<Bytes> {
        Ok(payload)
    }

    async fn poke(&self, _: i32) -> Result<()> {
        Err(Error::other("ouch"))
    }
}

/// Binary: 4 bytes of version, 4 + n of the name, 4 of the sequence id; then the arguments.
const EVENTS: &str = "
serves 1
1 opened
1/1 Calculator.who pre_read
1/1 Calculator.who post_read 16
1 processes who
1/1 Calculator.who pre_write
1/1 Calculator.who post_write 28
1/2 Calculator.divide pre_read
1/2 Calculator.divide post_read 33
1 processes divide
1/2 Calculator.divide pre_write
1/2 Calculator.divide post_write 34
1/3 Calculator.add pre_read
1/3 Calculator.add post_read 30
1 processes add
1/3 Calculator.add handler_error: no abacus
1/3 Calculator.add pre_write
1/3 Calculator.add post_write 43
1/4 Calculator.add pre_read
1/4 Calculator.add post_read 30
1 processes add
1/4 Calculator.add handler_error: the handler panicked
1/4 Calculator.add pre_write
1/4 Calculator.add post_write 54
1/5 Calculator.poke pre_read
1/5 Calculator.poke post_read 24
1 processes poke
1/5 Calculator.poke handler_error: ouch
1/5 Calculator.poke async_complete
1/6 Calculator.subtract pre_read
1/6 Calculator.subtract refused: unknown method `subtract`
1 closed
2 opened
2/7 Calculator.who pre_read
2/7 Calculator.who post_read 16
2 processes who
2/7 Calculator.who pre_write
2/7 Calculator.who post_write 28
2 closed
";

#[test]
fn every_step_is_told_once_and_in_order() {
    each_model(|model, builder| {
        let notes = Arc::new(Notes::default());
        let builder = builder
            .server_events(Arc::clone(&notes) as _)
            .processor_events(Arc::clone(&notes) as _);
        let serving = Serving::bind(builder, Processor::new(Numbered));
        let mut client = serving.client();
        assert_eq!(client.who().unwrap(), "1");
        client.divide(1, 0).unwrap_err();
        client.add(1, 0).unwrap_err();
        client.add(-1, 0).unwrap_err();
        client.poke(1).unwrap();
        let unknown = client
            .channel_mut()
            .call::<_, AddArgs>("subtract", &AddArgs::default());
        application(unknown.map(drop));
        drop(client);
        notes.wait_for("1 closed");
        assert_eq!(serving.client().who().unwrap(), "2");
        notes.wait_for("2 closed");
        serving.stop();
        assert_eq!(notes.taken().join("\n"), EVENTS.trim(), "{model}");
    });
}

#[test]
fn a_message_in_pieces_is_one_call() {
    each_model(|model, builder| {
        let notes = Arc::new(Notes::default());
        let builder = builder
            .server_events(Arc::clone(&notes) as _)
            .processor_events(Arc::clone(&notes) as _);
        let serving = Serving::bind(builder, processor());
        let Endpoint::Tcp { port, .. } = &serving.endpoints[0] else {
            unreachable!()
        };
        let mut peer = TcpStream::connect(("127.0.0.1", *port)).unwrap();
        let bytes = call(Framing::Unframed, "add", 1, &AddArgs::default());
        peer.write_all(&bytes[..20]).unwrap();
        // workers get whole messages only
        if !matches!(model.name(), "hsha" | "selector") {
            notes.wait_for("1/1 Calculator.add pre_read");
        }
        peer.write_all(&bytes[20..]).unwrap();
        peer.read_exact(&mut [0; 8]).unwrap();
        drop(peer);
        notes.wait_for("1 closed");
        serving.stop();
        let about_reading = |line: &String| line.contains("read");
        let told: Vec<_> = notes.taken().into_iter().filter(about_reading).collect();
        let post_read = format!("1/1 Calculator.add post_read {}", bytes.len());
        assert_eq!(told, ["1/1 Calculator.add pre_read", &post_read], "{model}");
    });
}

/// Panics whenever it is told something.
struct Clumsy;

impl TServerEventHandler for Clumsy {
    fn create_context(&self, _: &Peer, _: Option<&Identity>) -> Option<ConnectionData> {
        panic!("dropped the connection")
    }

    fn delete_context(&self, _: &Peer, data: Option<ConnectionData>) {
        assert!(data.is_some(), "there is none");
    }
}

impl TProcessorEventHandler for Clumsy {
    fn pre_read(&self, _: &mut CallEvent<'_>) {
        panic!("cannot read")
    }

    fn post_write(&self, _: &mut CallEvent<'_>, _: usize) {
        panic!("cannot write")
    }
}

#[test]
fn an_event_handler_that_panics_harms_nobody() {
    each_model(|_, builder| {
        let builder = builder
            .server_events(Arc::new(Clumsy))
            .processor_events(Arc::new(Clumsy));
        let serving = Serving::bind(builder, processor());
        for _ in 0..2 {
            let mut client = serving.client();
            assert_eq!(client.add(1, 2).unwrap(), 3);
            assert_eq!(client.add(3, 4).unwrap(), 7);
        }
        serving.stop();
    });
}
