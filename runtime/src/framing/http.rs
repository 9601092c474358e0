//! Messages as the bodies of HTTP/1.1 (Thrift's `THttpClient` and `THttpServer`; RFC 9110 and 9112).
//!
//! A call is a `POST` with the content type `application/x-thrift`, and its reply is the body of the answer, whose
//! status is 200. A oneway call is answered too: with an empty body, since HTTP leaves no request without an answer.
//! What travels beside a message are header fields, their names in lower case.

mod chunks;
mod fields;
mod head;
mod reader;
mod refusal;
mod write;

pub(super) use fields::check_field;
pub(super) use reader::{Reader, Step};
pub(super) use refusal::refusal;
pub(super) use write::write;

use super::{Heading, Metadata};
use crate::{Error, ErrorKind, Result};

/// The head of a request or of an answer is never longer, in bytes.
const MOST_HEAD: usize = 64 * 1024;
/// Between two lines of a head.
const LINE_END: &[u8; 2] = b"\r\n";
/// Lets a client send the body that it holds back.
pub(super) const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// What an HTTP message says beside its body and its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HttpPart {
    /// A call.
    Request(HttpTarget),
    /// A reply, perhaps the last one on its connection.
    Response { last: bool },
}

/// Where a call goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HttpTarget {
    pub(crate) path: String,
    pub(crate) host: String,
}

impl Default for HttpTarget {
    fn default() -> Self {
        Self {
            path: "/".into(),
            host: "localhost".into(),
        }
    }
}

impl HttpTarget {
    /// Refuses what no request can say.
    ///
    /// # Errors
    /// [`Usage`](ErrorKind::Usage): the path does not begin with `/`, or there is a space or worse in it or in the host.
    pub(crate) fn check(&self) -> Result<()> {
        let plain =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        if !self.path.starts_with('/') || !plain(&self.path) {
            let why = format!("`{}` is no path for HTTP", self.path.escape_debug());
            return Err(ErrorKind::Usage(why.into()).into());
        }
        if !plain(&self.host) {
            let why = format!("`{}` is no host for HTTP", self.host.escape_debug());
            return Err(ErrorKind::Usage(why.into()).into());
        }
        Ok(())
    }
}

/// Refuses pairs that cannot travel as header fields.
///
/// # Errors
/// [`Usage`](ErrorKind::Usage) names the field.
pub(crate) fn check_metadata(metadata: &std::collections::BTreeMap<String, String>) -> Result<()> {
    metadata
        .iter()
        .try_for_each(|(name, value)| check_field(name, value))
}

/// What a server answers with such a status.
fn bad(status: u16, why: &'static str) -> Error {
    ErrorKind::Http { status, why }.into()
}

#[cfg(test)]
mod tests;
