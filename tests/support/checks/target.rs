//! Where a server is, and how to talk to it.

use std::time::Duration;

use thriftwood::client::{BlockingChannel, ClientOptions, TokioChannel};
use thriftwood::transport::tls::{Roots, TlsClientOptions, TlsConnector};
use thriftwood::transport::{Endpoint, SocketOptions};
use thriftwood::{Dialect, Protocol, Result};

use crate::checks::Failure;
use crate::flags::Flags;

/// The longest wait for a connection, for bytes of a reply, and of an async call.
const PATIENCE: Duration = Duration::from_secs(10);

/// The names under which servers are found in test certificates.
const NAMES: [&str; 2] = ["localhost", "127.0.0.1"];

/// Where the server is, what it speaks, and what TLS needs.
#[derive(Clone, Debug)]
pub struct Target {
    endpoint: Endpoint,
    options: ClientOptions,
    tls: Option<TlsClientOptions>,
    multiplexed: bool,
}

impl Target {
    /// A server that speaks so, without TLS; its services have names if it is `multiplexed`.
    pub fn new(endpoint: Endpoint, dialect: Dialect, multiplexed: bool) -> Self {
        let socket = SocketOptions::default()
            .with_connect_timeout(Some(PATIENCE))
            .with_read_timeout(Some(PATIENCE))
            .with_write_timeout(Some(PATIENCE));
        let options = ClientOptions::default()
            .with_protocol(dialect.protocol)
            .with_framing(dialect.framing)
            .with_compression(dialect.compression)
            .with_socket(socket)
            .with_call_timeout(Some(PATIENCE));
        Self {
            endpoint,
            options,
            tls: None,
            multiplexed,
        }
    }

    /// The server that flags describe, on this host.
    ///
    /// # Errors
    /// The flags cannot work together, or there is no TLS with the server.
    pub fn of_flags(flags: &Flags, host: &str) -> std::result::Result<Self, Failure> {
        let (endpoint, dialect) = (flags.endpoint(host), flags.dialect()?);
        let target = Self::new(endpoint, dialect, flags.protocol.multiplexed);
        if flags.ssl {
            target.with_tls(flags)
        } else {
            Ok(target)
        }
    }

    /// The server's certificate may name this machine in either way.
    fn with_tls(self, flags: &Flags) -> std::result::Result<Self, Failure> {
        let mut tls = TlsClientOptions::default()
            .with_certificate(flags.tls_cert.clone().zip(flags.tls_key.clone()));
        tls = match &flags.tls_ca {
            Some(file) => tls.with_roots(Roots::File(file.clone())),
            // no authority, no question: what is tested then is how the two talk
            None => tls.dangerously_accept_any_certificate(),
        };
        let mut refusals = Vec::new();
        for name in NAMES {
            let target = self.named(tls.clone(), name)?;
            match target.connect() {
                Ok(_) => return Ok(target),
                Err(error) => refusals.push(format!("as `{name}`: {error}")),
            }
        }
        Err(refusals.join("; ").into())
    }

    /// The same server, which must prove another name.
    pub(super) fn under_another_name(&self, name: &str) -> std::result::Result<Self, Failure> {
        let tls = self.tls.clone().ok_or("there is no TLS here")?;
        self.named(tls, name)
    }

    fn named(&self, tls: TlsClientOptions, name: &str) -> std::result::Result<Self, Failure> {
        let tls = tls.with_server_name(Some(name.to_owned()));
        let mut target = self.clone();
        target.options.tls = Some(TlsConnector::new(tls.clone())?);
        target.tls = Some(tls);
        Ok(target)
    }

    pub(super) fn connect(&self) -> Result<BlockingChannel> {
        BlockingChannel::connect(&self.endpoint, &self.options)
    }

    pub(super) async fn connect_async(&self) -> Result<TokioChannel> {
        TokioChannel::connect(&self.endpoint, &self.options).await
    }

    pub(super) fn protocol(&self) -> Protocol {
        self.options.protocol
    }

    pub(super) fn is_multiplexed(&self) -> bool {
        self.multiplexed
    }

    /// Does a certificate have to be vouched for?
    pub(super) fn knows_an_authority(&self) -> bool {
        matches!(&self.tls, Some(tls) if matches!(tls.roots, Roots::File(_)))
    }

    /// By what name this service is called, if names are needed.
    pub(super) fn service(&self, name: &'static str) -> Option<&'static str> {
        self.multiplexed.then_some(name)
    }
}
