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
        self.issue_as(subject, names, |_| ())
    }

    /// A certificate that is not quite as it should be.
    pub(crate) fn issue_as(
        &self,
        subject: &str,
        names: &[&str],
        change: impl FnOnce(&mut CertificateParams),
    ) -> (PathBuf, PathBuf) {
        let mut params = params(subject, names);
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        self.write(subject, &certificate.pem(), &key)
    }

    /// A certificate that vouches for itself.
    pub(crate) fn self_signed(&self, subject: &str, names: &[&str]) -> (PathBuf, PathBuf) {
        let key = KeyPair::generate().unwrap();
        let certificate = params(subject, names).self_signed(&key).unwrap();
        self.write(subject, &certificate.pem(), &key)
    }

    /// A certificate that one of this authority's, which is no authority, vouches for; both are shown.
    pub(crate) fn presumed(&self, subject: &str, names: &[&str]) -> (PathBuf, PathBuf) {
        let (between, between_key) = (
            params("between", &["between"]),
            KeyPair::generate().unwrap(),
        );
        let between = CertifiedIssuer::signed_by(between, between_key, &self.issuer).unwrap();
        let key = KeyPair::generate().unwrap();
        let certificate = params(subject, names).signed_by(&key, &between).unwrap();
        let chain = certificate.pem() + &between.pem();
        self.write(subject, &chain, &key)
    }

    fn write(&self, subject: &str, certificates: &str, key: &KeyPair) -> (PathBuf, PathBuf) {
        let file = |extension| self.folder.path().join(format!("{subject}.{extension}"));
        fs::write(file("pem"), certificates).unwrap();
        fs::write(file("key"), key.serialize_pem()).unwrap();
        (file("pem"), file("key"))
    }

    pub(crate) fn server(&self, subject: &str, names: &[&str]) -> TlsServerOptions {
        let (certificates, key) = self.issue(subject, names);
        TlsServerOptions::new(certificates, key)
    }
}

fn params(subject: &str, names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    let mut params = CertificateParams::new(names).unwrap();
    params.distinguished_name.push(DnType::CommonName, subject);
    params
}
