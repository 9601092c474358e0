//! From certificates to an [`Identity`].

use crate::{Bytes, Identity};
use rustls::pki_types::CertificateDer;
use std::net::IpAddr;
use x509_parser::{certificate::X509Certificate, extensions::GeneralName, parse_x509_certificate};

/// What a chain says whose first certificate is the peer's own. The chain was verified before.
pub(super) fn identity(chain: &[CertificateDer<'_>]) -> Option<Identity> {
    let (_, own) = parse_x509_certificate(chain.first()?).ok()?;
    Some(Identity {
        certificates: chain
            .iter()
            .map(|certificate| Bytes::copy_from_slice(certificate))
            .collect(),
        subject: own.subject().to_string(),
        names: names(&own),
    })
}

fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    match certificate.subject_alternative_name() {
        Ok(Some(names)) => names.value.general_names.iter().filter_map(text).collect(),
        _ => Vec::new(),
    }
}

fn text(name: &GeneralName<'_>) -> Option<String> {
    match *name {
        GeneralName::DNSName(text) | GeneralName::RFC822Name(text) | GeneralName::URI(text) => {
            Some(text.to_owned())
        }
        GeneralName::IPAddress(bytes) => match bytes.len() {
            4 => <[u8; 4]>::try_from(bytes)
                .ok()
                .map(|four| IpAddr::from(four).to_string()),
            _ => <[u8; 16]>::try_from(bytes)
                .ok()
                .map(|all| IpAddr::from(all).to_string()),
        },
        _ => None,
    }
}
