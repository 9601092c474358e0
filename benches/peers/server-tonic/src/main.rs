//! Serves an echo by gRPC, as tonic does it.

use std::{
    net::{Ipv4Addr, SocketAddr},
    num::NonZeroUsize,
};

use clap::Parser;
use made::{
    Payload,
    bench_server::{Bench, BenchServer},
};
use tonic::{Request, Response, Status, transport::Server};

mod made {
    #![allow(warnings, clippy::all)] // it is tonic's
    tonic::include_proto!("bench");
}

/// Serves an echo on a port of this machine.
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

#[tonic::async_trait]
impl Bench for Echo {
    async fn echo(&self, request: Request<Payload>) -> Result<Response<Payload>, Status> {
        Ok(Response::new(request.into_inner()))
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let flags = Flags::parse();
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, flags.port));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(flags.io_threads.get())
        .enable_all()
        .build()?;
    Ok(runtime.block_on(
        Server::builder()
            .tcp_nodelay(true)
            .add_service(BenchServer::new(Echo))
            .serve(address),
    )?)
}
