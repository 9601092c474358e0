//! How hard either end compresses what it sends, told by the bytes that the server counts.

use crate::support::{
    calculator::calculator::{BlockingClient, Client},
    processor,
};
use std::thread;
use thriftwood::{
    Bytes, Compression, Dialect, Framing, ThriftUrl, ZlibLevel,
    client::{BlockingChannel, ClientOptions, TokioChannel},
    server::{Server, TServer as _},
    transport::Endpoint,
};

/// All the ways that a zlib stream can go.
const WAYS: [(Framing, Compression); 4] = [
    (Framing::Framed, Compression::Zlib),
    (Framing::Unframed, Compression::Zlib),
    (Framing::Framed, Compression::ZlibInFrames),
    (Framing::Header, Compression::Zlib),
];

/// The levels of a client and of its server.
const PAIRS: [(ZlibLevel, ZlibLevel); 2] = [
    (ZlibLevel::STORED, ZlibLevel::SMALLEST),
    (ZlibLevel::SMALLEST, ZlibLevel::STORED),
];

/// Digits, which take less than half of a byte each.
fn text() -> Bytes {
    let squares = (0_u64..2000).map(|n| (n * n * n).to_string());
    Bytes::from(squares.collect::<String>())
}

/// The bytes that came and went over `server` while `client` called it.
fn traffic(server: Server, client: impl FnOnce(&Endpoint)) -> (u64, u64) {
    let (at, handle) = (server.endpoints()[0].clone(), server.handle());
    let serving = thread::spawn(move || server.serve());
    client(&at);
    handle.stop();
    serving.join().unwrap().unwrap();
    let metrics = handle.metrics();
    (metrics.received, metrics.sent)
}

fn echo(at: &Endpoint, options: &ClientOptions) {
    let channel = BlockingChannel::connect(at, options).unwrap();
    let mut client = BlockingClient::new(channel);
    assert_eq!(client.echo(text()).unwrap(), text());
}

fn echo_on_tokio(at: &Endpoint, options: &ClientOptions) {
    let calling = async {
        let channel = TokioChannel::connect(at, options).await.unwrap();
        let client = Client::new(channel);
        assert_eq!(client.echo(text()).await.unwrap(), text());
        client.channel().clone().close().await.unwrap();
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(calling);
}

/// Is a text that was sent at this level as long as it should be?
#[track_caller]
fn assert_length(bytes: u64, level: ZlibLevel, what: &str) {
    let plain = text().len() as u64;
    if level == ZlibLevel::STORED {
        assert!((plain..plain + 200).contains(&bytes), "{what}: {bytes}");
    } else {
        assert!(bytes < plain / 2 + 200, "{what}: {bytes}");
    }
}

#[test]
fn both_ends_compress_as_they_are_told() {
    for (framing, compression) in WAYS {
        for (calling, answering) in PAIRS {
            let dialect = Dialect::default()
                .with_framing(framing)
                .with_compression(compression)
                .with_zlib_level(calling);
            let options = ClientOptions::default().with_dialect(dialect);
            for echo in [echo, echo_on_tokio] {
                let server = Server::builder()
                    .framing(framing)
                    .compression(compression)
                    .zlib_level(answering)
                    .bind(&"127.0.0.1:0".parse().unwrap(), processor())
                    .unwrap();
                let (received, sent) = traffic(server, |at| echo(at, &options));
                assert_length(received, calling, &format!("{framing} {compression} calls"));
                assert_length(sent, answering, &format!("{framing} {compression} replies"));
            }
        }
    }
}

/// A URL that says a level is obeyed; the options' level stays where it says none.
#[test]
fn a_url_goes_before_the_options_where_it_says_a_level() {
    for (calling, answering) in PAIRS {
        for said in [true, false] {
            let level = |level| {
                if said {
                    format!("={level}")
                } else {
                    String::new()
                }
            };
            // what is overruled is the other end's
            let (before, behind) = if said {
                (answering, calling)
            } else {
                (calling, answering)
            };
            let url = format!("thrift://127.0.0.1:0?zlib{}", level(answering));
            let server = Server::builder()
                .zlib_level(behind)
                .bind_url(&url.parse::<ThriftUrl>().unwrap(), processor())
                .unwrap();
            let (received, sent) = traffic(server, |at| {
                let url = format!("thrift://{at}?zlib{}", level(calling));
                let options = ClientOptions::default().with_zlib_level(before);
                let options = options.with_url(&url.parse().unwrap()).unwrap();
                echo(at, &options);
            });
            assert_length(received, calling, &format!("calls, said: {said}"));
            assert_length(sent, answering, &format!("replies, said: {said}"));
        }
    }
}
