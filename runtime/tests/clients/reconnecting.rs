//! Connections that come back.

use crate::{
    peer::{Peer, start_add},
    support::calculator::calculator::Client,
};
use std::{io, time::Duration};
use thriftwood::{
    Error, ErrorKind, Result,
    client::{Backoff, ClientOptions, TokioChannel},
};
use tokio::{sync::mpsc, time::Instant};

/// Whether the server takes the next connection; it gets its end of each that it takes.
struct Door {
    connected: mpsc::UnboundedReceiver<Peer>,
    open: tokio::sync::watch::Sender<bool>,
}

async fn channel(options: &ClientOptions) -> Result<(Client<TokioChannel>, Door)> {
    let (send, connected) = mpsc::unbounded_channel();
    let (open, is_open) = tokio::sync::watch::channel(true);
    let connect = move || {
        let answer = if *is_open.borrow() {
            let (here, stream) = tokio::io::duplex(64 * 1024);
            send.send(Peer { stream })
                .map(|()| here)
                .map_err(Error::other)
        } else {
            Err(io::Error::from(io::ErrorKind::ConnectionRefused).into())
        };
        std::future::ready(answer)
    };
    let channel = TokioChannel::connect_with(connect, options).await?;
    Ok((Client::new(channel), Door { connected, open }))
}

/// Lets the channel notice what has happened.
async fn settled() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

impl Door {
    async fn next(&mut self) -> Peer {
        self.connected.recv().await.unwrap()
    }
}

#[tokio::test(start_paused = true)]
async fn the_call_after_a_loss_connects_again_at_once() {
    let (client, mut door) = channel(&ClientOptions::default()).await.unwrap();
    for n in 0..3 {
        let begin = Instant::now();
        let call = start_add(&client, n);
        let mut peer = door.next().await;
        let came = peer.call().await;
        peer.answer(&came).await;
        assert_eq!(call.await.unwrap().unwrap(), n + 1000);
        assert_eq!(begin.elapsed(), Duration::ZERO);
        let lost = start_add(&client, n);
        peer.call().await;
        drop(peer);
        let error = lost.await.unwrap().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Lost(_)), "{error}");
        assert!(error.may_have_run());
    }
}

#[tokio::test(start_paused = true)]
async fn waits_grow_while_nobody_answers() {
    let backoff = Backoff::default()
        .with_first(Duration::from_secs(1))
        .with_most(Duration::from_secs(8));
    let options = ClientOptions::default().with_reconnect(Some(backoff));
    let (client, mut door) = channel(&options).await.unwrap();
    door.open.send_replace(false);
    drop(door.next().await);
    settled().await;
    // it has hung up without an answer, so the first wait is due already
    for longest in [1, 2, 4, 8, 8] {
        let begin = Instant::now();
        let error = client.add(1, 1).await.unwrap_err();
        assert!(!error.may_have_run());
        assert!(error.to_string().contains("refused"), "{error}");
        let longest = Duration::from_secs(longest);
        let waited = begin.elapsed();
        // tokio's clock has milliseconds
        let slack = Duration::from_millis(2);
        assert!(
            waited >= longest / 2 && waited <= longest + slack,
            "{waited:?}"
        );
    }
    // callers share an attempt, whatever it comes to
    door.open.send_replace(true);
    let calls: Vec<_> = (0..10).map(|n| start_add(&client, n)).collect();
    let mut peer = door.next().await;
    for call in peer.calls(10).await {
        peer.answer(&call).await;
    }
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert!(door.connected.try_recv().is_err());
}

#[tokio::test(start_paused = true)]
async fn a_call_waits_for_a_connection_no_longer_than_it_may() {
    let backoff = Backoff::default()
        .with_first(Duration::from_secs(100))
        .with_most(Duration::MAX);
    let options = ClientOptions::default()
        .with_reconnect(Some(backoff))
        .with_call_timeout(Some(Duration::from_secs(1)));
    let (client, mut door) = channel(&options).await.unwrap();
    drop(door.next().await);
    settled().await;
    let error = client.add(1, 1).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout), "{error}");
    assert!(!error.may_have_run());
    // whoever closes does not wait for it either
    let begin = Instant::now();
    client.channel().clone().close().await.unwrap();
    assert_eq!(begin.elapsed(), Duration::ZERO);
    assert!(matches!(
        client.add(1, 1).await.unwrap_err().kind(),
        ErrorKind::Closed
    ));
}

#[tokio::test]
async fn a_channel_that_may_not_connect_again_does_not() {
    let options = ClientOptions::default().with_reconnect(None);
    let (client, mut door) = channel(&options).await.unwrap();
    drop(door.next().await);
    let mut kinds = Vec::new();
    for _ in 0..2 {
        kinds.push(client.add(1, 1).await.unwrap_err());
    }
    assert!(matches!(kinds[1].kind(), ErrorKind::Closed), "{kinds:?}");
    assert!(door.connected.recv().await.is_none());
}
