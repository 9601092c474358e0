//! What other servers took HTTP for.

use std::collections::BTreeMap;

use thriftwood::client::{BlockingChannel, ClientOptions};
use thriftwood::{Bytes, ErrorKind, Framing, Limits, Protocol};

use crate::idl::abacus::{AddResult, BlockingClient};
use crate::peer::{add, converse, dialect, post};

fn answer(request: &[u8]) -> String {
    let over_http = dialect(Framing::Http, Protocol::Binary);
    let said = converse(over_http, Limits::default(), request);
    String::from_utf8_lossy(&said.answered).into_owned()
}

fn sum(answer: &[u8]) -> Option<i32> {
    let body = answer.windows(4).position(|end| end == b"\r\n\r\n")? + 4;
    let body = Bytes::copy_from_slice(&answer[body..]);
    let read = Protocol::Binary.read_reply::<AddResult>(&body, &Limits::default());
    read.ok()?.0.1.ok()?.success
}

/// CVE-2026-43870, CVE-2018-11798 (Node's web server): a path led out of the folder of static files. No path leads to a file
/// here: whatever it is, a `POST` is a call, and everything else is told that only a `POST` is.
#[test]
fn no_path_leads_to_a_file() {
    for path in [
        "/../../etc/passwd",
        "/..%2f..%2fetc/passwd",
        "//etc/passwd",
        "/%00",
        "/\\..\\..",
        "*",
    ] {
        for method in [
            "GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT",
        ] {
            let told = answer(format!("{method} {path} HTTP/1.1\r\nHost: here\r\n\r\n").as_bytes());
            let refused = told.starts_with("HTTP/1.1 405 ") || told.starts_with("HTTP/1.1 400 ");
            assert!(
                refused && !told.contains("root:"),
                "{method} {path}: {told}"
            );
        }
        let call = post("", &add(Protocol::Binary, 1));
        let call = String::from_utf8_lossy(&call).replacen("POST /", &format!("POST {path}"), 1);
        assert!(!answer(call.as_bytes()).contains("root:"), "{path}");
    }
}

/// CVE-2026-43870: calls were taken from the pages of any origin.
#[test]
fn a_page_of_another_origin_may_not_call() {
    let call = add(Protocol::Binary, 1);
    for origin in [
        "https://evil.example",
        "null",
        "http://here.evil.example",
        "here",
    ] {
        let told = answer(&post(&format!("Origin: {origin}\r\n"), &call));
        assert!(told.starts_with("HTTP/1.1 403 "), "{origin}: {told}");
        assert!(!told.to_lowercase().contains("access-control"), "{told}");
    }
    let same = answer(&post("Origin: http://here\r\n", &call));
    assert!(same.starts_with("HTTP/1.1 200 "), "{same}");
}

/// CVE-2026-43870: a line end in a header's value began another header. Neither a client sends one, nor does a server.
#[test]
fn no_value_ends_its_line() {
    let endpoint = "127.0.0.1:1".parse().unwrap();
    for (key, value) in [
        ("x", "1\r\nX-Admin: 1"),
        ("x", "1\nX-Admin: 1"),
        ("x", "1\r"),
        ("x\r\nX-Admin", "1"),
        ("x: 1", "2"),
        ("x", "\0"),
    ] {
        let options = ClientOptions::default()
            .with_framing(Framing::Http)
            .with_header(key, value);
        let refused = BlockingChannel::connect(&endpoint, &options)
            .map(BlockingClient::new)
            .and_then(|mut client| client.add(1, 2))
            .unwrap_err();
        let is_ours = matches!(refused.kind(), ErrorKind::Usage(_));
        assert!(is_ours, "{key:?}, {value:?}: {refused}");
    }
    // in what was received, a bare line feed or return is no line end and no value
    for smuggled in [
        "X: 1\nContent-Length: 0\r\n",
        "X: 1\rY: 2\r\n",
        "X: \0\r\n",
        "X : 1\r\n",
        " X: 1\r\n",
    ] {
        let told = answer(&post(smuggled, &add(Protocol::Binary, 1)));
        assert!(told.starts_with("HTTP/1.1 400 "), "{smuggled:?}: {told}");
    }
}

/// CVE-2026-86537 (D): a request that ended too soon stopped the server, or was read for ever; CVE-2026-92834 (C++): the rest of a
/// short one was whatever lay in memory.
#[test]
fn a_request_that_is_cut_is_no_call_wherever_it_is_cut() {
    let chunks = [
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n15\r\n".to_vec(),
        add(Protocol::Binary, 1)[..0x15].to_vec(),
        b"\r\n".to_vec(),
        format!("{:x}\r\n", add(Protocol::Binary, 1).len() - 0x15).into_bytes(),
        add(Protocol::Binary, 1)[0x15..].to_vec(),
        b"\r\n0\r\n\r\n".to_vec(),
    ];
    for request in [post("", &add(Protocol::Binary, 1)), chunks.concat()] {
        for cut in 0..request.len() {
            let over_http = dialect(Framing::Http, Protocol::Binary);
            let said = converse(over_http, Limits::default(), &request[..cut]);
            assert_eq!(sum(&said.answered), None, "cut at {cut}");
            assert_eq!(said.result.is_ok(), cut == 0, "cut at {cut}");
        }
        let over_http = dialect(Framing::Http, Protocol::Binary);
        let whole = converse(over_http, Limits::default(), &request);
        assert_eq!(sum(&whole.answered), Some(3));
    }
}

/// CVE-2026-83632 (C++): a line's buffer grew with the line, and its size wrapped. CVE-2026-43870: so did other things. What a head
/// may say is bounded, in bytes and in fields; `allocation::what_never_ends_is_refused_at_the_limit` counts its memory.
#[test]
fn a_head_is_bounded() {
    for length in [
        "99999999999999999999",
        "18446744073709551616",
        "-1",
        "+5",
        "0x5",
        "5 5",
        "",
    ] {
        let request =
            format!("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: {length}\r\n\r\nxxxxx");
        let told = answer(request.as_bytes());
        let refused = told.starts_with("HTTP/1.1 413 ") || told.starts_with("HTTP/1.1 400 ");
        assert!(refused, "{length}: {told}");
    }
    let fields: BTreeMap<&str, String> = BTreeMap::from([
        ("one line", format!("X: {}\r\n", "a".repeat(70_000))),
        ("many lines", "X: y\r\n".repeat(1_000)),
        (
            "many folded",
            format!("X: y\r\n{}", " z\r\n".repeat(30_000)),
        ),
    ]);
    for (what, fields) in fields {
        let told = answer(&post(&fields, b""));
        assert!(told.starts_with("HTTP/1.1 4"), "{what}: {told}");
    }
}
