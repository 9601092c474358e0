//! Serves the tutorial's calculator until SIGTERM or Ctrl-C. SIGHUP reads the files of TLS again.
#![allow(clippy::print_stdout)] // it is a program, and this is what it says

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use examples::Ledger;
use generated::tutorial::calculator::Processor;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use thriftwood::server::{Overload, Server, ServerModel, ServerOptions, TServer as _};
use thriftwood::transport::tls::{ClientCertificates, TlsAcceptor, TlsServerOptions};
use thriftwood::transport::{Endpoint, ListenOptions};
use thriftwood::{Choice, Compression, Framing, Protocol, ZlibLevel};

/// How long a stop waits for calls under way.
const PATIENCE: Duration = Duration::from_secs(30);

/// Serves the tutorial's calculator.
#[derive(Parser)]
struct Flags {
    /// Where to listen: `host:port`, `unix:/path` or `unix:@name`; may be given several times
    #[arg(long, default_value = "127.0.0.1:9090")]
    listen: Vec<Endpoint>,
    /// Who serves whom, when
    #[arg(long, default_value_t)]
    server: ServerModel,
    /// Worker threads, of the models that have some
    #[arg(long)]
    workers: Option<usize>,
    /// What becomes of work that finds the workers' queue full: wait, refuse or close
    #[arg(long, default_value_t)]
    overload: Overload,
    /// Event loops, of the models that have several
    #[arg(long)]
    selectors: Option<NonZeroUsize>,
    /// The most connections at once
    #[arg(long)]
    max_connections: Option<NonZeroUsize>,
    /// The encoding of messages; auto: as each client speaks
    #[arg(long, default_value_t)]
    protocol: Choice<Protocol>,
    /// Where a message ends: framed, unframed, header or http; auto: as each client says
    #[arg(long, default_value_t)]
    transport: Choice<Framing>,
    /// Compression: none, zlib or zlib-in-frames
    #[arg(long, default_value_t)]
    compression: Compression,
    /// How hard replies are compressed: 0 (not at all), 1 (fastest) to 9 (smallest)
    #[arg(long, default_value_t)]
    zlib_level: ZlibLevel,
    /// Speak TLS with this certificate chain: a PEM file
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The certificate's private key: a PEM file
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Let only those in who show a certificate of an authority in this PEM file
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_ca: Option<PathBuf>,
}

impl Flags {
    fn options(&self) -> ServerOptions {
        let default = ServerOptions::default();
        let workers = default.workers.with_overload(self.overload);
        ServerOptions::default()
            .with_protocol(self.protocol)
            .with_framing(self.transport)
            .with_compression(self.compression)
            .with_zlib_level(self.zlib_level)
            .with_max_connections(self.max_connections)
            .with_workers(workers.with_threads(self.workers.unwrap_or(workers.threads)))
            .with_selectors(self.selectors.unwrap_or(default.selectors))
    }

    fn tls(&self) -> std::io::Result<Option<TlsAcceptor>> {
        let (Some(cert), Some(key)) = (&self.tls_cert, &self.tls_key) else {
            return Ok(None);
        };
        let clients = match &self.tls_ca {
            None => ClientCertificates::Ignored,
            Some(file) => ClientCertificates::Required(file.clone()),
        };
        TlsAcceptor::new(TlsServerOptions::new(cert, key).with_clients(clients)).map(Some)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let flags = Flags::parse();
    let tls = flags.tls()?;
    let server = Server::builder()
        .model(flags.server)
        .options(flags.options())
        .listen_options(ListenOptions::default().with_tls(tls.clone()))
        .bind_all(&flags.listen, Processor::new(Ledger::default()))?;
    let handle = server.handle();
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    std::thread::spawn(move || {
        for signal in signals.forever() {
            match (signal, &tls) {
                (SIGHUP, Some(tls)) => {
                    let reloaded = tls.reload();
                    println!(
                        "{}",
                        reloaded.map_or_else(|why| why.to_string(), |()| "reloaded".into())
                    );
                }
                // what was accepted is finished, but not for ever
                _ => drop(handle.stop_within(PATIENCE)),
            }
        }
    });
    for endpoint in server.endpoints() {
        println!("listening on {endpoint}");
    }
    server.serve()?;
    println!("stopped");
    Ok(())
}
