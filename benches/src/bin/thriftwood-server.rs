//! Serves `Bench` of `idl/bench.idl` until it is killed, by the server model that a flag names.

use std::{net::Ipv4Addr, num::NonZeroUsize};

use benches::echo::Echo;
use clap::Parser;
use generated::bench::bench::Processor;
use thriftwood::{
    Choice, Framing, Protocol,
    server::{Server, ServerModel, ServerOptions, TServer as _},
};

/// Serves `Bench` on a port of this machine.
#[derive(Parser)]
struct Flags {
    /// Where to listen, on 127.0.0.1
    #[arg(long)]
    port: u16,
    /// Who serves whom, when
    #[arg(long, default_value_t)]
    server: ServerModel,
    /// The encoding of messages; auto: as each client speaks
    #[arg(long, default_value_t)]
    protocol: Choice<Protocol>,
    /// Where a message ends; auto: as each client says
    #[arg(long, default_value_t)]
    transport: Choice<Framing>,
    /// Worker threads, of the models that have some; for `selector` 0: handlers run on the loops
    #[arg(long)]
    workers: Option<usize>,
    /// Event loops, of the models that have several
    #[arg(long)]
    io_threads: Option<NonZeroUsize>,
}

impl Flags {
    fn options(&self) -> ServerOptions {
        let default = ServerOptions::default();
        let workers = self.workers.unwrap_or(default.workers.threads);
        // C++ takes longer frames too, unless told otherwise
        let limits = default.limits.with_frame(default.limits.message);
        ServerOptions::default()
            .with_limits(limits)
            .with_protocol(self.protocol)
            .with_framing(self.transport)
            .with_workers(default.workers.with_threads(workers))
            .with_selectors(self.io_threads.unwrap_or(default.selectors))
    }
}

fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let flags = Flags::parse();
    let endpoint = format!("{}:{}", Ipv4Addr::LOCALHOST, flags.port).parse()?;
    let server = Server::builder()
        .model(flags.server)
        .options(flags.options())
        .bind(&endpoint, Processor::new(Echo))?;
    Ok(server.serve()?)
}
