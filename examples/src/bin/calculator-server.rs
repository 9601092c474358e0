//! Serves the tutorial's calculator until SIGTERM or Ctrl-C. SIGHUP reads the files of TLS again.
#![allow(clippy::print_stdout)] // it is a program, and this is what it says

use std::path::PathBuf;

use clap::Parser;
use examples::Ledger;
use generated::tutorial::calculator::Processor;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use thriftwood::server::{Server, ServerModel, TServer as _};
use thriftwood::transport::tls::{ClientCertificates, TlsAcceptor, TlsServerOptions};
use thriftwood::transport::{Endpoint, ListenOptions};
use thriftwood::{Choice, Compression, Framing, Protocol};

/// Serves the tutorial's calculator.
#[derive(Parser)]
struct Flags {
    /// Where to listen: `host:port`, `unix:/path` or `unix:@name`
    #[arg(long, default_value = "127.0.0.1:9090")]
    listen: Endpoint,
    /// Who serves whom, when
    #[arg(long, default_value_t)]
    server: ServerModel,
    /// The encoding of messages; auto: as each client speaks
    #[arg(long, default_value_t)]
    protocol: Choice<Protocol>,
    /// Where a message ends: framed, unframed or header; auto: as each client says
    #[arg(long, default_value_t)]
    transport: Choice<Framing>,
    /// Compression below it: none or zlib
    #[arg(long, default_value_t)]
    compression: Compression,
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
        .protocol(flags.protocol)
        .framing(flags.transport)
        .compression(flags.compression)
        .listen_options(ListenOptions::default().with_tls(tls.clone()))
        .bind(&flags.listen, Processor::new(Ledger::default()))?;
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
                _ => return handle.stop(),
            }
        }
    });
    println!("listening on {}", server.endpoints()[0]);
    server.serve()?;
    println!("stopped");
    Ok(())
}
