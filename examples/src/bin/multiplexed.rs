//! Two services behind one port, and their clients on one connection.
#![allow(clippy::print_stdout)] // it is a program, and this is what it says

use examples::{Echo, Ledger};
use generated::{bench::bench, tutorial::calculator};
use thriftwood::client::{BlockingChannel, ClientOptions, Multiplexed};
use thriftwood::processor::NoService;
use thriftwood::server::{Server, ServerModel, TServer as _};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let services = NoService
        .and("calculator", calculator::Processor::new(Ledger::default()))
        .and("bench", bench::Processor::new(Echo));
    let server = Server::builder()
        .model(ServerModel::Threaded)
        .bind(&"127.0.0.1:0".parse()?, services)?;
    let (endpoint, handle) = (server.endpoints()[0].clone(), server.handle());
    let serving = std::thread::spawn(move || server.serve());

    let mut channel = BlockingChannel::connect(&endpoint, &ClientOptions::default())?;
    let mut calculator =
        calculator::BlockingClient::new(Multiplexed::new("calculator", &mut channel));
    println!("calculator: 1 + 1 = {}", calculator.add(1, 1)?);
    let mut bench = bench::BlockingClient::new(Multiplexed::new("bench", &mut channel));
    println!("bench: 1 + 2 + 3 = {}", bench.sum(vec![1, 2, 3])?);

    handle.stop();
    serving.join().map_err(|_| "the server panicked")??;
    Ok(())
}
