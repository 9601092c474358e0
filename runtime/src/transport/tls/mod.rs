//! TLS over TCP and Unix sockets, by rustls: versions 1.2 and 1.3, with ring for its cryptography.
//!
//! What is dear or can be wrong (files, keys, names) is done once, by [`TlsAcceptor::new`] and [`TlsConnector::new`];
//! their results are cheap to clone and go into [`ListenOptions`](super::ListenOptions::tls) and
//! [`ClientOptions`](crate::client::ClientOptions::tls).
//!
//! ```no_run
//! # use thriftwood::{client::{BlockingChannel, ClientOptions}, transport::{ListenOptions, Listener, tls::*}};
//! # fn main() -> thriftwood::Result<()> {
//! let acceptor = TlsAcceptor::new(TlsServerOptions::new("server.pem", "server.key"))?;
//! let options = ListenOptions::default().with_tls(Some(acceptor.clone()));
//! let listener = Listener::bind(&"0.0.0.0:9090".parse()?, &options)?;
//! acceptor.reload()?; // once the files are new
//!
//! let connector = TlsConnector::new(TlsClientOptions::default().with_roots(Roots::File("ca.pem".into())))?;
//! let options = ClientOptions::default().with_tls(Some(connector));
//! let channel = BlockingChannel::connect(&"example.org:9090".parse()?, &options)?;
//! # Ok(())
//! # }
//! ```

mod client;
mod identity;
mod pem;
mod server;
mod socket;
mod verifier;

pub use client::{Roots, TlsClientOptions, TlsConnector};
pub use server::{ClientCertificates, TlsAcceptor, TlsServerOptions};
pub use socket::TSSLSocket;

#[cfg(feature = "tokio")]
use crate::Identity;
use rustls::crypto::CryptoProvider;
use std::{fmt, io, sync::Arc, time::Duration};

/// How long a handshake may take, unless said.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// Named here, so that no other crate's choice of a process-wide provider can interfere.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// A set-up that cannot work, and why.
fn unusable(what: impl fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("TLS: {what}"))
}

/// What went wrong between the two ends, in words.
fn failed(error: &rustls::Error) -> io::Error {
    use rustls::Error as Tls;
    let why = match error {
        Tls::InvalidMessage(_) => format!("the peer does not speak TLS, or not properly ({error})"),
        Tls::AlertReceived(alert) => format!("the peer refuses to go on: {alert:?}"),
        Tls::NoCertificatesPresented => "the peer shows no certificate".to_owned(),
        _ => error.to_string(),
    };
    io::Error::new(io::ErrorKind::InvalidData, format!("TLS: {why}"))
}

/// What came first is no TLS.
fn stranger() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "TLS: the peer does not speak TLS",
    )
}

/// The stream ended in the handshake.
fn left() -> io::Error {
    let why = "TLS: the peer hung up in the handshake; perhaps it does not speak TLS";
    io::Error::new(io::ErrorKind::ConnectionAborted, why)
}

/// Waits for a handshake, and says what went wrong as the blocking one does.
#[cfg(feature = "tokio")]
async fn shake_hands<T>(
    handshake: impl Future<Output = io::Result<T>>,
    limit: Option<Duration>,
) -> io::Result<T> {
    let done = match limit {
        None => handshake.await,
        Some(limit) => tokio::time::timeout(limit, handshake).await?,
    };
    done.map_err(
        |error| match error.get_ref().and_then(|inner| inner.downcast_ref()) {
            Some(tls) => failed(tls),
            None if error.kind() == io::ErrorKind::UnexpectedEof => left(),
            None => error,
        },
    )
}

/// Who the peer has proved to be in the handshake.
#[cfg(feature = "tokio")]
pub(super) fn identity_of(session: &rustls::CommonState) -> Option<Arc<Identity>> {
    let identity = session.peer_certificates().and_then(identity::identity);
    identity.map(Arc::new)
}
