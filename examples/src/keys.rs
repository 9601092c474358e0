//! A certificate that is good for an hour's demonstration.

use tempfile::TempDir;
use thriftwood::Error;
use thriftwood::transport::tls::{
    Roots, TlsAcceptor, TlsClientOptions, TlsConnector, TlsServerOptions,
};

/// A certificate for `localhost` that signs itself, and its key, in a folder that goes with this.
#[derive(Debug)]
pub struct Keys {
    folder: TempDir,
}

impl Keys {
    /// Makes them.
    ///
    /// # Errors
    /// They cannot be made or written.
    pub fn make() -> Result<Self, Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
        std::fs::write(folder.path().join("cert.pem"), made.cert.pem())?;
        std::fs::write(
            folder.path().join("key.pem"),
            made.signing_key.serialize_pem(),
        )?;
        Ok(Self { folder })
    }

    /// A server that shows the certificate.
    ///
    /// # Errors
    /// The files are gone.
    pub fn acceptor(&self) -> Result<TlsAcceptor, Error> {
        let [certificate, key] = ["cert.pem", "key.pem"].map(|file| self.folder.path().join(file));
        Ok(TlsAcceptor::new(TlsServerOptions::new(certificate, key))?)
    }

    /// A client that trusts the certificate.
    ///
    /// # Errors
    /// The file is gone.
    pub fn connector(&self) -> Result<TlsConnector, Error> {
        let roots = Roots::File(self.folder.path().join("cert.pem"));
        Ok(TlsConnector::new(
            TlsClientOptions::default().with_roots(roots),
        )?)
    }
}
