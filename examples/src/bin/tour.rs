//! The main job, end to end: every server model, called with a generated client through every protocol and framing, and
//! through every transport and compression, on loopback. One table: a row a server model, a column a way of calling; calls
//! a second, or the error.
#![allow(clippy::print_stdout)] // the table is what this program is for

use std::fmt;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use examples::{Echo, Keys};
use generated::bench::bench::{BlockingClient, Processor};
use thriftwood::client::{BlockingChannel, ClientOptions};
use thriftwood::server::{Server, ServerModel, TServer as _};
use thriftwood::transport::{Endpoint, ListenOptions, Listener, TTransport, memory};
use thriftwood::{Compression, Dialect, Error, Framing, Protocol};

/// Columns of text for one way of calling.
const WIDTH: usize = 15;

/// How long each cell is called.
const CELL: Duration = Duration::from_millis(150);

/// What carries the bytes.
#[derive(Clone, Copy)]
enum Transport {
    Tcp,
    Tls,
    Unix,
    Memory,
}

/// A way of calling: a column.
#[derive(Clone, Copy)]
struct Route {
    dialect: Dialect,
    transport: Transport,
}

/// The ways of calling: every dialect over TCP, and the default one over everything else. What the runtime learns, it adds
/// to one of these lists.
fn routes() -> impl Iterator<Item = Route> {
    const OTHERS: [Transport; 3] = [Transport::Tls, Transport::Unix, Transport::Memory];
    let over = |transport: Transport| move |dialect| Route { dialect, transport };
    let dialects = Protocol::READABLE.iter().flat_map(|&protocol| {
        let framed = move |&framing| {
            let dialect = Dialect::default().with_protocol(protocol);
            dialect.with_framing(framing)
        };
        Framing::ALL.iter().map(framed)
    });
    let compressed = Compression::ALL.iter().skip(1).flat_map(|&compression| {
        let dialect = Dialect::default().with_compression(compression);
        Framing::ALL
            .iter()
            .map(move |&framing| dialect.with_framing(framing))
    });
    dialects
        .chain(compressed)
        .filter(|dialect| dialect.check().is_ok())
        .map(over(Transport::Tcp))
        .chain(OTHERS.map(|transport| over(transport)(Dialect::default())))
}

impl Route {
    fn protocol(self) -> String {
        self.dialect.protocol.to_string()
    }

    fn framing(self) -> String {
        self.dialect.framing.to_string()
    }

    fn compression(self) -> String {
        match self.dialect.compression {
            Compression::None => "-".to_owned(),
            compression => compression.to_string(),
        }
    }

    fn transport(self) -> String {
        match self.transport {
            Transport::Tcp => "tcp",
            Transport::Tls => "tls",
            Transport::Unix => "unix",
            Transport::Memory => "memory",
        }
        .to_owned()
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = [
            self.protocol(),
            self.framing(),
            self.compression(),
            self.transport(),
        ];
        f.write_str(&said.join(" "))
    }
}

/// Serves with `model` and calls over `route`; calls a second.
fn cell(model: ServerModel, route: Route, keys: &Keys) -> Result<f64, Error> {
    let folder = tempfile::tempdir()?;
    let Dialect {
        protocol,
        framing,
        compression,
        ..
    } = route.dialect;
    let mut options = ClientOptions::default()
        .with_protocol(protocol)
        .with_framing(framing)
        .with_compression(compression);
    let mut listen = ListenOptions::default();
    if let Transport::Tls = route.transport {
        options = options.with_tls(Some(keys.connector()?));
        listen = listen.with_tls(Some(keys.acceptor()?));
    }
    let serve = |listener: Listener| {
        let builder = Server::builder()
            .model(model)
            .protocol(protocol)
            .framing(framing)
            .compression(compression);
        builder.over(listener, Processor::new(Echo))
    };
    let bind = |endpoint: &Endpoint| Listener::bind(endpoint, &listen).map(serve);
    let connect = |server: &Server| BlockingChannel::connect(server.endpoints()[0], &options);
    match route.transport {
        Transport::Tcp => measure(&bind(&"127.0.0.1:0".parse()?)?, connect),
        Transport::Tls => measure(&bind(&"localhost:0".parse()?)?, connect),
        Transport::Unix => measure(&bind(&Endpoint::Unix(folder.path().join("tour")))?, connect),
        Transport::Memory => {
            let (listener, connector) = memory::listener();
            measure(&serve(listener.into()), |_| {
                Ok(BlockingChannel::over(connector.connect()?, &options))
            })
        }
    }
}

/// Runs the server beside a client that calls until the time is over.
fn measure<T: TTransport>(
    server: &Server,
    connect: impl FnOnce(&Server) -> Result<BlockingChannel<T>, Error>,
) -> Result<f64, Error> {
    std::thread::scope(|scope| {
        let serving = scope.spawn(|| server.serve());
        let called = connect(server).and_then(call);
        server.handle().stop();
        serving
            .join()
            .map_err(|_| Error::other("the server panicked"))??;
        called
    })
}

fn call<T: TTransport>(channel: BlockingChannel<T>) -> Result<f64, Error> {
    let mut client = BlockingClient::new(channel);
    let start = Instant::now();
    let mut calls = 0u32;
    while start.elapsed() < CELL {
        let terms = vec![i64::from(calls), 40, 2];
        let sum = client.sum(terms)?;
        if sum != i64::from(calls) + 42 {
            return Err(Error::other(format!(
                "a sum of {calls}, 40 and 2 came back as {sum}"
            )));
        }
        calls += 1;
    }
    Ok(f64::from(calls) / start.elapsed().as_secs_f64())
}

/// Prints the table while it is measured; what went wrong stands below it.
fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let keys = Keys::make()?;
    let routes: Vec<Route> = routes().collect();
    for (title, name) in [
        ("protocol", Route::protocol as fn(Route) -> String),
        ("framing", Route::framing),
        ("compression", Route::compression),
        ("calls/s over", Route::transport),
    ] {
        let names = routes
            .iter()
            .map(|route| format!("{:>WIDTH$}", name(*route)));
        println!("{title:<16}{}", names.collect::<String>());
    }
    let mut errors = Vec::new();
    for model in ServerModel::ALL {
        print!("{model:<16}");
        for route in &routes {
            let text = cell(*model, *route, &keys).map_or_else(
                |error| {
                    errors.push(format!("[{}] {model}, {route}: {error}", errors.len() + 1));
                    format!("[{}]", errors.len())
                },
                |rate| format!("{rate:.0}"),
            );
            print!("{text:>WIDTH$}");
        }
        println!();
    }
    for error in &errors {
        println!("{error}");
    }
    Ok(ExitCode::from(u8::from(!errors.is_empty())))
}
