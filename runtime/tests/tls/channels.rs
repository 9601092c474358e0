//! The async client.

use crate::{Authority, acceptor, calculator, serve, support, trusting};
use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};
use thriftwood::{
    Bytes, Result,
    client::{ClientOptions, TokioChannel},
    server::ServerOptions,
    transport::{
        Endpoint, ListenOptions, Listener,
        tls::{ClientCertificates, TlsClientOptions, TlsConnector},
    },
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

pub(crate) async fn connect(
    endpoint: &Endpoint,
    tls: TlsClientOptions,
) -> Result<calculator::Client<TokioChannel>> {
    let options = ClientOptions::default().with_tls(Some(TlsConnector::new(tls)?));
    let channel = TokioChannel::connect(endpoint, &options).await?;
    Ok(calculator::Client::new(channel))
}

#[tokio::test]
async fn calls_go_out_with_an_identity() {
    let authority = Authority::new();
    let required = ClientCertificates::Required(authority.file.clone());
    let (running, endpoint) = serve(&acceptor(&authority, required));
    let known = authority.issue("billing", &["billing.example"]);
    let options = trusting(&authority).with_certificate(Some(known));
    let client = connect(&endpoint, options).await.unwrap();
    assert_eq!(client.add(1, 2).await.unwrap(), 3);
    let who = client.who().await.unwrap();
    assert_eq!(who, "CN=billing (billing.example)");
    drop(client);
    running.stop();
}

#[tokio::test]
async fn calls_are_pipelined_and_the_stream_ends_in_order() {
    let authority = Authority::new();
    let (running, endpoint) = serve(&acceptor(&authority, ClientCertificates::Ignored));
    let client = connect(&endpoint, trusting(&authority)).await.unwrap();
    let calls = (0..50).map(|n| {
        let client = client.clone();
        tokio::spawn(async move { (client.add(n, 1).await.unwrap(), n + 1) })
    });
    for call in calls.collect::<Vec<_>>() {
        let (sum, expected) = call.await.unwrap();
        assert_eq!(sum, expected);
    }
    let payload = Bytes::from(vec![7; 1_000_000]);
    assert_eq!(client.echo(payload.clone()).await.unwrap(), payload);
    client.poke(1).await.unwrap();
    client.channel().clone().close().await.unwrap();
    assert!(client.add(1, 2).await.is_err());
    running.stop();
}

#[tokio::test]
async fn the_wrong_server_is_refused() {
    let authority = Authority::new();
    let (running, endpoint) = serve(&acceptor(&authority, ClientCertificates::Ignored));
    let options = trusting(&authority).with_server_name(Some("bank.example".to_owned()));
    let why = connect(&endpoint, options).await.unwrap_err().to_string();
    assert!(why.contains("not valid for name \"bank.example\""), "{why}");
    running.stop();
}

#[tokio::test]
async fn a_plain_server_is_told_apart() {
    let plain = "127.0.0.1:0".parse().unwrap();
    let listener = Listener::bind(&plain, &ListenOptions::default()).unwrap();
    let endpoint = listener.endpoint().clone();
    let options = ServerOptions::default();
    let running = support::Running::start(listener, support::processor(), options);
    let error = connect(&endpoint, trusting(&Authority::new())).await;
    let why = error.unwrap_err().to_string();
    assert!(why.contains("perhaps it does not speak TLS"), "{why}");
    running.stop();
}

/// Takes nothing, and says nothing.
struct Gone;

impl AsyncRead for Gone {
    fn poll_read(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        _: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Poll::Pending
    }
}

impl AsyncWrite for Gone {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn a_write_that_fails_may_have_sent_whole_records() {
    let any = TlsClientOptions::default().dangerously_accept_any_certificate();
    let tls = TlsConnector::new(any).unwrap();
    for (tls, may_have_run) in [(None, false), (Some(tls), true)] {
        let options = ClientOptions::default().with_tls(tls);
        let channel = TokioChannel::over(Gone, &options);
        let error = calculator::Client::new(channel).add(1, 2).await;
        assert_eq!(error.unwrap_err().may_have_run(), may_have_run);
    }
}
