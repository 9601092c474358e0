//! Where a server is, and all the ways to talk to it.

use std::path::Path;
use std::time::Duration;

use fastrand::Rng;
use tests::echo;
use thriftwood::client::ClientOptions;
use thriftwood::server::ServerModel;
use thriftwood::transport::tls::{Roots, TlsClientOptions, TlsConnector};
use thriftwood::transport::{Endpoint, SocketOptions};
use thriftwood::{Compression, Dialect, Framing, Protocol};

use crate::Failure;

/// The longest wait for a connection, for bytes, and of an async call: nothing that works takes that long.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// A server of one model.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) model: ServerModel,
    pub(crate) plain: Endpoint,
    pub(crate) tls: Endpoint,
    zlib: Endpoint,
    unix: Endpoint,
    connector: TlsConnector,
    /// What is recognised by a client's first bytes.
    recognised: Vec<Dialect>,
    /// What goes below a zlib stream.
    compressed: Vec<Dialect>,
}

/// One way to talk to it.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    pub(crate) endpoint: Endpoint,
    pub(crate) options: ClientOptions,
}

impl Target {
    /// The one that says that it listens at these addresses.
    pub(crate) fn new(
        model: ServerModel,
        addresses: &str,
        authority: &Path,
    ) -> Result<Self, Failure> {
        let addresses: Vec<Endpoint> = addresses
            .split_whitespace()
            .map(str::parse)
            .collect::<Result<_, _>>()?;
        let [plain, tls, zlib, unix] = <[Endpoint; 4]>::try_from(addresses)
            .map_err(|it| format!("the server listens at {it:?}"))?;
        let options = TlsClientOptions::default()
            .with_roots(Roots::File(authority.to_owned()))
            .with_handshake_timeout(Some(PATIENCE));
        Ok(Self {
            model,
            plain,
            tls,
            zlib,
            unix,
            connector: TlsConnector::new(options)?,
            recognised: echo::dialects().filter(|it| is_recognised(*it)).collect(),
            compressed: echo::dialects().filter(|it| is_compressed(*it)).collect(),
        })
    }

    /// Any way.
    pub(crate) fn route(&self, draw: &mut Rng) -> Route {
        let (endpoint, dialects) = match draw.u8(..100) {
            0..50 => (&self.plain, &self.recognised),
            50..70 => (&self.unix, &self.recognised),
            70..90 => (&self.tls, &self.recognised),
            _ => (&self.zlib, &self.compressed),
        };
        let dialect = dialects[draw.usize(..dialects.len())];
        let tls = *endpoint == self.tls;
        Route {
            endpoint: endpoint.clone(),
            options: options(dialect).with_tls(tls.then(|| self.connector.clone())),
        }
    }

    /// Any way over a TCP connection that nothing hides: somebody is to cut it.
    pub(crate) fn bare_route(&self, draw: &mut Rng) -> Route {
        let dialects = &self.recognised;
        Route {
            endpoint: self.plain.clone(),
            options: options(dialects[draw.usize(..dialects.len())]),
        }
    }

    /// How many connections one client may want at once.
    pub(crate) fn most_at_once(&self) -> usize {
        match self.model {
            ServerModel::Simple => 1, // the second would wait for the end of the first
            _ => 4,
        }
    }
}

/// Simple JSON has no keys that are containers, which some of what is sent has. Binary without a version cannot be told
/// from noise where there are no frames.
fn is_recognised(dialect: Dialect) -> bool {
    let header = dialect.framing == Framing::Header;
    let old = dialect.protocol == Protocol::BinaryOld;
    dialect.protocol != Protocol::SimpleJson
        && !(old && dialect.framing == Framing::Unframed)
        && (dialect.compression == Compression::None
            || header && dialect.compression == Compression::Zlib)
}

fn is_compressed(dialect: Dialect) -> bool {
    dialect.protocol != Protocol::SimpleJson
        && (dialect.framing, dialect.compression) == (Framing::Framed, Compression::Zlib)
}

fn options(dialect: Dialect) -> ClientOptions {
    let socket = SocketOptions::default()
        .with_connect_timeout(Some(PATIENCE))
        .with_read_timeout(Some(PATIENCE))
        .with_write_timeout(Some(PATIENCE));
    ClientOptions::default()
        .with_dialect(dialect)
        .with_socket(socket)
        .with_call_timeout(Some(PATIENCE))
}
