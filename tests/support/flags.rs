//! The flags that the interoperability programs have in common. Every program of a peer takes the same ones, so that any
//! server can be run against any client.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use thriftwood::transport::Endpoint;
use thriftwood::{Compression, Dialect, Error, ErrorKind, Framing, Protocol, Result};

/// What a server and its client must agree on.
#[derive(Args, Clone, Debug)]
pub struct Flags {
    /// The TCP port
    #[arg(long, default_value_t = 9090)]
    pub port: u16,
    /// binary, binary-old, compact or json; with `multi-` before it both services are called by name;
    /// header, header-compact or header-zlib
    #[arg(long, default_value = "binary")]
    pub protocol: Spoken,
    /// buffered, framed, zlib, framed-zlib or http
    #[arg(long, default_value = "buffered")]
    pub transport: Carried,
    /// Speak TLS
    #[arg(long)]
    pub ssl: bool,
    /// The program's own certificate chain: a PEM file
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The certificate's private key: a PEM file
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// The authorities that may vouch for the other side: a PEM file
    #[arg(long, value_name = "FILE")]
    pub tls_ca: Option<PathBuf>,
    /// A Unix socket instead of the TCP port
    #[arg(long, value_name = "PATH")]
    pub unix: Option<PathBuf>,
}

impl Flags {
    /// How messages are written and carried.
    ///
    /// # Errors
    /// Header frames in anything but a bare stream, or what [cannot be spoken](Dialect::check).
    pub fn dialect(&self) -> Result<Dialect> {
        let Carried {
            framing,
            compression,
            ..
        } = self.transport;
        let dialect = Dialect::default().with_protocol(self.protocol.protocol);
        let dialect = match self.protocol.header {
            None => dialect.with_framing(framing).with_compression(compression),
            Some(inside) if self.transport.is_bare() => dialect
                .with_framing(Framing::Header)
                .with_compression(inside),
            Some(_) => return Err(usage("header frames go over `framed` or `buffered` only")),
        };
        dialect.check()?;
        Ok(dialect)
    }

    /// Where the server is, or is to be, if TCP means this host.
    pub fn endpoint(&self, host: &str) -> Endpoint {
        match &self.unix {
            Some(path) => Endpoint::Unix(path.clone()),
            None => Endpoint::Tcp {
                host: host.to_owned(),
                port: self.port,
            },
        }
    }
}

/// The value of `--protocol`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    name: String,
    /// How a message is encoded.
    pub protocol: Protocol,
    /// The compression inside of header frames; `None`: there are no such frames.
    pub header: Option<Compression>,
    /// Are services called by name?
    pub multiplexed: bool,
}

impl Spoken {
    /// As the flag says it.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl FromStr for Spoken {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let named = text.strip_prefix("multi-");
        let multiplexed = named.is_some();
        let (protocol, header) = match named.unwrap_or(text) {
            "header" => (Protocol::Binary, Some(Compression::None)),
            "header-compact" => (Protocol::Compact, Some(Compression::None)),
            "header-zlib" => (Protocol::Binary, Some(Compression::Zlib)),
            protocol => (protocol.parse()?, None),
        };
        Ok(Self {
            name: text.to_owned(),
            protocol,
            header,
            multiplexed,
        })
    }
}

/// The value of `--transport`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    name: String,
    framing: Framing,
    compression: Compression,
}

impl Carried {
    /// As the flag says it.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn is_bare(&self) -> bool {
        self.compression == Compression::None
            && matches!(self.framing, Framing::Framed | Framing::Unframed)
    }
}

impl FromStr for Carried {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let (framing, compression) = match text {
            "zlib" => (Framing::Unframed, Compression::Zlib),
            "framed-zlib" => (Framing::Framed, Compression::Zlib),
            framing => (framing.parse()?, Compression::None),
        };
        Ok(Self {
            name: text.to_owned(),
            framing,
            compression,
        })
    }
}

fn usage(why: &'static str) -> Error {
    ErrorKind::Usage(why.into()).into()
}
