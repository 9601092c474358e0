//! Long payloads of the async client: they go out from where they lie, and nobody sees it.

use crate::{
    peer::pair_with,
    support::{Running, calculator::calculator::Client, processor},
};
use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};
use thriftwood::{
    Bytes, Compression, Dialect, ErrorKind, Framing, Protocol,
    client::{ClientOptions, TokioChannel},
    server::ServerOptions,
    transport::{ListenOptions, Listener},
};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, DuplexStream, ReadBuf};

/// The fewest bytes of a payload that is not copied.
const LONG: usize = 4096;

/// A stream that counts the bytes that it is given at a place in memory.
struct Watched {
    stream: DuplexStream,
    place: Bytes,
    seen: Arc<AtomicUsize>,
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll_write_vectored(context, &[IoSlice::new(bytes)])
    }

    /// Takes a piece at a time.
    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let first = &pieces[0];
        let written = Pin::new(&mut self.stream).poll_write(context, first);
        if let Poll::Ready(Ok(count)) = written
            && self.place.as_ptr_range().contains(&first.as_ptr())
        {
            self.seen.fetch_add(count, Ordering::Relaxed);
        }
        written
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// How many bytes of a payload are sent from where it lies, by a oneway call of nothing else that is long.
async fn sent_in_place(dialect: Dialect, length: usize) -> usize {
    let (stream, mut there) = tokio::io::duplex(1000);
    let (payload, seen) = (Bytes::from(vec![7; length]), Arc::default());
    let watched = Watched {
        stream,
        place: payload.clone(),
        seen: Arc::clone(&seen),
    };
    let options = ClientOptions::default().with_dialect(dialect);
    let client = Client::new(TokioChannel::over(watched, &options));
    let echo = tokio::spawn(async move { client.echo(payload).await });
    let mut read = vec![0; 100];
    while there.read(&mut read).await.unwrap() == read.len() {}
    drop(there);
    echo.await.unwrap().unwrap_err();
    seen.load(Ordering::Relaxed)
}

#[tokio::test]
async fn a_long_payload_goes_out_from_where_it_lies() {
    let binary = Dialect::default();
    for dialect in [
        binary,
        binary.with_protocol(Protocol::Compact),
        binary.with_framing(Framing::Unframed),
    ] {
        assert_eq!(sent_in_place(dialect, LONG).await, LONG, "{dialect:?}");
        assert_eq!(sent_in_place(dialect, LONG - 1).await, 0, "{dialect:?}");
    }
    let compressed = binary.with_compression(Compression::Zlib);
    assert_eq!(sent_in_place(compressed, LONG).await, 0);
}

#[tokio::test]
async fn payloads_of_all_lengths_come_back_in_every_dialect() {
    for protocol in Protocol::READABLE {
        for framing in Framing::ALL {
            for compression in Compression::ALL {
                let dialect = Dialect::default()
                    .with_protocol(*protocol)
                    .with_framing(*framing)
                    .with_compression(*compression);
                if dialect.check().is_ok() {
                    come_back(dialect).await;
                }
            }
        }
    }
}

/// All of them at once, over one connection.
async fn come_back(dialect: Dialect) {
    let listener = Listener::bind(&"127.0.0.1:0".parse().unwrap(), &ListenOptions::default());
    let listener = listener.unwrap();
    let endpoint = listener.endpoint().clone();
    let options = ServerOptions::default()
        .with_protocol(dialect.protocol)
        .with_framing(dialect.framing)
        .with_compression(dialect.compression);
    let running = Running::start(listener, processor(), options);
    let options = ClientOptions::default().with_dialect(dialect);
    let channel = TokioChannel::connect(&endpoint, &options).await.unwrap();
    let client = Client::new(channel);
    let lengths = [0, 1, LONG - 1, LONG, 70_000, 10, 300_000, LONG];
    let calls: Vec<_> = (b'a'..)
        .zip(lengths)
        .map(|(letter, length)| {
            // simple JSON holds binaries as text
            let (client, payload) = (client.clone(), Bytes::from(vec![letter; length]));
            tokio::spawn(async move { (client.echo(payload.clone()).await, payload) })
        })
        .collect();
    for call in calls {
        let (back, payload) = call.await.unwrap();
        assert!(back.unwrap() == payload, "{dialect:?}, {}", payload.len());
    }
    client.channel().clone().close().await.unwrap();
    running.stop();
}

#[tokio::test]
async fn of_payloads_that_are_cut_the_first_ones_may_have_run() {
    let (client, mut peer) = pair_with(100, &ClientOptions::default());
    let payload = Bytes::from(vec![7; 10 * LONG]);
    let calls: Vec<_> = (0..5)
        .map(|_| {
            let (client, payload) = (client.clone(), payload.clone());
            tokio::spawn(async move { client.echo(payload).await })
        })
        .collect();
    // one call, and part of another
    let mut read = vec![0; 15 * LONG];
    peer.stream.read_exact(&mut read).await.unwrap();
    drop(peer);
    let mut may_have_run = Vec::new();
    for call in calls {
        let error = call.await.unwrap().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Lost(_)), "{error}");
        may_have_run.push(error.may_have_run());
    }
    assert_eq!(may_have_run, [true, true, false, false, false]);
}
