//! Serves the tutorial's calculator until SIGTERM or Ctrl-C.
#![allow(clippy::print_stdout)] // it is a program, and this is what it says

use clap::Parser;
use examples::Ledger;
use generated::tutorial::calculator::Processor;
use signal_hook::consts::{SIGINT, SIGTERM};
use thriftwood::server::{Server, ServerModel, TServer as _};
use thriftwood::transport::Endpoint;
use thriftwood::{Framing, Protocol};

/// Serves the tutorial's calculator.
#[derive(Parser)]
struct Flags {
    /// Where to listen: `host:port`, `unix:/path` or `unix:@name`
    #[arg(long, default_value = "127.0.0.1:9090")]
    listen: Endpoint,
    /// Who serves whom, when
    #[arg(long, default_value_t)]
    server: ServerModel,
    /// The encoding of messages
    #[arg(long, default_value_t)]
    protocol: Protocol,
    /// Where a message ends: framed or unframed
    #[arg(long, default_value_t)]
    transport: Framing,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let flags = Flags::parse();
    let server = Server::builder()
        .model(flags.server)
        .protocol(flags.protocol)
        .framing(flags.transport)
        .bind(&flags.listen, Processor::new(Ledger::default()))?;
    let handle = server.handle();
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])?;
    std::thread::spawn(move || {
        if signals.forever().next().is_some() {
            handle.stop();
        }
    });
    println!("listening on {}", server.endpoint());
    server.serve()?;
    println!("stopped");
    Ok(())
}
