//! What our own clients and servers say to each other in every dialect.

use crate::Corpus;
use fuzz::{
    dialects::{self, DIALECTS, SERVED},
    service::Prompt,
};
use generated::interop::{KeyZoo, SAMPLE, interop::BlockingClient};
use std::{
    io::{self, Read, Write},
    net::Shutdown,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use thriftwood::{
    Choice, Compression, Connection, Dialect, Framing, Peer, Protocol, ServerDialect,
    client::{BlockingChannel, ClientOptions},
    transport::{Closer, TTransport},
};

/// An input for every target that hears one side.
pub(crate) fn write(corpus: &Corpus) {
    for (number, dialect) in DIALECTS.iter().enumerate() {
        for calls in [short, long] {
            let (asked, answered) = converse(*dialect, calls);
            corpus.add("client", &[&[number as u8, 5, 0, 1], &answered]);
            corpus.add("client", &[&[number as u8, 0, 0, 0], &answered]);
            for (served, _) in SERVED
                .iter()
                .enumerate()
                .filter(|(_, served)| takes(**served, *dialect))
            {
                corpus.add("connection", &[&[served as u8, 0, 100, 1, 60], &asked]);
            }
            each_framing(corpus, *dialect, &asked);
        }
    }
}

/// Is it this dialect, or left open altogether?
fn takes(served: ServerDialect, dialect: Dialect) -> bool {
    let (mut open, mut only) = (served, ServerDialect::from(dialect));
    (open.protocol, open.framing) = (Choice::Auto, Choice::Auto);
    only.forwarded = served.forwarded;
    served == only || (served == open && dialect.compression == served.compression)
}

/// The targets of one framing count the dialects that they have.
fn each_framing(corpus: &Corpus, dialect: Dialect, asked: &[u8]) {
    let of = |target, wanted: &dyn Fn(&ServerDialect) -> bool| {
        let served = SERVED.iter().filter(|served| wanted(served));
        for (number, _) in served
            .enumerate()
            .filter(|(_, served)| takes(**served, dialect))
        {
            for order in 0..3 {
                corpus.add(target, &[&[number as u8, order, 30, 0, 8], asked]);
            }
        }
    };
    of("header", &|served| {
        served.framing == Choice::Only(Framing::Header)
    });
    of("http", &|served| {
        served.framing == Choice::Only(Framing::Http)
    });
    of("zlib", &|served| {
        served.compression != Compression::None && served.framing != Choice::Only(Framing::Header)
    });
}

type Client = BlockingClient<BlockingChannel<Wire>>;

fn short(client: &mut Client) {
    let _ = client.add(1, 2);
    let _ = client.fire("token".into(), 1);
    let _ = client.throw_one(1);
    let _ = client.throw_one(7);
}

/// The calls that the target `client` makes, and others.
fn long(client: &mut Client) {
    let _ = client.add(1, 2);
    let _ = client.fire("token".into(), 1);
    let _ = client.echo_bundle(SAMPLE.clone());
    let _ = client.throw_one(1);
    let _ = client.echo_keys(KeyZoo::default());
}

/// What goes there, and what comes back.
fn converse(dialect: Dialect, calls: fn(&mut Client)) -> (Vec<u8>, Vec<u8>) {
    let both = Arc::new(Mutex::new(Both {
        connection: Connection::new(dialect, dialects::limits(), Peer::Unknown),
        service: Prompt::default(),
        asked: Vec::new(),
        answered: Vec::new(),
        read: 0,
    }));
    let options = ClientOptions::default()
        .with_dialect(dialect)
        .with_header_if(dialect);
    let wire = Wire(Arc::clone(&both));
    let mut client = BlockingClient::new(BlockingChannel::over(wire, &options));
    calls(&mut client);
    let both = Wire(both);
    let mut both = both.both();
    (
        std::mem::take(&mut both.asked),
        std::mem::take(&mut both.answered),
    )
}

/// Metadata, where it travels.
trait WithHeaderIf {
    fn with_header_if(self, dialect: Dialect) -> Self;
}

impl WithHeaderIf for ClientOptions {
    fn with_header_if(self, dialect: Dialect) -> Self {
        match (dialect.framing, dialect.protocol) {
            (Framing::Header | Framing::Http, Protocol::Binary) => self.with_header("trace", "7"),
            _ => self,
        }
    }
}

/// A server, and what was said.
struct Both {
    connection: Connection,
    service: Prompt,
    asked: Vec<u8>,
    answered: Vec<u8>,
    read: usize,
}

impl Both {
    fn hear(&mut self, mut bytes: &[u8]) {
        self.asked.extend(bytes);
        while !bytes.is_empty() {
            let room = self.connection.room();
            let (now, later) = bytes.split_at(room.len().min(bytes.len()));
            room[..now.len()].copy_from_slice(now);
            self.connection.received(now.len());
            bytes = later;
            while let Some((context, call)) = self
                .connection
                .next_call(&self.service)
                .expect("our own call")
            {
                let result = self.service.answer(call);
                self.connection
                    .push_reply(&context, result)
                    .expect("it is short");
            }
        }
        while self.connection.waiting() > 0 {
            let sent = self.connection.outbound().to_vec();
            self.connection.written(sent.len());
            self.answered.extend(sent);
        }
    }
}

struct Wire(Arc<Mutex<Both>>);

impl Wire {
    fn both(&self) -> MutexGuard<'_, Both> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Read for Wire {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let mut both = self.both();
        let waiting = &both.answered[both.read..];
        let count = room.len().min(waiting.len());
        room[..count].copy_from_slice(&waiting[..count]);
        both.read += count;
        Ok(count)
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.both().hear(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TTransport for Wire {
    fn peer(&self) -> Peer {
        Peer::Unknown
    }

    fn closer(&self) -> Closer {
        Closer::new(|_: Shutdown| ())
    }

    fn set_timeouts(&mut self, _: Option<Duration>, _: Option<Duration>) -> io::Result<()> {
        Ok(())
    }
}
