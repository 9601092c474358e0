//! Serves Interop by volo, which finds out by itself what protocol and framing a client speaks.

mod handler;

use std::error::Error;

use handler::Handler;
use rust_kit::Flags;
use tokio::runtime::Runtime;
use volo_peer::address;
use volo_peer::interop::InteropServer;

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let flags = Flags::parse();
    let serving = InteropServer::new(Handler::default()).run(address(&flags)?);
    Runtime::new()?.block_on(serving)
}
