//! Header fields: which ones this framing reads itself, and which ones are metadata.

use super::bad;
use crate::{ErrorKind, Result};
use httparse::Header;
use std::collections::BTreeMap;

/// Fields that are about the connection and the form of the body: never metadata, in either direction.
const OWN: [&str; 13] = [
    "accept",
    "connection",
    "content-length",
    "content-type",
    "date",
    "expect",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// What the fields of a head say.
#[derive(Debug, Default)]
pub(super) struct Fields {
    /// The body's bytes.
    pub(super) length: Option<usize>,
    /// Does the body come in chunks?
    pub(super) chunked: bool,
    /// Does the peer want the connection to go on, if it says so?
    pub(super) kept: Option<bool>,
    /// Does the client hold the body back until it is asked for?
    pub(super) expects: bool,
    pub(super) metadata: BTreeMap<String, String>,
}

impl Fields {
    /// # Errors
    /// A field that leaves open where the body ends, or that is not understood.
    pub(super) fn read(headers: &[Header<'_>]) -> Result<Self> {
        let mut fields = Self::default();
        for header in headers {
            fields.add(header.name.to_ascii_lowercase(), header.value)?;
        }
        // whoever stands between may have believed the other of the two (RFC 9112 §6.3)
        if fields.chunked && fields.length.is_some() {
            return Err(bad(400, "a body has a length or comes in chunks, not both"));
        }
        Ok(fields)
    }

    fn add(&mut self, name: String, value: &[u8]) -> Result<()> {
        match &*name {
            "content-length" if self.length.is_some() => {
                return Err(bad(400, "a body has one Content-Length"));
            }
            "content-length" => self.length = Some(length(value)?),
            "transfer-encoding" if self.chunked => {
                return Err(bad(400, "a body is chunked once"));
            }
            "transfer-encoding" if value.eq_ignore_ascii_case(b"chunked") => self.chunked = true,
            "transfer-encoding" => {
                return Err(bad(501, "chunked is the only transfer coding here"));
            }
            "connection" => {
                for option in value.split(|byte| *byte == b',').map(<[u8]>::trim_ascii) {
                    if option.eq_ignore_ascii_case(b"close") {
                        self.kept = Some(false);
                    } else if option.eq_ignore_ascii_case(b"keep-alive") {
                        self.kept.get_or_insert(true);
                    }
                }
            }
            "expect" if value.eq_ignore_ascii_case(b"100-continue") => self.expects = true,
            "expect" => return Err(bad(417, "100-continue is all that can be expected")),
            own if OWN.contains(&own) => {}
            _ => self.keep(name, &String::from_utf8_lossy(value)),
        }
        Ok(())
    }

    /// A repeated field is one with a list (RFC 9110 §5.3).
    fn keep(&mut self, name: String, value: &str) {
        self.metadata
            .entry(name)
            .and_modify(|values| {
                values.push_str(", ");
                values.push_str(value);
            })
            .or_insert_with(|| value.to_owned());
    }
}

/// Digits and nothing else. What is longer than a number can say is longer than any limit.
fn length(value: &[u8]) -> Result<usize> {
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return Err(bad(400, "a Content-Length is a number"));
    }
    Ok(value.iter().fold(0, |length: usize, digit| {
        length
            .saturating_mul(10)
            .saturating_add(usize::from(digit - b'0'))
    }))
}

/// Refuses what cannot stand in a head, or would change what the head says.
///
/// # Errors
/// [`Usage`](ErrorKind::Usage) names the field.
pub(in super::super) fn check_field(name: &str, value: &str) -> Result<()> {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let why = if name.is_empty() || !name.bytes().all(token) {
        "is no name of an HTTP header"
    } else if OWN.iter().any(|own| own.eq_ignore_ascii_case(name)) {
        "is an HTTP header that says how the message is sent"
    } else if value
        .bytes()
        .any(|byte| byte.is_ascii_control() && byte != b'\t')
    {
        "is an HTTP header, and cannot have a control character in its value"
    } else {
        return Ok(());
    };
    let why = format!("`{}` {why}", name.escape_debug());
    Err(ErrorKind::Usage(why.into()).into())
}
