//! `greeter.idl`, compiled by the build script, served and called inside this process.
#![allow(clippy::print_stdout)] // it is a program, and this is what it says

/// What `idlc` made of `greeter.idl`.
mod idl {
    thriftwood::include_idl!("greeter");
}

use idl::greeter::{Greeter, Greeting, Nameless, greeter};
use thriftwood::client::{BlockingChannel, ClientOptions};
use thriftwood::server::{Server, TServer as _};
use thriftwood::transport::memory;

struct Host;

impl Greeter for Host {
    async fn greet(&self, greeting: Greeting) -> Result<String, greeter::GreetError> {
        if greeting.name.is_empty() {
            let why = "there is nobody to greet".to_owned();
            return Err(Nameless { why })?;
        }
        Ok(format!("{}, {}!", greeting.salutation, greeting.name))
    }
}

fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let (listener, connector) = memory::listener();
    let server = Server::builder().over(listener, greeter::Processor::new(Host));
    std::thread::scope(|scope| {
        let serving = scope.spawn(|| server.serve());
        let channel = BlockingChannel::over(connector.connect()?, &ClientOptions::default());
        let mut client = greeter::BlockingClient::new(channel);

        let name = "Thriftwood".to_owned();
        println!(
            "{}",
            client.greet(Greeting {
                name,
                ..Greeting::default()
            })?
        );
        if let Err(refused) = client.greet(Greeting::default()) {
            println!("refused: {refused}");
        }

        server.handle().stop();
        serving.join().map_err(|_| "the server panicked")??;
        Ok(())
    })
}
