//! Calls as the bodies of HTTP requests, seen from the wire.

use crate::support::{
    Handler, Served,
    calculator::calculator::{AddArgs, AddResult, PokeArgs, Processor},
    call, message, processor, replies, serve_in,
};
use std::{
    pin::pin,
    task::{self, Poll},
};
use thriftwood::{
    ApplicationErrorKind, Bytes, Choice, Connection, Context, Dialect, Framing, Limits,
    MessageHeader, Peer, Protocol, Result, ServerDialect, TMessageType, TProcessor,
    protocol::TInputProtocol, wire::Wire as _,
};

const KEPT: &str = "";

/// A request with these fields, each with its line end.
fn post(fields: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "POST /calculator HTTP/1.1\r\nHost: here\r\nContent-Length: {length}\r\n{fields}\r\n"
    );
    [head.as_bytes(), body].concat()
}

fn add(sequence: i32, left: i32, right: i32) -> Vec<u8> {
    call(Framing::Unframed, "add", sequence, &AddArgs { left, right })
}

fn serve(pieces: &[&[u8]]) -> Served {
    serve_within(Limits::default(), pieces)
}

fn serve_within(limits: Limits, pieces: &[&[u8]]) -> Served {
    let dialect = Dialect::default().with_framing(Framing::Http);
    serve_in(dialect, limits, &processor(), pieces)
}

/// An answer: its head, and its body.
type Answer = (String, Vec<u8>);

/// The answers in a stream, by an eye that knows nothing of how they were written.
fn answers(mut stream: &[u8]) -> Vec<Answer> {
    let mut answers = Vec::new();
    while !stream.is_empty() {
        let end = stream
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap()
            + 4;
        let head = String::from_utf8(stream[..end].to_vec()).unwrap();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("Content-Length:"));
        let length: usize = length.map_or(0, |length| length.trim().parse().unwrap());
        answers.push((head, stream[end..end + length].to_vec()));
        stream = &stream[end + length..];
    }
    answers
}

fn outcome(body: &[u8]) -> (i32, std::result::Result<i32, ApplicationErrorKind>) {
    let (header, result) = replies::<AddResult>(Framing::Unframed, body).remove(0);
    let result = result.map(|result| result.success.unwrap());
    (header.sequence, result.map_err(|exception| exception.kind))
}

#[test]
fn calls_are_answered_in_their_order_wherever_the_bytes_are_cut() {
    let chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    let second = add(2, 3, 4);
    let (front, back) = second.split_at(7);
    let chunks = [
        b"7\r\n",
        front,
        format!("\r\n{:x}\r\n", back.len()).as_bytes(),
        back,
        b"\r\n0\r\n\r\n",
    ]
    .concat();
    let bytes = [
        post(KEPT, &add(1, 1, 2)),
        [chunked.as_bytes(), &chunks].concat(),
    ]
    .concat();
    for cut in 1..bytes.len() {
        let served = serve(&[&bytes[..cut], &bytes[cut..]]);
        served.result.as_ref().unwrap();
        let answers = answers(&served.written.concat());
        let outcomes: Vec<_> = answers.iter().map(|(_, body)| outcome(body)).collect();
        assert_eq!(outcomes, [(1, Ok(3)), (2, Ok(7))], "cut at {cut}");
        for (head, _) in answers {
            assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
            assert!(
                head.contains("\r\nContent-Type: application/x-thrift\r\n"),
                "{head}"
            );
            assert!(head.contains("\r\nConnection: keep-alive\r\n"), "{head}");
        }
    }
}

#[test]
fn the_last_call_of_a_connection_is_the_one_that_says_so() {
    let old = |fields: &str| {
        let call = String::from_utf8(post(fields, b"")).unwrap();
        let head = call
            .replace("HTTP/1.1", "HTTP/1.0")
            .replace(": 0\r\n", ": 25\r\n");
        let call = add(1, 1, 1);
        [
            head.replace(": 25", &format!(": {}", call.len()))
                .as_bytes(),
            &call,
        ]
        .concat()
    };
    for (first, expected) in [
        (post(KEPT, &add(1, 1, 1)), "keep-alive"),
        (post("Connection: close\r\n", &add(1, 1, 1)), "close"),
        (old(KEPT), "close"),
        (old("Connection: keep-alive\r\n"), "keep-alive"),
    ] {
        let served = serve(&[&[first, post(KEPT, &add(2, 2, 2))].concat()]);
        served.result.as_ref().unwrap();
        let answers = answers(&served.written.concat());
        let kept = expected == "keep-alive";
        assert_eq!(answers.len(), if kept { 2 } else { 1 }, "{expected}");
        assert!(
            answers[0]
                .0
                .contains(&format!("\r\nConnection: {expected}\r\n"))
        );
    }
}

#[test]
fn a_client_that_waits_is_asked_for_the_body_behind_earlier_answers() {
    let waiting = post("Expect: 100-continue\r\n", &add(2, 3, 4));
    let head = waiting.len() - add(2, 3, 4).len();
    let first = [&post(KEPT, &add(1, 1, 2)), &waiting[..head]].concat();
    let served = serve(&[&first, &waiting[head..]]);
    served.result.as_ref().unwrap();
    assert_eq!(served.written.len(), 2);
    let told = answers(&served.written[0]);
    assert_eq!(outcome(&told[0].1), (1, Ok(3)));
    assert_eq!(told[1].0, "HTTP/1.1 100 Continue\r\n\r\n");
    assert_eq!(outcome(&answers(&served.written[1])[0].1), (2, Ok(7)));

    let long = b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 999999999\r\n\r\n";
    let refused = answers(&serve(&[long]).written.concat());
    assert!(
        refused[0].0.starts_with("HTTP/1.1 413 "),
        "{}",
        refused[0].0
    );
}

#[test]
fn nothing_is_left_without_an_answer() {
    let handler = Handler::default();
    let poke = |kind, number| message(Framing::Unframed, "poke", kind, 1, &PokeArgs { number });
    let unknown = |kind| {
        message(
            Framing::Unframed,
            "subtract",
            kind,
            1,
            &PokeArgs { number: 0 },
        )
    };
    let calls = [
        poke(TMessageType::Oneway, 1),
        poke(TMessageType::Oneway, -1), // fails
        poke(TMessageType::Call, 2),
        unknown(TMessageType::Oneway),
        unknown(TMessageType::Call),
        add(7, 1, 1)[..20].to_vec(), // malformed arguments
        add(8, 1, 1),
    ];
    let bytes: Vec<u8> = calls.iter().flat_map(|call| post(KEPT, call)).collect();
    let dialect = Dialect::default().with_framing(Framing::Http);
    let service = Processor::new(handler.clone());
    let served = serve_in(dialect, Limits::default(), &service, &[&bytes]);
    served.result.as_ref().unwrap();
    let answers = answers(&served.written.concat());
    assert_eq!(answers.len(), calls.len());
    for (head, body) in &answers[..4] {
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
        assert_eq!(body, b"");
    }
    let outcomes: Vec<_> = answers[4..].iter().map(|(_, body)| outcome(body)).collect();
    assert_eq!(
        outcomes,
        [
            (1, Err(ApplicationErrorKind::UNKNOWN_METHOD)),
            (7, Err(ApplicationErrorKind::PROTOCOL_ERROR)),
            (8, Ok(2)),
        ]
    );
    assert_eq!(*handler.pokes.lock().unwrap(), [1, -1, 2]);
}

#[test]
fn what_is_no_call_is_told_so_and_hung_up_on() {
    let limits = Limits::default().with_message(60).with_header(500);
    let no_message = post(KEPT, b"GIF89a, and not a call");
    let with_name = |name: &str| post(KEPT, &call(Framing::Unframed, name, 1, &0_i32));
    for (status, bytes) in [
        ("405 Method Not Allowed", b"GET / HTTP/1.1\r\n\r\n".to_vec()),
        ("411 Length Required", b"POST / HTTP/1.1\r\n\r\n".to_vec()),
        ("413 Content Too Large", with_name(&"x".repeat(50))),
        (
            "431 Request Header Fields Too Large",
            post(&format!("a: {}\r\n", "x".repeat(500)), b""),
        ),
        ("400 Bad Request", no_message),
        ("400 Bad Request", post(KEPT, b"")),
    ] {
        let bytes = [post(KEPT, &add(1, 1, 1)), bytes, post(KEPT, &add(2, 2, 2))].concat();
        let served = serve_within(limits, &[&bytes]);
        assert!(served.result.is_err(), "{status}");
        let answers = answers(&served.written.concat());
        assert_eq!(answers.len(), 2, "{status}");
        assert_eq!(outcome(&answers[0].1), (1, Ok(2)));
        let head = &answers[1].0;
        assert!(
            head.starts_with(&format!("HTTP/1.1 {status}\r\n")),
            "{head}"
        );
        assert!(head.contains("\r\nConnection: close\r\n"), "{head}");
        assert_eq!(
            head.contains("\r\nAllow: POST\r\n"),
            status.starts_with("405")
        );
    }
}

#[test]
fn leaving_between_messages_is_good_bye_and_within_one_is_not() {
    let bytes = post(KEPT, &add(1, 1, 1));
    for cut in 0..=bytes.len() {
        let between = cut == 0 || cut == bytes.len();
        assert_eq!(
            serve(&[&bytes[..cut]]).result.is_ok(),
            between,
            "cut at {cut}"
        );
    }
}

/// Answers with what its context knows, and lets a field of the caller's choice travel beside.
struct Witness;

impl TProcessor for Witness {
    type Call = ();
    type Reply = String;
    const SERVICE: &'static str = "Witness";

    fn read<P: TInputProtocol>(&self, _: &str, input: &mut P) -> Result<Option<()>> {
        i32::read(input).map(|_| Some(()))
    }

    async fn run(&self, (): ()) -> Result<Option<String>> {
        let context = Context::current().unwrap();
        let (peer, metadata) = (context.peer(), context.metadata());
        if let Some(name) = metadata.get("reply-with") {
            context.set_reply_metadata(name, "value");
        }
        let protocol = context.protocol();
        Ok(Some(format!("{peer} {protocol} {metadata:?}")))
    }
}

/// What the witness says to a call with these fields, and the head of the answer.
fn ask(
    dialect: ServerDialect,
    protocol: Protocol,
    fields: &str,
) -> (String, Result<String, ApplicationErrorKind>) {
    let mut body = Vec::new();
    let header = MessageHeader::new("tell", TMessageType::Call, 1);
    protocol.write_message(&header, &1_i32, &mut body).unwrap();
    let mut connection = Connection::new(dialect, Limits::default(), Peer::Memory);
    let bytes = post(fields, &body);
    connection.room()[..bytes.len()].copy_from_slice(&bytes);
    connection.received(bytes.len());
    let (context, call) = connection.next_call(&Witness).unwrap().unwrap();
    let mut task = task::Context::from_waker(task::Waker::noop());
    let running = pin!(context.clone().scope(Witness.run(call)));
    let Poll::Ready(answer) = running.poll(&mut task) else {
        panic!("the witness does not wait");
    };
    connection.push_reply(&context, answer).unwrap();
    let (head, body) = answers(&connection.outbound().to_vec()).remove(0);
    let ((_, said), _) = protocol
        .read_reply::<String>(&Bytes::from(body), &Limits::default())
        .unwrap();
    (head, said.map_err(|exception| exception.kind))
}

fn over_http() -> ServerDialect {
    Dialect::default().with_framing(Framing::Http).into()
}

#[test]
fn fields_are_metadata_both_ways() {
    let fields =
        "User-Agent: me\r\nX-Trace: 1\r\nx-trace: 2\r\nReply-With: X-Served\r\nAccept: */*\r\n";
    let (head, said) = ask(over_http(), Protocol::Binary, fields);
    let metadata = r#"{"reply-with": "X-Served", "user-agent": "me", "x-trace": "1, 2"}"#;
    assert_eq!(said, Ok(format!("memory binary {metadata}")));
    assert!(head.contains("\r\nX-Served: value\r\n"), "{head}");
}

#[test]
fn a_field_that_cannot_be_sent_fails_its_call_and_nothing_else() {
    for name in ["Content-Length", "not a name"] {
        let fields = format!("Reply-With: {name}\r\n");
        let (head, said) = ask(over_http(), Protocol::Binary, &fields);
        assert_eq!(said, Err(ApplicationErrorKind::INTERNAL_ERROR));
        assert!(!head.contains("value"), "{head}");
    }
}

#[test]
fn each_body_says_its_protocol_where_that_is_left_open() {
    let mut dialects = [ServerDialect::default(), over_http()];
    dialects[1].protocol = Choice::Auto;
    for dialect in dialects {
        for &protocol in Protocol::READABLE {
            let (_, said) = ask(dialect, protocol, "");
            assert_eq!(said, Ok(format!("memory {protocol} {{}}")));
        }
    }
}

#[test]
fn whoever_calls_through_a_proxy_is_believed_only_where_the_server_is_told_to() {
    let mut believing = over_http();
    believing.forwarded = true;
    let peer = |dialect, fields: &str| {
        let (_, said) = ask(dialect, Protocol::Binary, fields);
        said.unwrap().split(' ').next().unwrap().to_owned()
    };
    let forged = "X-Forwarded-For: 10.0.0.1, 192.0.2.7\r\n";
    assert_eq!(peer(over_http(), forged), "memory");
    assert_eq!(peer(believing, forged), "192.0.2.7:0");
    for (fields, expected) in [
        ("X-Forwarded-For: 192.0.2.7:99\r\n", "192.0.2.7:99"),
        ("x-forwarded-for: ::1\r\n", "[::1]:0"),
        (
            "X-Forwarded-For: [2001:db8::1]:443\r\n",
            "[2001:db8::1]:443",
        ),
        (
            "X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-For: [::1]\r\n",
            "[::1]:0",
        ),
        ("X-Forwarded-For: unknown\r\n", "memory"),
        ("X-Forwarded-For: 10.0.0.1,\r\n", "memory"),
        ("", "memory"),
    ] {
        assert_eq!(peer(believing, fields), expected, "{fields}");
    }
}

#[test]
fn no_call_is_handed_out_before_the_one_before_is_answered() {
    let mut connection = Connection::new(over_http(), Limits::default(), Peer::Memory);
    let call = post(KEPT, &call(Framing::Unframed, "tell", 1, &1_i32));
    let bytes = [call.clone(), call].concat();
    connection.room()[..bytes.len()].copy_from_slice(&bytes);
    connection.received(bytes.len());
    for _ in 0..2 {
        let (context, ()) = connection.next_call(&Witness).unwrap().unwrap();
        assert!(connection.next_call(&Witness).unwrap().is_none());
        connection
            .push_reply(&context, Ok(Some(String::new())))
            .unwrap();
    }
    assert!(connection.next_call(&Witness).unwrap().is_none());
    assert_eq!(answers(&connection.outbound().to_vec()).len(), 2);
}

#[test]
fn a_zlib_stream_does_not_go_below_http() {
    let refused = |framing| {
        let dialect = Dialect::default().with_compression(thriftwood::Compression::Zlib);
        let dialect = dialect.with_framing(framing);
        (
            dialect.check().is_err(),
            ServerDialect::from(dialect).check().is_err(),
        )
    };
    assert_eq!(refused(Framing::Http), (true, true));
    assert_eq!(refused(Framing::Framed), (false, false));
    let mut open = over_http();
    (open.protocol, open.compression) = (Choice::Auto, thriftwood::Compression::Zlib);
    assert!(open.check().is_err());
}
