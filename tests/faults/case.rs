//! Everything that one seed stands for.

use std::fmt;
use std::num::NonZeroUsize;
use std::time::Duration;

use thriftwood::client::{Backoff, ClientOptions};
use thriftwood::server::{Server, ServerBuilder, ServerModel, ServerOptions, WorkerOptions};
use thriftwood::transport::{ListenOptions, SocketOptions};
use thriftwood::{Choice, Compression, Dialect, Framing, Protocol};

use crate::chance::{chance, one_in};
use crate::encrypted;
use crate::entry::Plan;
use crate::script::Kind;

/// What a client is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Client {
    /// A blocking channel, and another one when it is closed.
    Blocking,
    /// A pool of blocking channels, and several threads.
    Pool,
    /// One async channel over one connection, and several tasks.
    Shared,
    /// The same, and it connects again.
    Reconnecting,
}

const CLIENTS: [Client; 4] = [
    Client::Blocking,
    Client::Pool,
    Client::Shared,
    Client::Reconnecting,
];

/// What is spoken. The number of these, of models and of clients have no divisor in common, so that as many seeds in a row
/// as there are combinations go through all of them.
const DIALECTS: [(Protocol, Framing, Compression); 13] = [
    (Protocol::Binary, Framing::Framed, Compression::None),
    (Protocol::Compact, Framing::Framed, Compression::None),
    (Protocol::Json, Framing::Framed, Compression::None),
    (Protocol::Binary, Framing::Header, Compression::None),
    (Protocol::Compact, Framing::Header, Compression::Zlib),
    (Protocol::Binary, Framing::Framed, Compression::Zlib),
    (Protocol::Binary, Framing::Framed, Compression::ZlibInFrames),
    (Protocol::Compact, Framing::Unframed, Compression::Zlib),
    (Protocol::Binary, Framing::Http, Compression::None),
    (Protocol::Json, Framing::Http, Compression::None),
    (Protocol::Binary, Framing::Unframed, Compression::None),
    (Protocol::Compact, Framing::Unframed, Compression::None),
    (Protocol::Json, Framing::Unframed, Compression::None),
];

/// How many seeds in a row go through every model, dialect and client.
pub(crate) const COMBINATIONS: u64 =
    (ServerModel::ALL.len() * DIALECTS.len() * CLIENTS.len()) as u64;

/// The net under every call: nothing that goes on takes that long.
pub(crate) const NET: Duration = Duration::from_secs(20);
/// The same where an answer may never come.
pub(crate) const SHORT_NET: Duration = Duration::from_millis(200);

/// What a narrow socket holds in each direction, in bytes; the system doubles it.
pub(crate) const NARROW: usize = 8 * 1024;

/// What lies between the two, beside the proxy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Road {
    /// All of it is under TLS.
    pub(crate) is_encrypted: bool,
    /// Sockets hold little, so that what is sent goes out in parts.
    pub(crate) is_narrow: bool,
    /// The server is not told what is spoken.
    is_unnamed: bool,
}

/// One run.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) kind: Kind,
    pub(crate) seed: u64,
    pub(crate) model: ServerModel,
    pub(crate) dialect: Dialect,
    pub(crate) road: Road,
    pub(crate) client: Client,
    /// Who calls at the same time, and what each has to say.
    pub(crate) callers: Vec<Vec<Plan>>,
    /// Calls that did not run are made again; and those that may have run, if they are repeatable.
    pub(crate) tries_again: bool,
    /// The client hangs up in order at the end; else it is just gone.
    pub(crate) says_good_bye: bool,
    /// After so many entries the server is stopped.
    pub(crate) most: Option<usize>,
    /// The calls of one connection at once that the client makes, and that the server runs.
    in_flight: (usize, NonZeroUsize),
}

impl Case {
    pub(crate) fn of(kind: Kind, seed: u64) -> Self {
        let mut rng = chance(&[seed]);
        let pick = |count: usize| (seed % count as u64) as usize;
        let client = CLIENTS[pick(CLIENTS.len())];
        let (protocol, framing, compression) = DIALECTS[pick(DIALECTS.len())];
        let callers = match client {
            Client::Blocking => 1,
            Client::Pool => rng.usize(2..=4),
            Client::Shared | Client::Reconnecting => rng.usize(2..=8),
        };
        // of any size; different by what is added below
        let first = rng.i64(..) >> rng.u32(0..60);
        let number = |caller: usize, call: usize| first.wrapping_add((caller * 100 + call) as i64);
        let calls = rng.usize(2..=if callers == 1 { 12 } else { 6 });
        let of_caller = |caller: usize| {
            let plan = |call| Plan::of(kind, seed, number(caller, call));
            (0..calls).map(plan).collect()
        };
        Self {
            kind,
            seed,
            model: ServerModel::ALL[pick(ServerModel::ALL.len())],
            dialect: Dialect::default()
                .with_protocol(protocol)
                .with_framing(framing)
                .with_compression(compression),
            client,
            callers: (0..callers).map(of_caller).collect(),
            road: Road {
                is_encrypted: one_in(&mut rng, 4),
                is_narrow: one_in(&mut rng, 3) || kind == Kind::HalfSent,
                is_unnamed: rng.bool(),
            },
            most: (kind == Kind::Stops).then(|| rng.usize(1..=12)),
            tries_again: rng.bool(),
            says_good_bye: rng.bool(),
            in_flight: (
                if kind == Kind::HalfSent {
                    8
                } else {
                    rng.usize(1..=8)
                },
                NonZeroUsize::MIN.saturating_add(rng.usize(0..4)),
            ),
        }
    }

    /// What the server is told.
    pub(crate) fn server(&self) -> ServerBuilder {
        let Dialect {
            protocol,
            framing,
            compression,
            ..
        } = self.dialect;
        let options = ServerOptions::default()
            .with_in_flight(self.in_flight.1)
            .with_workers(WorkerOptions::default().with_threads(4));
        let tls = self.road.is_encrypted.then(encrypted::acceptor);
        let server = Server::builder()
            .model(self.model)
            .options(options)
            .listen_options(
                ListenOptions::default()
                    .with_tls(tls)
                    .with_socket(self.socket()),
            );
        // a header says itself how it is compressed; below a framing nobody says it
        let may_recognise = compression == Compression::None || framing == Framing::Header;
        if self.road.is_unnamed && may_recognise {
            server.protocol(Choice::Auto).framing(Choice::Auto)
        } else {
            server
                .protocol(protocol)
                .framing(framing)
                .compression(compression)
        }
    }

    /// What the client is told.
    pub(crate) fn options(&self) -> ClientOptions {
        let again = Backoff::default()
            .with_first(Duration::from_millis(1))
            .with_most(Duration::from_millis(4));
        let tls = self.road.is_encrypted;
        ClientOptions::default()
            .with_tls(tls.then(|| encrypted::connector(self.kind.may_silence())))
            .with_socket(self.socket())
            .with_dialect(self.dialect)
            .with_call_timeout(Some(self.net()))
            .with_in_flight(self.in_flight.0)
            .with_reconnect((self.client == Client::Reconnecting).then_some(again))
    }

    fn socket(&self) -> SocketOptions {
        let room = self.road.is_narrow.then_some(NARROW);
        SocketOptions::default()
            .with_send_buffer(room)
            .with_receive_buffer(room)
    }

    /// The longest wait for a call.
    pub(crate) fn net(&self) -> Duration {
        if self.kind.may_silence() {
            SHORT_NET
        } else {
            NET
        }
    }

    /// The connections that a client may have at once. A server of one peer at a time leaves the others waiting.
    pub(crate) fn connections(&self) -> usize {
        match self.model {
            ServerModel::Simple => 1,
            _ => 3,
        }
    }

    /// Is what is sent read with the help of what was sent before? Then a changed byte may repeat an old message.
    pub(crate) fn has_memory(&self) -> bool {
        self.dialect.framing != Framing::Header && self.dialect.compression != Compression::None
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            model,
            client,
            dialect,
            road,
            ..
        } = self;
        let narrow = if road.is_narrow { ", narrowly" } else { "" };
        let tls = if road.is_encrypted { " under TLS" } else { "" };
        let Dialect {
            protocol,
            framing,
            compression,
            ..
        } = dialect;
        write!(
            f,
            "{client:?} × {model} × {protocol} {framing} {compression}{tls}{narrow}, {} callers",
            self.callers.len()
        )
    }
}
