//! What both programs are told on the command line.

use std::env;

pub struct Flags {
    pub port: u16,
    pub protocol: String,
    pub transport: String,
    /// Path of a Unix socket, instead of the port.
    pub unix: Option<String>,
}

impl Flags {
    /// Reads the command line; ends the program if something there is unknown. Neither library has TLS of its own, and
    /// each has one server model.
    pub fn parse() -> Self {
        let mut flags = Self {
            port: 0,
            protocol: "binary".to_owned(),
            transport: "buffered".to_owned(),
            unix: None,
        };
        let mut words = env::args().skip(1);
        while let Some(flag) = words.next() {
            let value = words
                .next()
                .unwrap_or_else(|| panic!("{flag} has no value"));
            match flag.as_str() {
                "--port" => flags.port = value.parse().expect("a port"),
                "--protocol" => flags.protocol = value,
                "--transport" => flags.transport = value,
                "--unix" => flags.unix = Some(value),
                "--server" => {}
                _ => panic!("{flag} is unknown"),
            }
        }
        flags
    }

    /// Whether several services share the connection.
    pub fn multiplexed(&self) -> bool {
        self.protocol.starts_with("multi-")
    }
}
