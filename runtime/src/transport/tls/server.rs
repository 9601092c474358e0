//! The server's half: what to show, and whom to let in.

use super::{HANDSHAKE, TSSLSocket, failed, pem, provider, unusable};
use crate::{options::setters, transport::TSocket};
use rustls::{ServerConfig, ServerConnection, server::WebPkiClientVerifier};
use std::{
    fmt, io,
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

/// Does a client have to prove who it is?
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientCertificates {
    /// Nobody is asked.
    #[default]
    Ignored,
    /// A certificate that is shown must be signed by an authority in this PEM file; showing none is no offence.
    Optional(PathBuf),
    /// Only those get in who show a certificate that an authority in this PEM file has signed.
    Required(PathBuf),
}

/// What a server shows of itself, and whom it lets in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TlsServerOptions {
    /// The certificate chain, the server's own first: a PEM file.
    pub certificates: PathBuf,
    /// The private key of the first certificate: a PEM file, not encrypted.
    pub key: PathBuf,
    /// What is asked of clients.
    pub clients: ClientCertificates,
    /// The longest wait for a client's whole handshake, 10 s unless said; `None` waits for ever.
    pub handshake_timeout: Option<Duration>,
}

impl TlsServerOptions {
    /// A certificate chain and its key, with the rest as it is unless said.
    pub fn new(certificates: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        Self {
            certificates: certificates.into(),
            key: key.into(),
            clients: ClientCertificates::default(),
            handshake_timeout: Some(HANDSHAKE),
        }
    }
}

setters!(TlsServerOptions {
    /// Something else to be asked of clients.
    with_clients clients: ClientCertificates,
    /// Another wait for a client's whole handshake.
    with_handshake_timeout handshake_timeout: Option<Duration>,
});

/// Takes TLS connections. Clones are cheap, are reloaded together, and are equal to each other only.
#[derive(Clone)]
pub struct TlsAcceptor {
    shared: Arc<Shared>,
}

struct Shared {
    options: TlsServerOptions,
    config: RwLock<Arc<ServerConfig>>,
}

impl TlsAcceptor {
    /// Reads the files that `options` name.
    ///
    /// # Errors
    /// A file cannot be read or does not hold what it should, or certificate and key do not belong together.
    pub fn new(options: TlsServerOptions) -> io::Result<Self> {
        let config = RwLock::new(Arc::new(config(&options)?));
        Ok(Self {
            shared: Arc::new(Shared { options, config }),
        })
    }

    /// Reads the files again. Connections from now on see what they hold, also those of a server that runs; older
    /// ones stay as they are.
    ///
    /// # Errors
    /// As [`new`](Self::new); everything stays as it was then.
    pub fn reload(&self) -> io::Result<()> {
        let config = Arc::new(config(&self.shared.options)?);
        // nothing is half-done under the lock, so a panic elsewhere does not spoil it
        *self
            .shared
            .config
            .write()
            .unwrap_or_else(PoisonError::into_inner) = config;
        Ok(())
    }

    /// The server's end of a connection that was accepted. Its handshake is yet to come, so this does not wait.
    ///
    /// # Errors
    /// The set-up cannot work.
    pub fn accept(&self, socket: TSocket) -> io::Result<TSSLSocket> {
        self.accept_within(socket, None)
    }

    /// The same, whose handshake may take no longer than `most`, whatever the options say.
    pub(crate) fn accept_within(
        &self,
        socket: TSocket,
        most: Option<Duration>,
    ) -> io::Result<TSSLSocket> {
        let config = self.config();
        let session = ServerConnection::new(config).map_err(|error| failed(&error))?;
        let timeouts = [self.shared.options.handshake_timeout, most];
        let timeout = timeouts.into_iter().flatten().min();
        Ok(TSSLSocket::new(socket, session, timeout))
    }

    /// The same for a stream of tokio's, after its handshake.
    ///
    /// # Errors
    /// The client is none to let in, speaks no TLS or takes too long.
    #[cfg(feature = "tokio")]
    pub(crate) async fn accept_async<S>(
        &self,
        stream: S,
    ) -> io::Result<tokio_rustls::server::TlsStream<S>>
    where
        S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
    {
        let accepting = tokio_rustls::TlsAcceptor::from(self.config()).accept(stream);
        super::shake_hands(accepting, self.shared.options.handshake_timeout).await
    }

    fn config(&self) -> Arc<ServerConfig> {
        let config = self.shared.config.read();
        Arc::clone(&config.unwrap_or_else(PoisonError::into_inner))
    }
}

impl PartialEq for TlsAcceptor {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }
}

impl Eq for TlsAcceptor {}

impl fmt::Debug for TlsAcceptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TlsAcceptor")
            .field(&self.shared.options)
            .finish()
    }
}

fn config(options: &TlsServerOptions) -> io::Result<ServerConfig> {
    let builder = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(unusable)?;
    let trusting = |file: &PathBuf| -> io::Result<_> {
        let roots = Arc::new(pem::authorities(file)?);
        Ok(WebPkiClientVerifier::builder_with_provider(
            roots,
            provider(),
        ))
    };
    let verifier = match &options.clients {
        ClientCertificates::Ignored => Ok(WebPkiClientVerifier::no_client_auth()),
        ClientCertificates::Optional(file) => trusting(file)?.allow_unauthenticated().build(),
        ClientCertificates::Required(file) => trusting(file)?.build(),
    };
    let mut config = builder
        .with_client_cert_verifier(verifier.map_err(unusable)?)
        .with_single_cert(
            pem::certificates(&options.certificates)?,
            pem::key(&options.key)?,
        )
        .map_err(|error| unusable(format_args!("{}: {error}", options.certificates.display())))?;
    // A client that makes oneway calls and leaves reads no tickets. Its socket is closed over them and reset, and the
    // calls are lost; a shorter handshake is not worth that.
    config.send_tls13_tickets = 0;
    Ok(config)
}
