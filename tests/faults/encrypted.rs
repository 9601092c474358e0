//! TLS for some of the runs: there, whatever is changed on the wire is noticed.

use std::fs;
use std::sync::LazyLock;

use rcgen::{CertificateParams, CertifiedIssuer, KeyPair};
use thriftwood::transport::tls::{
    Roots, TlsAcceptor, TlsClientOptions, TlsConnector, TlsServerOptions,
};

use crate::case::{NET, SHORT_NET};

/// Both ends.
#[derive(Debug)]
struct Ends {
    server: TlsAcceptor,
    patient: TlsConnector,
    hasty: TlsConnector,
}

/// A certificate for this machine, and who believes in it; read once from files that are gone again.
static ENDS: LazyLock<Ends> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let path = |name| folder.path().join(name);
    let issuer = CertificateParams::new([]).unwrap();
    let issuer = CertifiedIssuer::self_signed(issuer, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    let certificate = certificate.signed_by(&key, &issuer).unwrap();
    fs::write(path("authority"), issuer.pem()).unwrap();
    fs::write(path("certificate"), certificate.pem()).unwrap();
    fs::write(path("key"), key.serialize_pem()).unwrap();
    // as long as for a call: a machine that stands still for a while is no fault of anybody's
    let server =
        TlsServerOptions::new(path("certificate"), path("key")).with_handshake_timeout(Some(NET));
    let client = |limit| {
        let options = TlsClientOptions::default()
            .with_roots(Roots::File(path("authority")))
            .with_handshake_timeout(Some(limit));
        TlsConnector::new(options).unwrap()
    };
    Ends {
        server: TlsAcceptor::new(server).unwrap(),
        patient: client(NET),
        hasty: client(SHORT_NET),
    }
});

/// The server's end.
pub(crate) fn acceptor() -> TlsAcceptor {
    ENDS.server.clone()
}

/// The client's end, which waits for a handshake as long as for a call.
pub(crate) fn connector(is_hasty: bool) -> TlsConnector {
    let Ends { patient, hasty, .. } = &*ENDS;
    if is_hasty { hasty } else { patient }.clone()
}
