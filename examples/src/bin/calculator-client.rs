//! Calls every method of the tutorial's calculator.
#![allow(clippy::print_stdout)] // it is a program, and this is what it says

use std::path::PathBuf;

use clap::Parser;
use generated::tutorial::calculator::{BlockingClient, CalculateError};
use generated::tutorial::{Operation, Work};
use thriftwood::client::{BlockingChannel, ClientOptions};
use thriftwood::transport::Endpoint;
use thriftwood::transport::tls::{Roots, TlsClientOptions, TlsConnector};
use thriftwood::{Compression, Framing, Protocol, ZlibLevel};

/// Calls the tutorial's calculator.
#[derive(Parser)]
struct Flags {
    /// Where it listens: `host:port`, `unix:/path` or `unix:@name`
    #[arg(long, default_value = "127.0.0.1:9090")]
    connect: Endpoint,
    /// The encoding of messages
    #[arg(long, default_value_t)]
    protocol: Protocol,
    /// Where a message ends: framed, unframed, header or http
    #[arg(long, default_value_t)]
    transport: Framing,
    /// Compression: none, zlib or zlib-in-frames
    #[arg(long, default_value_t)]
    compression: Compression,
    /// How hard calls are compressed: 0 (not at all), 1 (fastest) to 9 (smallest)
    #[arg(long, default_value_t)]
    zlib_level: ZlibLevel,
    /// Speak TLS, as every flag below asks for too
    #[arg(long)]
    tls: bool,
    /// Trust the authorities in this PEM file instead of the operating system's
    #[arg(long, value_name = "FILE")]
    tls_ca: Option<PathBuf>,
    /// The certificate to show: a PEM file
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Its private key: a PEM file
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
}

impl Flags {
    fn tls(&self) -> std::io::Result<Option<TlsConnector>> {
        if !self.tls && self.tls_ca.is_none() && self.tls_cert.is_none() {
            return Ok(None);
        }
        let roots = self.tls_ca.clone().map_or(Roots::Platform, Roots::File);
        let options = TlsClientOptions::default()
            .with_roots(roots)
            .with_certificate(self.tls_cert.clone().zip(self.tls_key.clone()));
        TlsConnector::new(options).map(Some)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let flags = Flags::parse();
    let options = ClientOptions::default()
        .with_protocol(flags.protocol)
        .with_framing(flags.transport)
        .with_compression(flags.compression)
        .with_zlib_level(flags.zlib_level)
        .with_tls(flags.tls()?);
    let mut calculator = BlockingClient::new(BlockingChannel::connect(&flags.connect, &options)?);

    calculator.ping()?;
    println!("1 + 1 = {}", calculator.add(1, 1)?);

    let division = Work {
        num1: 1,
        num2: 0,
        op: Operation::DIVIDE,
        ..Work::default()
    };
    match calculator.calculate(1, division) {
        Err(CalculateError::Ouch(refused)) => println!("1 / 0: {refused}"),
        other => println!("1 / 0 = {}", other?),
    }

    let subtraction = Work {
        num1: 15,
        num2: 10,
        op: Operation::SUBTRACT,
        comment: Some("the tutorial's".to_owned()),
    };
    println!("15 - 10 = {}", calculator.calculate(1, subtraction)?);
    println!("log 1: {}", calculator.get_struct(1)?.value);
    calculator.zip()?;
    Ok(())
}
