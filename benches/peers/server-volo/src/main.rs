//! Serves `Bench` by volo, with its checked codec. It finds out itself whether a client frames its messages.

use std::{
    net::{Ipv4Addr, SocketAddr},
    num::NonZeroUsize,
};

use clap::Parser;
use volo_idl::bench::{Bench, BenchServer, Medium};
use volo_thrift::ServerError;

/// Serves `Bench` on a port of this machine, by binary protocol.
#[derive(Parser)]
struct Flags {
    /// Where to listen, on 127.0.0.1
    #[arg(long)]
    port: u16,
    /// Threads of the tokio runtime
    #[arg(long)]
    io_threads: NonZeroUsize,
}

/// Gives back what it is given.
struct Echo;

impl Bench for Echo {
    async fn ping(&self) -> Result<(), ServerError> {
        Ok(())
    }

    async fn echo(&self, payload: pilota::Bytes) -> Result<pilota::Bytes, ServerError> {
        Ok(payload)
    }

    async fn echo_medium(&self, m: Medium) -> Result<Medium, ServerError> {
        Ok(m)
    }

    async fn sum(&self, xs: Vec<i64>) -> Result<i64, ServerError> {
        Ok(xs.iter().fold(0, |sum, x| sum.wrapping_add(*x)))
    }
}

fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let flags = Flags::parse();
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, flags.port));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(flags.io_threads.get())
        .enable_all()
        .build()?;
    runtime.block_on(BenchServer::new(Echo).run(volo::net::Address::from(address)))
}
