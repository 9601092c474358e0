//! Many clients of Base in one process, for the stress tests: 10 000 connections with both ends in one process would need
//! more descriptors than a process may have.
//!
//! It obeys lines on its standard input, and answers each with a line when it is done:
//! `open COUNT`: that many connections more; `call FROM TO TIMES`: each of these connections makes that many calls, in turn;
//! `leave FROM TO`: these connections are closed.
#![allow(clippy::print_stdout)] // it is a program, and this is what it says

use std::error::Error;
use std::io;
use std::ops::Range;

use clap::Parser;
use generated::interop::base::BlockingClient;
use thriftwood::client::{BlockingChannel, ClientOptions};
use thriftwood::transport::Endpoint;

/// Many clients of one server.
#[derive(Parser)]
struct Arguments {
    /// Where the server listens
    server: Endpoint,
}

type Client = BlockingClient<BlockingChannel>;

fn main() -> Result<(), Box<dyn Error>> {
    let Arguments { server } = Arguments::parse();
    let mut crowd = Crowd {
        server,
        clients: Vec::new(),
    };
    for line in io::stdin().lines() {
        crowd.obey(&line?)?;
        println!("done");
    }
    Ok(())
}

struct Crowd {
    server: Endpoint,
    /// `None`: it has left.
    clients: Vec<Option<Client>>,
}

impl Crowd {
    fn obey(&mut self, line: &str) -> Result<(), Box<dyn Error>> {
        let mut words = line.split(' ');
        let order = words.next().unwrap_or_default();
        let numbers: Vec<usize> = words.map(str::parse).collect::<Result<_, _>>()?;
        match (order, &*numbers) {
            ("open", &[count]) => self.open(count),
            ("call", &[from, to, times]) => self.call(from..to, times),
            ("leave", &[from, to]) => {
                self.clients[from..to].fill_with(|| None);
                Ok(())
            }
            _ => Err(format!("`{line}` is no order").into()),
        }
    }

    fn open(&mut self, count: usize) -> Result<(), Box<dyn Error>> {
        for _ in 0..count {
            let channel = BlockingChannel::connect(&self.server, &ClientOptions::default())?;
            self.clients.push(Some(Client::new(channel)));
        }
        Ok(())
    }

    fn call(&mut self, who: Range<usize>, times: usize) -> Result<(), Box<dyn Error>> {
        for time in 0..times as i32 {
            for (client, number) in self.clients[who.clone()].iter_mut().zip(0..) {
                let sum = client.as_mut().ok_or("it has left")?.add(number, time)?;
                if sum != number + time {
                    return Err(format!("{number} + {time} is not {sum}").into());
                }
            }
        }
        Ok(())
    }
}
