//! Serves Interop by Apache's Rust library.

mod handler;

use handler::Handler;
use rust_kit::Flags;
use rust_thrift::dialect::Dialect;
use rust_thrift::interop::{InteropSyncProcessor, SecondSyncProcessor};
use thrift::server::{TMultiplexedProcessor, TProcessor, TServer};

/// Each connection keeps a worker until it ends.
const WORKERS: usize = 16;

fn main() -> thrift::Result<()> {
    let flags = Flags::parse();
    let interop = InteropSyncProcessor::new(Handler::default());
    if !flags.multiplexed() {
        return serve(&flags, interop);
    }
    let mut both = TMultiplexedProcessor::new();
    both.register("Interop", Box::new(interop), false)?;
    both.register(
        "Second",
        Box::new(SecondSyncProcessor::new(handler::Second)),
        false,
    )?;
    serve(&flags, both)
}

fn serve(flags: &Flags, processor: impl TProcessor + Send + Sync + 'static) -> thrift::Result<()> {
    let Dialect {
        read,
        input,
        write,
        output,
    } = Dialect::of(flags);
    let mut server = TServer::new(read, input, write, output, processor, WORKERS);
    match &flags.unix {
        Some(path) => server.listen_uds(path),
        None => server.listen(("127.0.0.1", flags.port)),
    }
}
