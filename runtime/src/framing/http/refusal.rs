//! What a client is told that sent no call.

use crate::{Error, ErrorKind, error::Limit};

/// The answer to what is no call; the connection ends with it.
pub(in super::super) fn refusal(error: &Error) -> Vec<u8> {
    let status = match error.kind() {
        ErrorKind::Http { status, .. } => *status,
        ErrorKind::TooLong {
            limit: Limit::Header,
            ..
        } => 431,
        ErrorKind::TooLong { .. } => 413,
        _ => 400,
    };
    let allow = if status == 405 { "Allow: POST\r\n" } else { "" };
    let (reason, why) = (reason(status), error.to_string());
    let length = why.len() + 1;
    format!(
        "HTTP/1.1 {status} {reason}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {length}\r\n\
         Connection: close\r\n{allow}\r\n{why}\n"
    )
    .into_bytes()
}

fn reason(status: u16) -> &'static str {
    match status {
        403 => "Forbidden",
        405 => "Method Not Allowed",
        411 => "Length Required",
        413 => "Content Too Large",
        417 => "Expectation Failed",
        431 => "Request Header Fields Too Large",
        501 => "Not Implemented",
        505 => "HTTP Version Not Supported",
        _ => "Bad Request",
    }
}
