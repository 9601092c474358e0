//! A request or an answer.

use super::{Heading, HttpPart, HttpTarget, Metadata, check_field};
use crate::{ErrorKind, Result};
use std::io::Write as _;

/// Columns for the length of a body, which is known when it is written. Spaces before a field's value mean nothing
/// (RFC 9110 §5.5).
const LENGTH_WIDTH: usize = 10;

/// Appends an HTTP message whose body is what `message` appends. When it fails, what was appended is to be cut off.
///
/// # Errors
/// Those of `message`; metadata or a target that cannot stand in a head.
pub(in super::super) fn write(
    buffer: &mut Vec<u8>,
    heading: &Heading,
    message: impl FnOnce(&mut Vec<u8>) -> Result<()>,
) -> Result<()> {
    match heading.http.as_deref() {
        Some(HttpPart::Response { last }) => response_line(buffer, *last),
        Some(HttpPart::Request(target)) => request_line(buffer, target)?,
        None => request_line(buffer, &HttpTarget::default())?,
    }
    fields(buffer, &heading.metadata)?;
    buffer.extend(b"Content-Type: application/x-thrift\r\nContent-Length: ");
    let length_at = buffer.len();
    buffer.extend([b' '; LENGTH_WIDTH]);
    buffer.extend(b"\r\n\r\n");

    let body = buffer.len();
    message(buffer)?;
    let length = buffer.len() - body;
    let digits = i32::try_from(length).map_err(|_| ErrorKind::Unwritable(length))?;
    let digits = format!("{digits:LENGTH_WIDTH$}"); // invariant: no `i32` above zero has more columns
    buffer[length_at..length_at + LENGTH_WIDTH].copy_from_slice(digits.as_bytes());
    Ok(())
}

fn response_line(buffer: &mut Vec<u8>, last: bool) {
    buffer.extend(b"HTTP/1.1 200 OK\r\nConnection: ");
    buffer.extend(if last {
        &b"close\r\n"[..]
    } else {
        b"keep-alive\r\n"
    });
}

fn request_line(buffer: &mut Vec<u8>, target: &HttpTarget) -> Result<()> {
    target.check()?;
    let HttpTarget { path, host } = target;
    // invariant: writing to memory cannot fail
    let _ = write!(
        buffer,
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nAccept: application/x-thrift\r\n"
    );
    Ok(())
}

fn fields(buffer: &mut Vec<u8>, metadata: &Metadata) -> Result<()> {
    for (name, value) in metadata.iter() {
        check_field(name, value)?;
        let _ = write!(buffer, "{name}: {value}\r\n");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Framing, MessageHeader, Protocol, TMessageType,
        framing::{Accepts, Inbound, Outbound, Side},
    };

    /// How a request came that was written so.
    fn read(bytes: &[u8]) -> Heading {
        let accepts = Accepts::only(Side::Client, Protocol::Binary, Framing::Http);
        let mut inbound = Inbound::new(accepts, std::sync::Arc::default());
        inbound.room()[..bytes.len()].copy_from_slice(bytes);
        inbound.received(bytes.len());
        inbound.next_whole().unwrap().unwrap().heading
    }

    #[test]
    fn fields_cannot_be_forged_by_metadata() {
        let write = |name: &str, value: &str| {
            let mut heading = Heading::plain(Protocol::Binary, Framing::Http);
            heading.metadata.insert(name.into(), value.into());
            let header = MessageHeader::new("m", TMessageType::Call, 1);
            let mut outbound = Outbound::default();
            let written = outbound
                .push(&heading, &header, &1_i32)
                .map(|()| heading.metadata);
            assert_eq!(outbound.bytes().is_empty(), written.is_err());
            written.map(|sent| (sent, read(outbound.bytes())))
        };
        for (name, value) in [
            ("trace", "a b\tżółć"),
            ("x-empty", ""),
            ("user-agent", "me"),
        ] {
            let (sent, call) = write(name, value).unwrap();
            assert_eq!(call.metadata, sent);
        }
        for (name, value) in [
            ("", "x"),
            ("a b", "x"),
            ("a:", "x"),
            ("a\r\nb", "x"),
            ("ż", "x"),
            ("a", "x\r\nb: c"),
            ("a", "x\n"),
            ("a", "x\0"),
            ("Content-Length", "1"),
            ("transfer-encoding", "chunked"),
            ("Host", "elsewhere"),
        ] {
            let error = write(name, value).unwrap_err();
            assert!(
                matches!(error.kind(), ErrorKind::Usage(_)),
                "{name:?}: {error}"
            );
        }
    }

    #[test]
    fn targets_stay_within_their_line() {
        let target = |path: &str, host: &str| {
            let (path, host) = (path.to_owned(), host.to_owned());
            HttpTarget { path, host }.check().is_ok()
        };
        assert!(target("/", "localhost"));
        assert!(target("/a/b?c=d", "[::1]:80"));
        for path in ["", "a", "/a b", "/\r\nHost: x", "/ż", "http://x/"] {
            assert!(!target(path, "localhost"), "{path:?}");
        }
        for host in ["", "a b", "a\r\nb: c"] {
            assert!(!target("/", host), "{host:?}");
        }
    }

    #[test]
    fn a_request_and_an_answer_are_written_so() {
        let header = MessageHeader::new("m", TMessageType::Call, 1);
        let written = |part| {
            let mut heading = Heading::plain(Protocol::Binary, Framing::Http);
            heading.http = Some(Box::new(part));
            heading.metadata.insert("trace".into(), "7".into());
            let mut outbound = Outbound::default();
            outbound.push(&heading, &header, &1_i32).unwrap();
            let bytes = String::from_utf8_lossy(outbound.bytes()).into_owned();
            bytes.split_once("\r\n\r\n").unwrap().0.to_owned()
        };
        let target = HttpTarget {
            path: "/thrift".into(),
            host: "example.org:80".into(),
        };
        assert_eq!(
            written(HttpPart::Request(target)),
            "POST /thrift HTTP/1.1\r\nHost: example.org:80\r\nAccept: application/x-thrift\r\ntrace: 7\r\n\
             Content-Type: application/x-thrift\r\nContent-Length:         17"
        );
        for (last, kept) in [(false, "keep-alive"), (true, "close")] {
            let expected = format!(
                "HTTP/1.1 200 OK\r\nConnection: {kept}\r\ntrace: 7\r\nContent-Type: application/x-thrift\r\n\
                 Content-Length:         17"
            );
            assert_eq!(written(HttpPart::Response { last }), expected);
        }
    }
}
