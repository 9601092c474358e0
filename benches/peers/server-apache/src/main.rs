//! Serves `Bench` by Apache's Rust library (`TServer`): each connection has a thread of a pool until it ends.

use apache_idl::bench::{BenchSyncHandler, BenchSyncProcessor, Medium};
use clap::{Parser, ValueEnum};
use thrift::{
    protocol::{TBinaryInputProtocolFactory, TBinaryOutputProtocolFactory},
    server::TServer,
    transport::{
        TBufferedReadTransportFactory, TBufferedWriteTransportFactory, TFramedReadTransportFactory,
        TFramedWriteTransportFactory,
    },
};

/// Serves `Bench` on a port of this machine, by binary protocol.
#[derive(Parser)]
struct Flags {
    /// Where to listen, on 127.0.0.1
    #[arg(long)]
    port: u16,
    /// Where a message ends
    #[arg(long, value_enum)]
    framing: Framing,
    /// The most connections at once
    #[arg(long)]
    workers: usize,
}

#[derive(Clone, Copy, ValueEnum)]
enum Framing {
    Framed,
    Unframed,
}

/// Gives back what it is given.
struct Echo;

impl BenchSyncHandler for Echo {
    fn handle_ping(&self) -> thrift::Result<()> {
        Ok(())
    }

    fn handle_echo(&self, payload: Vec<u8>) -> thrift::Result<Vec<u8>> {
        Ok(payload)
    }

    fn handle_echo_medium(&self, m: Medium) -> thrift::Result<Medium> {
        Ok(m)
    }

    fn handle_sum(&self, xs: Vec<i64>) -> thrift::Result<i64> {
        Ok(xs.iter().fold(0, |sum, x| sum.wrapping_add(*x)))
    }
}

fn main() -> thrift::Result<()> {
    let flags = Flags::parse();
    let address = format!("127.0.0.1:{}", flags.port);
    let (reads, writes) = (
        TBinaryInputProtocolFactory::new(),
        TBinaryOutputProtocolFactory::new(),
    );
    let processor = BenchSyncProcessor::new(Echo);
    match flags.framing {
        Framing::Framed => {
            let (below_reads, below_writes) = (
                TFramedReadTransportFactory::new(),
                TFramedWriteTransportFactory::new(),
            );
            TServer::new(
                below_reads,
                reads,
                below_writes,
                writes,
                processor,
                flags.workers,
            )
            .listen(&address)
        }
        Framing::Unframed => {
            let (below_reads, below_writes) = (
                TBufferedReadTransportFactory::new(),
                TBufferedWriteTransportFactory::new(),
            );
            TServer::new(
                below_reads,
                reads,
                below_writes,
                writes,
                processor,
                flags.workers,
            )
            .listen(&address)
        }
    }
}
