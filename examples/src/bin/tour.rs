//! The main job, end to end: every server model, called through every protocol, framing and transport with a generated
//! client, on loopback. One table: a row a server model, a column a way of calling; calls a second, or the error.
#![allow(clippy::print_stdout)] // the table is what this program is for

use std::fmt;
use std::time::{Duration, Instant};

use examples::Echo;
use generated::bench::bench::{BlockingClient, Processor};
use thriftwood::client::{BlockingChannel, ClientOptions};
use thriftwood::server::{Server, ServerModel, TServer as _};
use thriftwood::transport::{Endpoint, Listener, TTransport, memory};
use thriftwood::{Error, Framing, Protocol};

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
        Framing::ALL.iter().flat_map(move |&framing| {
            TRANSPORTS.into_iter().map(move |transport| Route {
                protocol,
                framing,
                transport,
            })
        })
    })
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let transport = match self.transport {
            Transport::Tcp => "tcp",
            Transport::Unix => "unix",
            Transport::Memory => "memory",
        };
        f.pad(&format!("{} {} {transport}", self.protocol, self.framing))
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
    let connect = |server: &Server| BlockingChannel::connect(server.endpoint(), &options);
    match route.transport {
        Transport::Tcp => measure(bind(&"127.0.0.1:0".parse()?)?, connect),
        Transport::Unix => measure(bind(&Endpoint::Unix(folder.path().join("tour")))?, connect),
        Transport::Memory => {
            let (listener, connector) = memory::listener();
            measure(serve(listener.into()), |_| {
                Ok(BlockingChannel::over(connector.connect()?, &options))
            })
        }
    }
}

/// Runs the server beside a client that calls until the time is over.
fn measure<T: TTransport>(
    server: Server,
    connect: impl FnOnce(&Server) -> Result<BlockingChannel<T>, Error>,
) -> Result<f64, Error> {
    std::thread::scope(|scope| {
        let serving = scope.spawn(|| server.serve());
        let called = connect(&server).and_then(call);
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

fn main() -> std::process::ExitCode {
    let routes: Vec<Route> = routes().collect();
    print!("{:<20}", "calls/s");
    for route in &routes {
        print!("{route:>24}");
    }
    println!();
    let mut failures = 0;
    for model in ServerModel::ALL {
        print!("{model:<20}");
        for route in &routes {
            match cell(*model, *route) {
                Ok(rate) => print!("{rate:>24.0}"),
                Err(error) => {
                    failures += 1;
                    print!("{:>24}", error.to_string());
                }
            }
        }
        println!();
    }
    if failures == 0 {
        std::process::ExitCode::SUCCESS
    } else {
        std::process::ExitCode::FAILURE
    }
}
