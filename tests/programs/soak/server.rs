//! The process under test: one model, listening for everything that clients may speak.
//!
//! It says where it listens in one line: the plain endpoint, the one with TLS, the one for zlib streams, and the Unix
//! socket. Then each line on its standard input is answered with the bytes that are allocated, the connections that are
//! served, and the calls that came. At the end of its input it stops.

use std::io;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;
use std::{panic, process, thread};

use clap::Args;
use thriftwood::server::{
    Server, ServerHandle, ServerModel, ServerOptions, TServer, Timeouts, WorkerOptions,
};
use thriftwood::transport::tls::{TlsAcceptor, TlsServerOptions};
use thriftwood::transport::{Endpoint, ListenOptions, Listener};
use thriftwood::{Compression, Framing};

use crate::service::Service;
use crate::{Failure, MEMORY};

/// In a pool each connection has a worker to itself: more than the clients have connections at once.
const WORKERS: usize = 24;
/// Calls of one connection at once, where the model can.
const IN_FLIGHT: usize = 4;
/// What messages under way may take, in bytes.
const MESSAGES: usize = 64 << 20;
/// How long the rest of a message may take. Peers that never send it are held so long.
const READ: Duration = Duration::from_secs(5);
/// The same for a peer that does not take its reply, and for one that says nothing.
const SILENT: Duration = Duration::from_secs(20);
/// How long calls that have arrived may take at the end.
const DRAIN: Duration = Duration::from_secs(10);

/// What it serves as.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Who serves whom, when
    model: ServerModel,
    /// The certificate chain: a PEM file
    certificate: PathBuf,
    /// The certificate's private key: a PEM file
    key: PathBuf,
}

pub(crate) fn serve(arguments: &Arguments) -> Result<(), Failure> {
    panic::set_hook(Box::new(|_| {})); // handlers panic when they are asked to
    let endpoints = Servers::bind(arguments)?;
    println!("{}", endpoints.addresses.join(" "));
    let handles = endpoints.handles();
    let served: Vec<_> = endpoints
        .servers
        .into_iter()
        .map(|server| thread::spawn(move || server.serve()))
        .collect();
    for line in io::stdin().lines() {
        line?;
        println!("{}", state(&handles));
    }
    for handle in &handles {
        handle.stop_within(DRAIN);
    }
    for server in served {
        server.join().map_err(|_| "the server panicked")??;
    }
    Ok(())
}

/// Everything that is served, and where.
struct Servers {
    /// Two, since compression is never left to the client.
    servers: [Server; 2],
    addresses: [String; 4],
}

impl Servers {
    fn bind(arguments: &Arguments) -> Result<Self, Failure> {
        let anywhere: Endpoint = "127.0.0.1:0".parse()?;
        let unix = Endpoint::Abstract(format!("soak-{}", process::id()));
        let tls = TlsServerOptions::new(&arguments.certificate, &arguments.key);
        let tls = ListenOptions::default().with_tls(Some(TlsAcceptor::new(tls)?));
        let plain = ListenOptions::default();
        let listeners = vec![
            Listener::bind(&anywhere, &plain)?,
            Listener::bind(&anywhere, &tls)?,
            Listener::bind(&unix, &plain)?,
        ];
        let builder = Server::builder().model(arguments.model).options(options());
        let any = builder.clone().over_all(listeners, Service::default());
        let zlib = builder
            .framing(Framing::Framed)
            .compression(Compression::Zlib)
            .bind(&anywhere, Service::default())?;
        let [plain, tls, unix] = any.endpoints()[..] else {
            return Err("three listeners have three endpoints".into());
        };
        let zlib_at = zlib.endpoints()[0].to_string();
        let addresses = [
            plain.to_string(),
            tls.to_string(),
            zlib_at,
            unix.to_string(),
        ];
        Ok(Self {
            servers: [any, zlib],
            addresses,
        })
    }

    fn handles(&self) -> Vec<ServerHandle> {
        self.servers.iter().map(TServer::handle).collect()
    }
}

fn options() -> ServerOptions {
    let timeouts = Timeouts::default()
        .with_read(Some(READ))
        .with_write(Some(SILENT))
        .with_idle(Some(SILENT));
    ServerOptions::default()
        .with_timeouts(timeouts)
        .with_workers(WorkerOptions::default().with_threads(WORKERS))
        .with_message_memory(NonZeroUsize::new(MESSAGES))
        .with_in_flight(NonZeroUsize::MIN.saturating_add(IN_FLIGHT - 1))
}

fn state(handles: &[ServerHandle]) -> String {
    let metrics: Vec<_> = handles.iter().map(ServerHandle::metrics).collect();
    let connections: usize = metrics.iter().map(|it| it.connections).sum();
    let calls: u64 = metrics
        .iter()
        .map(|it| it.answered + it.failed + it.panicked + it.unknown_method)
        .sum();
    format!("{} {connections} {calls}", MEMORY.current_usage())
}
