//! A server of the services in `idl/interop.thrift`, for clients in any language, until SIGTERM or Ctrl-C.
#![allow(clippy::print_stdout)] // it is a program, and this is what it says

use std::error::Error;
use std::thread;
use std::time::Duration;

use clap::Parser;
use generated::interop::second;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use tests::flags::Flags;
use tests::interop::{SecondHandler, Service};
use thriftwood::TProcessor;
use thriftwood::processor::NoService;
use thriftwood::server::{Server, ServerHandle, ServerModel, TServer as _, WorkerOptions};
use thriftwood::transport::ListenOptions;
use thriftwood::transport::tls::{ClientCertificates, TlsAcceptor, TlsServerOptions};

/// In a pool each connection has a worker to itself, and some clients open one for each thing that they try.
const WORKERS: usize = 32;

/// How long the calls that have arrived may take when the server is told to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// Serves the services of interop.thrift on 127.0.0.1.
#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    common: Flags,
    /// Who serves whom, when: simple, threaded, pool, nonblocking, hsha, selector or tokio
    #[arg(long, default_value_t)]
    server: ServerModel,
    /// Let only those in who show a certificate that --tls-ca vouches for
    #[arg(long, requires = "tls_ca")]
    tls_required: bool,
}

impl Arguments {
    /// A client may stay nameless unless the flag says otherwise: peers differ in what they show.
    fn tls(&self) -> Result<Option<TlsAcceptor>, Box<dyn Error>> {
        if !self.common.ssl {
            return Ok(None);
        }
        let (Some(cert), Some(key)) = (&self.common.tls_cert, &self.common.tls_key) else {
            return Err("--ssl needs --tls-cert and --tls-key".into());
        };
        let clients = match self.common.tls_ca.clone() {
            None => ClientCertificates::Ignored,
            Some(ca) if self.tls_required => ClientCertificates::Required(ca),
            Some(ca) => ClientCertificates::Optional(ca),
        };
        let options = TlsServerOptions::new(cert, key).with_clients(clients);
        Ok(Some(TlsAcceptor::new(options)?))
    }

    fn bind(&self, service: impl TProcessor) -> Result<Server, Box<dyn Error>> {
        let dialect = self.common.dialect()?;
        let server = Server::builder()
            .model(self.server)
            .protocol(dialect.protocol)
            .framing(dialect.framing)
            .compression(dialect.compression)
            .workers(WorkerOptions::default().with_threads(WORKERS))
            .listen_options(ListenOptions::default().with_tls(self.tls()?))
            .bind(&self.common.endpoint("127.0.0.1"), service)?;
        Ok(server)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let server = if arguments.common.protocol.multiplexed {
        let second = second::Processor::new(SecondHandler);
        let both = NoService
            .and("Interop", Service::default())
            .and("Second", second);
        arguments.bind(both)?
    } else {
        arguments.bind(Service::default())?
    };
    stop_on_a_signal(server.handle())?;
    for endpoint in server.endpoints() {
        println!("listening on {endpoint}");
    }
    server.serve()?;
    Ok(())
}

fn stop_on_a_signal(server: ServerHandle) -> std::io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    thread::spawn(move || {
        if signals.forever().next().is_some() {
            server.stop_within(DRAIN);
        }
    });
    Ok(())
}
