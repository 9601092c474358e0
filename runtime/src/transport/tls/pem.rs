//! What is read from PEM files (RFC 7468).

use super::unusable;
use rustls::{
    RootCertStore,
    pki_types::{
        CertificateDer, PrivateKeyDer,
        pem::{self, PemObject as _},
    },
};
use std::{io, path::Path};

/// Every certificate in a file, in its order; at least one.
pub(super) fn certificates(file: &Path) -> io::Result<Vec<CertificateDer<'static>>> {
    let found: Result<Vec<_>, pem::Error> =
        CertificateDer::pem_file_iter(file).and_then(Iterator::collect);
    match found {
        Ok(found) if found.is_empty() => Err(unusable(format_args!(
            "{} holds no certificate",
            file.display()
        ))),
        found => found.map_err(|error| unreadable(file, &error)),
    }
}

/// The first private key in a file: PKCS #8, PKCS #1 or SEC 1.
pub(super) fn key(file: &Path) -> io::Result<PrivateKeyDer<'static>> {
    PrivateKeyDer::from_pem_file(file).map_err(|error| match error {
        pem::Error::NoItemsFound => unusable(format_args!(
            "{} holds no private key, or an encrypted one",
            file.display()
        )),
        error => unreadable(file, &error),
    })
}

/// The authorities in a file.
pub(super) fn authorities(file: &Path) -> io::Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(file)? {
        let added = roots.add(certificate);
        added.map_err(|error| unusable(format_args!("{}: {error}", file.display())))?;
    }
    Ok(roots)
}

fn unreadable(file: &Path, error: &pem::Error) -> io::Error {
    let kind = match error {
        pem::Error::Io(error) => error.kind(),
        _ => io::ErrorKind::InvalidInput,
    };
    io::Error::new(
        kind,
        format!("TLS: cannot read {}: {error}", file.display()),
    )
}
