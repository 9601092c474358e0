//! Many calls at once over one connection.

use crate::{
    peer::{pair, pair_with, start_add, sum},
    support::{Running, application, calculator::calculator::Client, message, processor},
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};
use thriftwood::{
    ApplicationErrorKind, Compression, Dialect, ErrorKind, Framing, Protocol,
    TApplicationException, TMessageType,
    client::{ClientOptions, TokioChannel},
    server::ServerOptions,
    transport::{ListenOptions, Listener},
};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, ReadBuf};

#[tokio::test]
async fn replies_find_their_callers_in_any_order() {
    let (client, mut peer) = pair(&ClientOptions::default());
    let calls: Vec<_> = (0..100).map(|n| start_add(&client, n)).collect();
    // all of them are sent before one is answered
    let mut came = peer.calls(100).await;
    assert_eq!(client.channel().in_flight(), 100);
    came.sort_by_key(|call| (call.numbers.0 * 37) % 100);
    for call in &came {
        peer.answer(call).await;
    }
    for (n, call) in (0..).zip(calls) {
        assert_eq!(call.await.unwrap().unwrap(), n + 1000);
    }
    assert_eq!(client.channel().in_flight(), 0);
}

/// A stream that counts its writes.
struct Counted<S> {
    stream: S,
    writes: Arc<AtomicUsize>,
}

impl<S: AsyncRead + Unpin> AsyncRead for Counted<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Counted<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.writes.fetch_add(1, Ordering::Relaxed);
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[tokio::test]
async fn calls_that_are_ready_together_go_out_together() {
    let (stream, there) = tokio::io::duplex(64 * 1024);
    let writes = Arc::new(AtomicUsize::new(0));
    let counted = Counted {
        stream,
        writes: Arc::clone(&writes),
    };
    let client = Client::new(TokioChannel::over(counted, &ClientOptions::default()));
    let mut peer = crate::peer::Peer { stream: there };
    // the runtime has one thread: all callers run before the connection's task does
    let calls: Vec<_> = (0..50).map(|n| start_add(&client, n)).collect();
    for call in peer.calls(50).await {
        peer.answer(&call).await;
    }
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(writes.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn single_bytes_make_replies_whatever_the_framing() {
    for framing in [Framing::Framed, Framing::Unframed] {
        let options = ClientOptions::default().with_framing(framing);
        let (client, mut peer) = pair_with(64 * 1024, &options);
        let calls: Vec<_> = (0..3).map(|n| start_add(&client, n)).collect();
        let replies = [3, 1, 2].map(|sequence| sum(framing, "add", sequence, sequence));
        // a caller may be answered as soon as its call is known here
        while client.channel().in_flight() < 3 {
            tokio::task::yield_now().await;
        }
        for byte in replies.concat() {
            peer.say(&[byte]).await;
            peer.stream.flush().await.unwrap();
            tokio::task::yield_now().await;
        }
        for (sequence, call) in (1..).zip(calls) {
            assert_eq!(call.await.unwrap().unwrap(), sequence, "{framing}");
        }
    }
}

#[tokio::test]
async fn every_dialect_is_pipelined() {
    for protocol in Protocol::READABLE {
        for framing in Framing::ALL {
            for compression in Compression::ALL {
                let dialect = Dialect::default()
                    .with_protocol(*protocol)
                    .with_framing(*framing)
                    .with_compression(*compression);
                if dialect.check().is_err() {
                    continue;
                }
                let options = ServerOptions::default()
                    .with_protocol(*protocol)
                    .with_framing(*framing)
                    .with_compression(*compression);
                let listener =
                    Listener::bind(&"127.0.0.1:0".parse().unwrap(), &ListenOptions::default());
                let listener = listener.unwrap();
                let endpoint = listener.endpoint().clone();
                let running = Running::start(listener, processor(), options);
                let options = ClientOptions::default().with_dialect(dialect);
                let channel = TokioChannel::connect(&endpoint, &options).await.unwrap();
                let client = Client::new(channel);
                let calls: Vec<_> = (0..20).map(|n| start_add(&client, n)).collect();
                for (n, call) in (0..).zip(calls) {
                    let sum = call.await.unwrap();
                    assert_eq!(sum.unwrap(), n + 1000, "{protocol} {framing} {compression}");
                }
                client.poke(1).await.unwrap();
                client.channel().clone().close().await.unwrap();
                running.stop();
            }
        }
    }
}

#[tokio::test]
async fn an_exception_and_a_reply_that_makes_no_sense_harm_their_own_call_only() {
    let (client, mut peer) = pair(&ClientOptions::default());
    let calls: Vec<_> = (0..3).map(|n| start_add(&client, n)).collect();
    let came = peer.calls(3).await;
    let exception = TApplicationException::new(ApplicationErrorKind::INTERNAL_ERROR, "away");
    let kind = TMessageType::Exception;
    // a server that could make nothing of a call may not know its method
    peer.say(&message(Framing::Framed, "", kind, 1, &exception))
        .await;
    let text = "a success of another type".to_owned();
    let mut broken = message(Framing::Framed, "add", TMessageType::Reply, 2, &text);
    let length = u32::try_from(broken.len() - 4 - 10).unwrap();
    broken.truncate(broken.len() - 10);
    broken[..4].copy_from_slice(&length.to_be_bytes());
    peer.say(&broken).await;
    peer.answer(&came[2]).await;
    let [first, second, third] = calls.try_into().unwrap();
    assert_eq!(application(first.await.unwrap()), exception);
    assert!(second.await.unwrap().is_err());
    assert_eq!(third.await.unwrap().unwrap(), 1002);
}

#[tokio::test]
async fn no_more_calls_are_in_flight_than_may_be() {
    let (client, mut peer) = pair(&ClientOptions::default().with_in_flight(2));
    let calls: Vec<_> = (0..10).map(|n| start_add(&client, n)).collect();
    for _ in 0..10 {
        let call = peer.call().await;
        // whoever may send has sent by now
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert!(client.channel().in_flight() <= 2);
        peer.answer(&call).await;
    }
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let refused = ClientOptions::default().with_in_flight(0);
    let (client, _peer) = pair(&refused);
    let error = client.add(1, 1).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Usage(_)), "{error}");
    assert!(!error.may_have_run());
}

#[tokio::test]
async fn oneway_calls_are_done_when_they_are_sent() {
    let (client, mut peer) = pair_with(16, &ClientOptions::default());
    let poking = {
        let client = client.clone();
        tokio::spawn(async move { client.poke(7).await })
    };
    while client.channel().in_flight() == 0 {
        tokio::task::yield_now().await;
    }
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    // the stream holds less than the call
    assert!(!poking.is_finished());
    let call = peer.call().await;
    assert_eq!(
        (call.header.kind, call.numbers),
        (TMessageType::Oneway, (7, 0))
    );
    poking.await.unwrap().unwrap();
    assert_eq!(client.channel().in_flight(), 0);
}
