//! Clients that call over HTTP, and servers of every kind that answer them.

use crate::support::{
    Handler,
    calculator::calculator::{AddArgs, AddResult, BlockingClient, Processor},
    call, message,
};
use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    num::NonZeroUsize,
    thread::{self, JoinHandle},
};
use thriftwood::{
    ErrorKind, Framing, TMessageType,
    client::{BlockingChannel, ClientOptions},
    server::{Server, ServerModel, ServerOptions, TServer as _},
    transport::Endpoint,
};

fn over_http() -> ClientOptions {
    ClientOptions::default().with_framing(Framing::Http)
}

/// A request: its head, and its body.
type Request = (String, Vec<u8>);

fn request(stream: &mut TcpStream) -> Request {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        head.extend(byte);
    }
    let head = String::from_utf8(head).unwrap();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("Content-Length:"));
    let mut body = vec![0; length.unwrap().trim().parse().unwrap()];
    stream.read_exact(&mut body).unwrap();
    (head, body)
}

fn sum(sequence: i32, success: i32) -> Vec<u8> {
    let result = AddResult {
        success: Some(success),
    };
    message(
        Framing::Unframed,
        "add",
        TMessageType::Reply,
        sequence,
        &result,
    )
}

/// A server by script: a connection for each list, in which each request is answered so. It gives back the requests.
fn scripted(connections: Vec<Vec<Vec<u8>>>) -> (Endpoint, JoinHandle<Vec<Request>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = listener.local_addr().unwrap().to_string().parse().unwrap();
    let serving = thread::spawn(move || {
        let mut requests = Vec::new();
        for answers in connections {
            let (mut stream, _) = listener.accept().unwrap();
            for answer in answers {
                requests.push(request(&mut stream));
                stream.write_all(&answer).unwrap();
            }
        }
        requests
    });
    (endpoint, serving)
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    [format!("{head}\r\n\r\n").as_bytes(), body].concat()
}

fn with_length(body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nX-Served: yes\r\nContent-Length: {}",
        body.len()
    );
    answer(&head, body)
}

#[test]
fn a_call_is_posted_where_the_options_say() {
    let (endpoint, serving) = scripted(vec![vec![with_length(&sum(1, 3))]]);
    let options = over_http()
        .with_http_path(Some("/calculator?v=1".into()))
        .with_header("X-Trace", "7");
    let mut channel = BlockingChannel::connect(&endpoint, &options).unwrap();
    assert_eq!(BlockingClient::new(&mut channel).add(1, 2).unwrap(), 3);
    assert_eq!(channel.reply_metadata().unwrap()["x-served"], "yes");
    let (head, body) = serving.join().unwrap().remove(0);
    assert_eq!(
        head.lines().take(2).collect::<Vec<_>>(),
        [
            "POST /calculator?v=1 HTTP/1.1",
            &format!("Host: {endpoint}")
        ]
    );
    assert!(head.contains("\r\nX-Trace: 7\r\n"), "{head}");
    let expected = AddArgs { left: 1, right: 2 };
    assert_eq!(body, call(Framing::Unframed, "add", 1, &expected));
}

#[test]
fn a_server_may_end_the_connection_with_each_answer() {
    let old = |body: &[u8]| answer("HTTP/1.0 200 OK\r\nServer: old", body);
    let close = |body: &[u8]| answer("HTTP/1.1 200 OK\r\nConnection: close", body);
    let one = |answer: Vec<u8>| vec![answer];
    let (endpoint, serving) = scripted(vec![
        one(old(&sum(1, 10))),
        one(close(&sum(1, 20))),
        one(old(b"")), // to a oneway call
        vec![with_length(&sum(1, 30)), with_length(b""), old(&sum(3, 40))],
    ]);
    let channel = BlockingChannel::connect(&endpoint, &over_http()).unwrap();
    let mut client = BlockingClient::new(channel);
    assert_eq!(client.add(1, 1).unwrap(), 10);
    assert_eq!(client.add(1, 1).unwrap(), 20);
    client.poke(1).unwrap();
    assert_eq!(client.add(1, 1).unwrap(), 30);
    client.poke(1).unwrap();
    assert_eq!(client.add(1, 1).unwrap(), 40);
    assert_eq!(serving.join().unwrap().len(), 6);
}

#[test]
fn an_answer_that_carries_no_reply_is_an_error_of_its_own() {
    let kind = |head: &str, body: &[u8]| {
        let (endpoint, serving) = scripted(vec![vec![answer(head, body)]]);
        let channel = BlockingChannel::connect(&endpoint, &over_http()).unwrap();
        let error = BlockingClient::new(channel).add(1, 2).unwrap_err();
        serving.join().unwrap();
        error.into_kind()
    };
    let not_found = kind("HTTP/1.1 404 Not Found\r\nContent-Length: 0", b"");
    assert!(
        matches!(&not_found, ErrorKind::HttpStatus { status: 404, reason } if reason == "Not Found"),
        "{not_found}"
    );
    // the connection ends within the body
    let closed = kind("HTTP/1.1 200 OK\r\nContent-Length: 99", &sum(1, 3));
    assert!(matches!(closed, ErrorKind::Closed), "{closed}");
    let empty = kind("HTTP/1.1 200 OK\r\nContent-Length: 0", b"");
    assert!(matches!(empty, ErrorKind::Short), "{empty}");
    let noise = kind("SSH-2.0-OpenSSH", b"");
    assert!(matches!(noise, ErrorKind::Http { .. }), "{noise}");
}

#[test]
fn what_http_cannot_say_is_refused_before_anything_is_sent() {
    let fails = |options: ClientOptions| options.check().is_err();
    assert!(!fails(over_http().with_header("X-Trace", "a b")));
    assert!(fails(over_http().with_header("X-Trace", "a\r\nb: c")));
    assert!(fails(over_http().with_header("Content-Length", "1")));
    assert!(fails(over_http().with_http_path(Some("no path".into()))));
    assert!(fails(over_http().with_http_host(Some("a\r\nb: c".into()))));
}

/// Serves with each model, one call of a connection at a time and several.
fn each_server(mut check: impl FnMut(ServerModel, &Endpoint)) {
    for &model in ServerModel::ALL {
        for in_flight in [1, 8] {
            let in_flight = NonZeroUsize::new(in_flight).unwrap();
            let options = ServerOptions::default().with_in_flight(in_flight);
            let server = Server::builder()
                .model(model)
                .options(options)
                .bind(
                    &"127.0.0.1:0".parse().unwrap(),
                    Processor::new(Handler::default()),
                )
                .unwrap();
            let (endpoint, handle) = (server.endpoints()[0].clone(), server.handle());
            let serving = thread::spawn(move || server.serve());
            check(model, &endpoint);
            handle.stop();
            serving.join().unwrap().unwrap();
        }
    }
}

fn post(fields: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST / HTTP/1.1\r\n{fields}Content-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// All that the server says until it hangs up.
fn rest(stream: &mut TcpStream) -> String {
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).unwrap();
    String::from_utf8_lossy(&rest).into_owned()
}

#[test]
fn every_server_answers_in_order_and_hangs_up_when_it_is_asked_to() {
    each_server(|model, endpoint| {
        let mut stream = TcpStream::connect(endpoint.to_string()).unwrap();
        let add = |n| call(Framing::Unframed, "add", n, &AddArgs { left: n, right: n });
        let mut bytes: Vec<u8> = (1..=20).flat_map(|n| post("", &add(n))).collect();
        bytes.extend(post("Connection: close\r\n", &add(21)));
        stream.write_all(&bytes).unwrap();
        let answers = rest(&mut stream);
        assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 21, "{model}");
        let expected: Vec<_> = (1..=21).map(|n| sum(n, 2 * n)).collect();
        let mut from = 0;
        for body in expected {
            let body = String::from_utf8_lossy(&body).into_owned();
            from += answers[from..].find(&body).expect("in order") + body.len();
        }
        assert_eq!(from, answers.len(), "{model}");
    });
}

#[test]
fn every_server_asks_for_a_body_and_tells_what_is_no_call() {
    each_server(|model, endpoint| {
        let mut stream = TcpStream::connect(endpoint.to_string()).unwrap();
        let body = call(Framing::Unframed, "add", 1, &AddArgs { left: 1, right: 1 });
        let first = post("Expect: 100-continue\r\n", &body);
        let (head, body) = first.split_at(first.len() - body.len());
        stream.write_all(head).unwrap();
        let mut told = [0; 25];
        stream.read_exact(&mut told).unwrap();
        assert_eq!(&told, b"HTTP/1.1 100 Continue\r\n\r\n", "{model}");
        stream.write_all(body).unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
        let said = rest(&mut stream);
        let statuses: Vec<_> = said.matches("HTTP/1.1 ").collect();
        assert_eq!(statuses.len(), 2, "{model}: {said}");
        assert!(said.starts_with("HTTP/1.1 200 OK\r\n"), "{model}: {said}");
        assert!(
            said.contains("HTTP/1.1 405 Method Not Allowed\r\n"),
            "{model}: {said}"
        );
    });
}

#[cfg(feature = "tokio")]
mod on_tokio {
    use super::*;
    use crate::support::calculator::calculator::Client;
    use thriftwood::client::TokioChannel;

    #[tokio::test]
    async fn a_server_may_end_the_connection_with_each_answer() -> thriftwood::Result<()> {
        let old = |body: &[u8]| answer("HTTP/1.0 200 OK\r\nServer: old", body);
        let (endpoint, serving) = scripted(vec![
            vec![old(&sum(1, 10))],
            vec![old(b"")], // to a oneway call
            vec![with_length(&sum(3, 30)), with_length(b""), old(&sum(5, 50))],
        ]);
        let client = Client::new(TokioChannel::connect(&endpoint, &over_http()).await?);
        assert_eq!(client.add(1, 1).await?, 10);
        client.poke(1).await?;
        assert_eq!(client.add(1, 1).await?, 30);
        client.poke(1).await?;
        assert_eq!(client.add(1, 1).await?, 50);
        assert_eq!(serving.join().unwrap().len(), 5);
        Ok(())
    }

    #[tokio::test]
    async fn many_tasks_share_a_connection() -> thriftwood::Result<()> {
        let server = Server::builder().model(ServerModel::Threaded);
        let server = server.bind(
            &"127.0.0.1:0".parse().unwrap(),
            Processor::new(Handler::default()),
        )?;
        let (endpoint, handle) = (server.endpoints()[0].clone(), server.handle());
        let serving = thread::spawn(move || server.serve());
        let channel = TokioChannel::connect(&endpoint, &over_http()).await?;
        let tasks: Vec<_> = (1..50)
            .map(|n| {
                let client = Client::new(channel.clone());
                tokio::spawn(async move {
                    client.poke(n).await?;
                    client.add(n, n).await
                })
            })
            .collect();
        for (n, task) in (1..50).zip(tasks) {
            assert_eq!(task.await.unwrap()?, 2 * n);
        }
        channel.close().await?;
        handle.stop();
        serving.join().unwrap()
    }
}
