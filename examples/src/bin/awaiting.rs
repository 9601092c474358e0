//! A service that awaits something, as those do that ask other services: one event loop runs all of its handlers, and
//! one connection carries all of its calls.
#![allow(clippy::print_stdout)] // it is a program, and this is what it says

use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use generated::shared::{
    SharedService, SharedStruct, shared_service::Client, shared_service::Processor,
};
use thriftwood::Result;
use thriftwood::client::{ClientOptions, TokioChannel};
use thriftwood::server::{Server, ServerModel, ServerOptions, TServer as _};

/// How long the other service takes.
const ANSWER: Duration = Duration::from_millis(100);
const CALLS: NonZeroUsize = NonZeroUsize::new(100).unwrap();

/// Asks a slow service.
struct Gateway;

impl SharedService for Gateway {
    async fn get_struct(&self, key: i32) -> Result<SharedStruct> {
        tokio::time::sleep(ANSWER).await;
        let value = format!("answer {key}");
        Ok(SharedStruct { key, value })
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    // calls of one connection may run at once, and are answered as they are done
    let options = ServerOptions::default().with_in_flight(CALLS);
    let server = Server::builder()
        .options(options)
        .model(ServerModel::Nonblocking)
        .bind(&"127.0.0.1:0".parse()?, Processor::new(Gateway))?;
    let (endpoint, handle) = (server.endpoints()[0].clone(), server.handle());
    let serving = std::thread::spawn(move || server.serve());

    let client = Client::new(TokioChannel::connect(&endpoint, &ClientOptions::default()).await?);
    let start = Instant::now();
    let mut calls = tokio::task::JoinSet::new();
    for key in 1..=CALLS.get() as i32 {
        let client = client.clone();
        calls.spawn(async move { client.get_struct(key).await });
    }
    let mut answers = 0;
    while let Some(answer) = calls.join_next().await {
        answers += usize::from(answer??.value.starts_with("answer "));
    }
    println!(
        "{answers} answers that take {ANSWER:?} each took {:?}",
        start.elapsed()
    );

    handle.stop();
    serving.join().map_err(|_| "the server panicked")??;
    Ok(())
}
