//! A service that blocks its thread, as those do that ask a database: its handlers run on worker threads, and the event
//! loop that reads and writes for all peers goes on meanwhile.
#![allow(clippy::print_stdout)] // it is a program, and this is what it says

use std::thread;
use std::time::{Duration, Instant};

use generated::shared::{
    SharedService, SharedStruct, shared_service::BlockingClient, shared_service::Processor,
};
use thriftwood::Result;
use thriftwood::client::{BlockingChannel, ClientOptions};
use thriftwood::server::{Server, ServerModel, TServer as _, WorkerOptions};

/// How long the database takes.
const QUERY: Duration = Duration::from_millis(100);
const CLIENTS: usize = 8;

/// Asks a slow database.
struct Database;

impl SharedService for Database {
    async fn get_struct(&self, key: i32) -> Result<SharedStruct> {
        thread::sleep(QUERY);
        let value = format!("row {key}");
        Ok(SharedStruct { key, value })
    }
}

fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let server = Server::builder()
        .model(ServerModel::HsHa)
        .workers(WorkerOptions::default().with_threads(CLIENTS))
        .bind(&"127.0.0.1:0".parse()?, Processor::new(Database))?;
    let (endpoint, handle) = (server.endpoints()[0].clone(), server.handle());
    let serving = thread::spawn(move || server.serve());

    let start = Instant::now();
    let ask = |key| -> Result<String> {
        let channel = BlockingChannel::connect(&endpoint, &ClientOptions::default())?;
        Ok(BlockingClient::new(channel).get_struct(key)?.value)
    };
    let asked: Vec<_> = thread::scope(|scope| {
        let asking = (1..=CLIENTS as i32).map(|key| scope.spawn(move || ask(key)));
        let asking: Vec<_> = asking.collect();
        asking
            .into_iter()
            .map(thread::ScopedJoinHandle::join)
            .collect()
    });
    for row in asked {
        println!("{}", row.map_err(|_| "a client panicked")??);
    }
    println!("{CLIENTS} queries of {QUERY:?} took {:?}", start.elapsed());

    handle.stop();
    serving.join().map_err(|_| "the server panicked")??;
    Ok(())
}
