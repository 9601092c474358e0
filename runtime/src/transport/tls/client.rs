//! The client's half: whom to trust, and what to show.

use super::{HANDSHAKE, TSSLSocket, failed, pem, provider, unusable, verifier::AnyCertificate};
use crate::{
    options::setters,
    transport::{Endpoint, TSocket},
};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, client::Resumption, pki_types::ServerName,
};
use std::{fmt, io, path::PathBuf, sync::Arc, time::Duration};

/// The authorities whose signatures count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Roots {
    /// Those of the operating system.
    #[default]
    Platform,
    /// Those in a PEM file, and no others.
    File(PathBuf),
}

/// Whom a client trusts, and what it shows of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TlsClientOptions {
    /// The authorities that may vouch for the server. The operating system's unless said.
    pub roots: Roots,
    /// The client's own certificate chain and its private key, as PEM files. None unless said.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// The name that the server must prove; `None`, the default, is the endpoint's host.
    pub server_name: Option<String>,
    /// The longest wait for the whole handshake, 10 s unless said; `None` waits for ever.
    pub handshake_timeout: Option<Duration>,
    any_certificate: bool,
}

impl Default for TlsClientOptions {
    fn default() -> Self {
        Self {
            roots: Roots::default(),
            certificate: None,
            server_name: None,
            handshake_timeout: Some(HANDSHAKE),
            any_certificate: false,
        }
    }
}

setters!(TlsClientOptions {
    /// Other authorities.
    with_roots roots: Roots,
    /// A certificate to show when the server asks, and its key.
    with_certificate certificate: Option<(PathBuf, PathBuf)>,
    /// Another name for the server to prove.
    with_server_name server_name: Option<String>,
    /// Another wait for the whole handshake.
    with_handshake_timeout handshake_timeout: Option<Duration>,
});

impl TlsClientOptions {
    /// Believes any server to be the right one. Whoever sits between can then read and change everything: for tests
    /// only.
    #[must_use]
    pub fn dangerously_accept_any_certificate(mut self) -> Self {
        self.any_certificate = true;
        self
    }
}

/// Makes TLS connections. Clones are cheap, and equal to each other only.
#[derive(Clone)]
pub struct TlsConnector {
    shared: Arc<Shared>,
}

struct Shared {
    options: TlsClientOptions,
    config: Arc<ClientConfig>,
}

impl TlsConnector {
    /// Reads the files that `options` name.
    ///
    /// # Errors
    /// A file cannot be read or does not hold what it should, or certificate and key do not belong together.
    pub fn new(options: TlsClientOptions) -> io::Result<Self> {
        let config = Arc::new(config(&options)?);
        Ok(Self {
            shared: Arc::new(Shared { options, config }),
        })
    }

    /// Shakes hands with the server at the other end of `socket`, which was connected to `endpoint`.
    ///
    /// # Errors
    /// The server is not who it should be, refuses this client, speaks no TLS or takes too long.
    pub fn connect(&self, socket: TSocket, endpoint: &Endpoint) -> io::Result<TSSLSocket> {
        let name = self.server_name(endpoint)?;
        let session = ClientConnection::new(Arc::clone(&self.shared.config), name)
            .map_err(|error| failed(&error))?;
        let mut socket = TSSLSocket::new(socket, session, self.shared.options.handshake_timeout);
        socket.handshake()?;
        Ok(socket)
    }

    /// The same for tokio's streams.
    #[cfg(feature = "tokio")]
    pub(crate) async fn connect_async<S>(
        &self,
        stream: S,
        endpoint: &Endpoint,
    ) -> io::Result<tokio_rustls::client::TlsStream<S>>
    where
        S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
    {
        let name = self.server_name(endpoint)?;
        let connector = tokio_rustls::TlsConnector::from(Arc::clone(&self.shared.config));
        let limit = self.shared.options.handshake_timeout;
        super::shake_hands(connector.connect(name, stream), limit).await
    }

    fn server_name(&self, endpoint: &Endpoint) -> io::Result<ServerName<'static>> {
        let name = match (&self.shared.options.server_name, endpoint) {
            (Some(name), _) => name,
            (None, Endpoint::Tcp { host, .. }) => host,
            (None, _) => {
                return Err(unusable(format_args!(
                    "{endpoint} has no host name: say which name the server must prove"
                )));
            }
        };
        ServerName::try_from(name.clone())
            .map_err(|error| unusable(format_args!("`{name}` is no server name: {error}")))
    }
}

impl PartialEq for TlsConnector {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }
}

impl Eq for TlsConnector {}

impl fmt::Debug for TlsConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TlsConnector")
            .field(&self.shared.options)
            .finish()
    }
}

fn config(options: &TlsClientOptions) -> io::Result<ClientConfig> {
    let builder = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(unusable)?;
    let builder = if options.any_certificate {
        builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(AnyCertificate(provider())))
    } else {
        builder.with_root_certificates(roots(&options.roots)?)
    };
    match &options.certificate {
        None => Ok(builder.with_no_client_auth()),
        Some((chain, key)) => {
            let mut config = builder
                .with_client_auth_cert(pem::certificates(chain)?, pem::key(key)?)
                .map_err(|error| unusable(format_args!("{}: {error}", chain.display())))?;
            // Apache's C++ servers know clients by certificate but give OpenSSL no session id context, and OpenSSL then
            // ends every handshake that resumes a session.
            config.resumption = Resumption::disabled();
            Ok(config)
        }
    }
}

fn roots(from: &Roots) -> io::Result<RootCertStore> {
    match from {
        Roots::File(file) => pem::authorities(file),
        Roots::Platform => {
            let mut roots = RootCertStore::empty();
            let found = rustls_native_certs::load_native_certs();
            let (known, _) = roots.add_parsable_certificates(found.certs);
            if known == 0 {
                return Err(unusable(
                    "the operating system has no authorities (Debian: install ca-certificates)",
                ));
            }
            Ok(roots)
        }
    }
}
