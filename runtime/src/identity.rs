//! Who a peer has proved to be.

use crate::Bytes;

/// What the certificates say of a peer that holds their key (TLS with a client certificate). An authority that
/// this program trusts has signed it, unless the program has asked to accept any certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Identity {
    /// The chain as it was sent, the peer's own certificate first: X.509, DER (RFC 5280).
    pub certificates: Vec<Bytes>,
    /// The subject of the peer's own certificate, as in `O=Example, CN=billing`. Empty where it has none.
    pub subject: String,
    /// Its other names (RFC 5280, 4.2.1.6), as text: DNS names, e-mail addresses, URIs and IP addresses.
    pub names: Vec<String>,
}
