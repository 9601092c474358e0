use super::{head::Body, *};
use crate::{
    Bytes, Framing, Limits, Protocol,
    framing::{Accepts, Inbound, Side, Whole},
};

/// The inbound half of a connection whose messages are read as they are.
fn inbound(from: Side, limits: Limits) -> Inbound {
    Inbound::new(
        Accepts::only(from, Protocol::Binary, Framing::Http),
        limits.into(),
    )
}

fn receive(inbound: &mut Inbound, mut bytes: &[u8]) {
    while !bytes.is_empty() {
        let room = inbound.room();
        let count = room.len().min(bytes.len());
        room[..count].copy_from_slice(&bytes[..count]);
        inbound.received(count);
        bytes = &bytes[count..];
    }
}

/// The messages in a stream that comes in these pieces, each with its body, and whether it is the last.
fn read(from: Side, limits: Limits, pieces: &[&[u8]]) -> Result<Vec<Whole>> {
    let mut inbound = inbound(from, limits);
    let mut messages = Vec::new();
    for piece in pieces {
        receive(&mut inbound, piece);
        while let Some(message) = inbound.next_whole()? {
            messages.push(message);
        }
    }
    Ok(messages)
}

fn calls(bytes: &[u8]) -> Result<Vec<Whole>> {
    read(Side::Client, Limits::default(), &[bytes])
}

fn answers(bytes: &[u8]) -> Result<Vec<Whole>> {
    read(Side::Server, Limits::default(), &[bytes])
}

/// The status that a client gets for these bytes.
fn status(bytes: &[u8]) -> u16 {
    status_within(bytes, Limits::default())
}

fn status_within(bytes: &[u8], limits: Limits) -> u16 {
    let error = read(Side::Client, limits, &[bytes]).unwrap_err();
    let answer = String::from_utf8(refusal(&error)).unwrap();
    assert!(answer.contains("\r\nConnection: close\r\n"), "{answer}");
    let (head, text) = answer.split_once("\r\n\r\n").unwrap();
    assert!(
        head.contains(&format!("Content-Length: {}", text.len())),
        "{answer}"
    );
    answer[9..12].parse().unwrap()
}

fn post(fields: &str, body: &str) -> Vec<u8> {
    format!("POST / HTTP/1.1\r\nHost: here\r\n{fields}\r\n{body}").into_bytes()
}

const CHUNKED: &str = "Transfer-Encoding: chunked\r\n";

/// Two calls, of which the second ends the connection, in every form that a body has.
fn both_forms() -> Vec<u8> {
    [
        post("Content-Length: 3\r\n", "abc"),
        b"\r\n".to_vec(), // tolerated
        post(
            "transfer-encoding: Chunked\r\n",
            "2\r\nde\r\n00a;x=\"1\"\r\n0123456789\r\n0\r\nT: x\r\n\r\n",
        ),
        post(
            "Content-Length:   0  \r\nX-One: 1\r\nx-one:  2 \r\nConnection: TE, Close\r\n",
            "",
        ),
        b"whatever follows is not read".to_vec(),
    ]
    .concat()
}

fn assert_both_forms(messages: &[Whole]) {
    let bodies: Vec<_> = messages.iter().map(|message| &message.bytes[..]).collect();
    assert_eq!(bodies, [&b"abc"[..], b"de0123456789", b""]);
    let last: Vec<_> = messages
        .iter()
        .map(|message| message.heading.is_last())
        .collect();
    assert_eq!(last, [false, false, true]);
    let metadata = messages
        .iter()
        .map(|message| message.heading.metadata.clone());
    let mut expected = Metadata::default();
    expected.insert("x-one".to_owned(), "1, 2".to_owned());
    assert_eq!(
        metadata.collect::<Vec<_>>(),
        [Metadata::default(), Metadata::default(), expected]
    );
}

#[test]
fn bodies_are_found_wherever_the_bytes_are_cut() {
    let bytes = both_forms();
    assert_both_forms(&calls(&bytes).unwrap());
    for cut in 0..=bytes.len() {
        let pieces = [&bytes[..cut], &bytes[cut..]];
        assert_both_forms(&read(Side::Client, Limits::default(), &pieces).unwrap());
    }
    let single: Vec<_> = bytes.chunks(1).collect();
    assert_both_forms(&read(Side::Client, Limits::default(), &single).unwrap());
}

#[test]
fn a_connection_is_kept_as_its_version_and_its_fields_say() {
    let last = |version, connection: &str| {
        let connection = if connection.is_empty() {
            String::new()
        } else {
            format!("Connection: {connection}\r\n")
        };
        let call = format!("POST / HTTP/{version}\r\n{connection}Content-Length: 0\r\n\r\n");
        calls(call.as_bytes()).unwrap()[0].heading.is_last()
    };
    assert!(!last("1.1", ""));
    assert!(!last("1.1", "keep-alive"));
    assert!(last("1.1", "close"));
    assert!(last("1.1", "Keep-Alive, CLOSE"));
    assert!(last("1.0", ""));
    assert!(!last("1.0", "Keep-Alive"));
}

#[test]
fn what_is_no_call_has_a_status_that_says_why() {
    for (expected, bytes) in [
        (405, &b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"[..]),
        (405, b"OPTIONS * HTTP/1.1\r\n\r\n"),
        (411, b"POST / HTTP/1.1\r\n\r\n"),
        (505, b"POST / HTTP/2.0\r\nContent-Length: 0\r\n\r\n"),
        (400, b"POST /\r\n\r\n"),
        (400, b"POST  / HTTP/1.1\r\nContent-Length: 0\r\n\r\n"),
        (400, b"\x80\x01\0\x01\0\0\0\x03add\0\0\0\0\0\r\n\r\n"),
        (400, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ] {
        assert_eq!(status(bytes), expected, "{}", bytes.escape_ascii());
    }
    assert_eq!(
        status(&post("Expect: the moon\r\nContent-Length: 1\r\n", "")),
        417
    );
    let many = "a: b\r\n".repeat(200) + "Content-Length: 0\r\n";
    assert_eq!(status(&post(&many, "")), 431);
}

#[test]
fn a_page_of_another_origin_may_not_call() {
    let call = |fields: &str| {
        format!("POST / HTTP/1.1\r\n{fields}Content-Length: 4\r\n\r\nbody").into_bytes()
    };
    for elsewhere in [
        "Host: here.example\r\nOrigin: http://evil.example\r\n",
        "Host: here.example\r\nOrigin: https://here.example:8080\r\n",
        "Host: here.example\r\nOrigin: http://here.example.evil.example\r\n",
        "Host: here.example\r\nOrigin: null\r\n",
        "Host: here.example\r\nOrigin:\r\n",
        "Host: here.example\r\nOrigin: http://here.example\r\norigin: http://evil.example\r\n",
        "Origin: null\r\n",
        "Origin: http://here.example\r\n",
    ] {
        assert_eq!(status(&call(elsewhere)), 403, "{elsewhere}");
    }
    for here in [
        "Host: here.example:90\r\nOrigin: http://here.example:90\r\n",
        "Host: Here.example\r\nOrigin: https://here.example\r\n",
        "Host: here.example\r\n",
    ] {
        assert_eq!(calls(&call(here)).unwrap().len(), 1, "{here}");
    }
}

#[test]
fn nobody_is_left_in_doubt_where_a_body_ends() {
    for fields in [
        "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
        "Content-Length: 3\r\nContent-Length: 3\r\n",
        "Content-Length: 3\r\nContent-Length: 4\r\n",
        "Content-Length: 3, 3\r\n",
        "Content-Length: -3\r\n",
        "Content-Length: +3\r\n",
        "Content-Length: 0x3\r\n",
        "Content-Length: 3 3\r\n",
        "Content-Length:\r\n",
        "Content-Length : 3\r\n",
        " Content-Length: 3\r\n",
        "A: b\r\n Content-Length: 4\r\nContent-Length: 3\r\n",
        "A: b\nContent-Length: 3\r\n",
        "A: b\rContent-Length: 3\r\n",
        "A: b\0\r\nContent-Length: 3\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
    ] {
        assert_eq!(
            status(&post(fields, "abc")),
            400,
            "{}",
            fields.escape_debug()
        );
    }
    for coding in [
        "gzip",
        "gzip, chunked",
        "chunked, identity",
        "\"chunked\"",
        "xchunked",
        "",
    ] {
        let fields = format!("Transfer-Encoding: {coding}\r\n");
        assert_eq!(status(&post(&fields, "0\r\n\r\n")), 501, "{coding}");
    }
    let old = b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    assert_eq!(status(old), 400);
}

#[test]
fn chunks_do_not_lie() {
    for body in [
        "2\r\nabc\r\n0\r\n\r\n",
        "4\r\nabc\r\n0\r\n\r\n",
        "-1\r\nabc\r\n",
        "+3\r\nabc\r\n",
        "0x3\r\nabc\r\n",
        "3 3\r\nabc\r\n",
        "\r\nabc\r\n",
        "g\r\n",
        "3\nabc\r\n0\r\n\r\n",
        "3;a\nb\r\nabc\r\n0\r\n\r\n",
        "3\r\nabc\n0\r\n\r\n",
        "0\r\na: b\n\r\n",
        "fffffffffffffffff\r\n", // more than 64 bits
    ] {
        assert_eq!(status(&post(CHUNKED, body)), 400, "{}", body.escape_debug());
    }
    assert_eq!(status(&post(CHUNKED, "ffffffffffffffff\r\n")), 413);
    assert_eq!(
        status(&post(CHUNKED, &format!("3;{}\r\n", "x".repeat(300)))),
        431
    );
    let trailer = format!("0\r\n{}", "a: b\r\n".repeat(20_000));
    assert_eq!(status(&post(CHUNKED, &trailer)), 431);
}

#[test]
fn limits_hold_before_the_bytes_come() {
    let limits = Limits::default().with_message(5).with_header(100);
    let of = |bytes: &[u8]| status_within(bytes, limits);
    assert_eq!(of(&post("Content-Length: 6\r\n", "")), 413);
    assert_eq!(
        of(&post("Content-Length: 99999999999999999999999\r\n", "")),
        413
    );
    assert_eq!(of(&post(CHUNKED, "3\r\nabc\r\n3\r\n")), 413);
    assert_eq!(of(format!("POST /{}", "x".repeat(100)).as_bytes()), 431);
    assert_eq!(of(&post(&format!("A: {}\r\n", "x".repeat(100)), "")), 431);
    assert_eq!(status(&vec![b'P'; MOST_HEAD + 1]), 431);
    let whole = [
        post("Content-Length: 5\r\n", "abcde"),
        post(CHUNKED, "5\r\nabcde\r\n0\r\n\r\n"),
    ];
    for call in whole {
        assert_eq!(read(Side::Client, limits, &[&call]).unwrap().len(), 1);
    }
    let close = b"HTTP/1.1 200 OK\r\n\r\nabcdef";
    let error = read(Side::Server, limits, &[close]).unwrap_err();
    assert!(error.to_string().contains("message limit of 5"), "{error}");
}

#[test]
fn memory_follows_what_came_and_not_what_was_promised() {
    for head in [
        post("Content-Length: 90000000\r\n", ""),
        post(CHUNKED, "5000000\r\n"),
    ] {
        let mut inbound = inbound(Side::Client, Limits::default());
        receive(&mut inbound, &head);
        assert!(inbound.next_whole().unwrap().is_none());
        assert!(!inbound.is_empty());
        assert!(inbound.room().len() <= 128 * 1024);
    }
}

#[test]
fn a_client_is_asked_once_for_the_body_that_it_holds_back() {
    let head = post("Expect: 100-Continue\r\nContent-Length: 3\r\n", "");
    let asked = |from: &[u8]| {
        let mut inbound = inbound(Side::Client, Limits::default());
        receive(&mut inbound, from);
        let whole = inbound.next_whole().unwrap().is_some();
        (
            whole,
            inbound.interim().is_some(),
            inbound.interim().is_some(),
        )
    };
    assert_eq!(asked(&head[..head.len() - 1]), (false, false, false));
    assert_eq!(asked(&head), (false, true, false));
    assert_eq!(asked(&[&head, &b"a"[..]].concat()), (false, false, false));
    assert_eq!(asked(&[&head, &b"abc"[..]].concat()), (true, false, false));
    let none = post("Expect: 100-continue\r\nContent-Length: 0\r\n", "");
    assert_eq!(asked(&none), (true, false, false));
    let old = b"POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n";
    assert_eq!(asked(old), (false, false, false));
}

#[test]
fn answers_are_read_in_every_form() {
    let bytes = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc\
        HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nd\r\n0\r\n\r\n\
        HTTP/1.0 200 Fine\r\nContent-Length: 1\r\n\r\ne";
    let read = answers(bytes).unwrap();
    let bodies: Vec<_> = read.iter().map(|answer| &answer.bytes[..]).collect();
    assert_eq!(bodies, [&b"abc"[..], b"d", b"e"]);
    let last: Vec<_> = read.iter().map(|answer| answer.heading.is_last()).collect();
    assert_eq!(last, [false, false, true]);

    let mut inbound = inbound(Side::Server, Limits::default());
    receive(&mut inbound, b"HTTP/1.0 200 OK\r\nServer: x\r\n\r\nall ");
    assert!(inbound.next_whole().unwrap().is_none());
    receive(&mut inbound, b"of it");
    assert!(inbound.next_whole().unwrap().is_none());
    inbound.end();
    let answer = inbound.next_whole().unwrap().unwrap();
    assert_eq!(answer.bytes, Bytes::from_static(b"all of it"));
    assert!(answer.heading.is_last());
    assert_eq!(answer.heading.metadata["server"], "x");
}

#[test]
fn an_answer_that_carries_no_reply_is_named() {
    for (head, said) in [
        ("HTTP/1.1 404 Not Found", "HTTP status 404 Not Found"),
        ("HTTP/1.1 204 No Content", "HTTP status 204 No Content"),
        ("HTTP/1.1 101 Switching Protocols", "HTTP status 101"),
        ("HTTP/1.1 302 Found", "HTTP status 302 Found"),
        ("POST / HTTP/1.1", "spoken here"),
        ("HTTP/1.1 OK", "no head"),
    ] {
        let head = format!("{head}\r\nContent-Length: 0\r\n\r\n");
        let error = answers(head.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}

#[test]
fn a_head_says_how_its_body_ends() {
    let limits = Limits::default();
    let body = |fields: &str| head::request(&post(fields, ""), &limits).unwrap().body;
    assert_eq!(body("Content-Length: 007\r\n"), Body::Length(7));
    assert_eq!(body(CHUNKED), Body::Chunked);
}
