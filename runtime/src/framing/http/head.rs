//! What stands before a body: the start line and the fields.

use super::{Metadata, bad, fields::Fields};
use crate::{Error, ErrorKind, Limits, Result, error::Limit};
use httparse::{EMPTY_HEADER, Header, Request, Response, Status};

/// More fields than anybody sends.
const MOST_FIELDS: usize = 128;
/// The status of a reply, and of nothing else.
const OK: u16 = 200;

/// What a head says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) body: Body,
    /// Is nothing to follow on this connection?
    pub(super) last: bool,
    /// Does the client hold the body back until it is asked for?
    pub(super) expects: bool,
    pub(super) metadata: Metadata,
}

/// Where a body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// After so many bytes.
    Length(usize),
    /// After the last of its chunks.
    Chunked,
    /// Where the connection does.
    UntilClose,
}

/// The head of a call.
///
/// # Errors
/// It is no head, or none of a call, or announces a longer body than the limits allow.
pub(super) fn request(head: &[u8], limits: &Limits) -> Result<Head> {
    let mut headers = [EMPTY_HEADER; MOST_FIELDS];
    let mut request = Request::new(&mut headers);
    complete(request.parse(head), head)?;
    let (Some(method), Some(minor)) = (request.method, request.version) else {
        return Err(broken());
    };
    if method != "POST" {
        return Err(bad(405, "a call is a POST"));
    }
    if comes_from_elsewhere(request.headers) {
        return Err(bad(403, "a page of another origin may not call"));
    }
    let fields = Fields::read(request.headers)?;
    let body = match fields.length {
        Some(length) => Body::Length(length),
        None if !fields.chunked => return Err(bad(411, "the Content-Length is missing")),
        None if minor == 0 => return Err(bad(400, "HTTP/1.0 has no chunks")),
        None => Body::Chunked,
    };
    Head::new(body, minor, fields, limits)
}

/// The head of an answer; `None`: another one follows.
///
/// # Errors
/// It is no head, says that the call failed, or announces a longer body than the limits allow.
pub(super) fn response(head: &[u8], limits: &Limits) -> Result<Option<Head>> {
    let mut headers = [EMPTY_HEADER; MOST_FIELDS];
    let mut response = Response::new(&mut headers);
    complete(response.parse(head), head)?;
    let (Some(status), Some(minor)) = (response.code, response.version) else {
        return Err(broken());
    };
    match status {
        OK => {}
        100..200 if status != 101 => return Ok(None),
        _ => {
            let reason = response.reason.unwrap_or_default().to_owned();
            return Err(ErrorKind::HttpStatus { status, reason }.into());
        }
    }
    let fields = Fields::read(response.headers)?;
    let body = match fields.length {
        Some(length) => Body::Length(length),
        None if fields.chunked => Body::Chunked,
        None => Body::UntilClose,
    };
    Head::new(body, minor, fields, limits).map(Some)
}

impl Head {
    fn new(body: Body, minor: u8, fields: Fields, limits: &Limits) -> Result<Self> {
        if let Body::Length(length) = body
            && length > limits.message
        {
            return Err(Error::too_long(Limit::Message, limits.message, length));
        }
        // since 1.1, a connection is kept unless somebody says otherwise
        let kept = fields.kept.unwrap_or(minor > 0);
        Ok(Self {
            body,
            last: !kept || body == Body::UntilClose,
            expects: fields.expects && minor > 0,
            metadata: fields.metadata.into(),
        })
    }
}

/// Does a browser say that a page of another site calls? The page could not read the answer, but the call would run.
/// A browser says so in every such `POST`, and nobody else does (Fetch, §3.2).
fn comes_from_elsewhere(headers: &[Header<'_>]) -> bool {
    let field = |name| {
        let named = move |header: &&Header<'_>| header.name.eq_ignore_ascii_case(name);
        headers.iter().filter(named).map(|header| header.value)
    };
    field("origin").any(|origin| {
        let authority = memchr::memmem::find(origin, b"://").map(|at| &origin[at + 3..]);
        let is_here = |host: &[u8]| authority.is_some_and(|there| there.eq_ignore_ascii_case(host));
        !field("host").any(is_here)
    })
}

/// Is it all of the head, and no more?
fn complete(parsed: httparse::Result<usize>, head: &[u8]) -> Result<()> {
    match parsed {
        Ok(Status::Complete(end)) if end == head.len() && !has_bare_line_feed(head) => Ok(()),
        Err(httparse::Error::Version) => {
            Err(bad(505, "only HTTP/1.0 and HTTP/1.1 are spoken here"))
        }
        Err(httparse::Error::TooManyHeaders) => Err(bad(431, "these are too many headers")),
        _ => Err(broken()),
    }
}

/// Whoever stands between may not take a line feed alone for the end of a line.
fn has_bare_line_feed(head: &[u8]) -> bool {
    memchr::memchr_iter(b'\n', head).any(|at| !head[..at].ends_with(b"\r"))
}

fn broken() -> Error {
    bad(400, "this is no head of an HTTP message")
}
