//! The main job, end to end: every server model, called through every protocol, framing and transport with a generated
//! client, on loopback. One table: a row a server model, a column a way of calling; calls a second, or the error.
#![allow(clippy::print_stdout)] // the table is what this program is for

use std::fmt;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use examples::Echo;
use generated::bench::bench::{BlockingClient, Processor};
use thriftwood::client::{BlockingChannel, ClientOptions};
use thriftwood::server::{Server, ServerModel, TServer as _};
use thriftwood::transport::{Endpoint, Listener, TTransport, memory};
use thriftwood::{Error, Framing, Protocol};

/// Columns of text for one way of calling.
const WIDTH: usize = 12;

/// How long each cell is called.
const CELL: Duration = Duration::from_millis(200);

/// What carries the bytes.
#[derive(Clone, Copy)]
enum Transport {
    Tcp,
    Unix,
    Memory,
}

/// A way of calling: a column.
#[derive(Clone, Copy)]
struct Route {
    protocol: Protocol,
    framing: Framing,
    transport: Transport,
}

/// Every way of calling that there is. What the runtime learns, it adds to one of these lists.
fn routes() -> impl Iterator<Item = Route> {
    const TRANSPORTS: [Transport; 3] = [Transport::Tcp, Transport::Unix, Transport::Memory];
    Protocol::READABLE.iter().flat_map(|&protocol| {
        let carry = move |framing: &&Framing| framing.carries(protocol).is_ok();
        Framing::ALL.iter().filter(carry).flat_map(move |&framing| {
            TRANSPORTS.into_iter().map(move |transport| Route {
                protocol,
                framing,
                transport,
            })
        })
    })
}

impl Route {
    fn protocol(self) -> String {
        self.protocol.to_string()
    }

    fn framing(self) -> String {
        self.framing.to_string()
    }

    fn transport(self) -> String {
        match self.transport {
            Transport::Tcp => "tcp",
            Transport::Unix => "unix",
            Transport::Memory => "memory",
        }
        .to_owned()
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} {}",
            self.protocol(),
            self.framing(),
            self.transport()
        )
    }
}

/// Serves with `model` and calls over `route`; calls a second.
fn cell(model: ServerModel, route: Route) -> Result<f64, Error> {
    let folder = tempfile::tempdir()?;
    let options = ClientOptions::default()
        .with_protocol(route.protocol)
        .with_framing(route.framing);
    let serve = |listener: Listener| {
        let builder = Server::builder()
            .model(model)
            .protocol(route.protocol)
            .framing(route.framing);
        builder.over(listener, Processor::new(Echo))
    };
    let bind = |endpoint: &Endpoint| Listener::bind(endpoint, &<_>::default()).map(serve);
    let connect = |server: &Server| BlockingChannel::connect(server.endpoints()[0], &options);
    match route.transport {
        Transport::Tcp => measure(&bind(&"127.0.0.1:0".parse()?)?, connect),
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
fn main() -> ExitCode {
    let routes: Vec<Route> = routes().collect();
    for (title, name) in [
        ("protocol", Route::protocol as fn(Route) -> String),
        ("framing", Route::framing),
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
            let text = cell(*model, *route).map_or_else(
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
    if errors.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
