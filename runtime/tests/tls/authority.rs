//! An authority that signs what the tests need, in a folder of its own.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
};
use std::{fs, path::PathBuf};
use tempfile::TempDir;
use thriftwood::transport::tls::TlsServerOptions;

pub(crate) struct Authority {
    /// The authority's own certificate.
    pub(crate) file: PathBuf,
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: TempDir,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        params
            .distinguished_name
            .push(DnType::CommonName, "the tests' authority");
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let file = folder.path().join("authority.pem");
        fs::write(&file, issuer.pem()).unwrap();
        Self {
            file,
            issuer,
            folder,
        }
    }

    /// A certificate for `subject` by these names, and its key.
    pub(crate) fn issue(&self, subject: &str, names: &[&str]) -> (PathBuf, PathBuf) {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let mut params = CertificateParams::new(names).unwrap();
        params.distinguished_name.push(DnType::CommonName, subject);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let file = |extension| self.folder.path().join(format!("{subject}.{extension}"));
        fs::write(file("pem"), certificate.pem()).unwrap();
        fs::write(file("key"), key.serialize_pem()).unwrap();
        (file("pem"), file("key"))
    }

    pub(crate) fn server(&self, subject: &str, names: &[&str]) -> TlsServerOptions {
        let (certificates, key) = self.issue(subject, names);
        TlsServerOptions::new(certificates, key)
    }
}
