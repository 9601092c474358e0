//! How channels end.

use crate::{
    peer::{pair, pair_with, start_add},
    support::{
        Handler, Running,
        calculator::calculator::{Client, Processor},
    },
};
use flate2::{Decompress, FlushDecompress, Status};
use std::time::Duration;
use thriftwood::{
    Compression, ErrorKind,
    client::{ClientOptions, TokioChannel},
    server::ServerOptions,
    transport::{ListenOptions, Listener},
};
use tokio::io::AsyncReadExt as _;

#[tokio::test]
async fn closing_waits_for_what_is_under_way_and_takes_nothing_new() {
    let (client, mut peer) = pair(&ClientOptions::default());
    let calls: Vec<_> = (0..5).map(|n| start_add(&client, n)).collect();
    let came = peer.calls(5).await;
    let closing = tokio::spawn(client.channel().clone().close());
    tokio::task::yield_now().await;
    let error = client.add(1, 1).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Closed), "{error}");
    assert!(!error.may_have_run());
    for call in &came {
        assert!(!closing.is_finished());
        peer.answer(call).await;
    }
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert!(peer.at_end().await);
    drop(peer);
    closing.await.unwrap().unwrap();
}

#[tokio::test]
async fn closing_does_not_wait_for_calls_that_were_left() {
    let (client, mut peer) = pair(&ClientOptions::default());
    let call = start_add(&client, 1);
    peer.call().await;
    let closing = tokio::spawn(client.channel().clone().close());
    tokio::task::yield_now().await;
    call.abort();
    assert!(peer.at_end().await);
    drop(peer);
    closing.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_compressed_stream_ends_with_its_checksum_whoever_ends_it() {
    let options = ClientOptions::default().with_compression(Compression::Zlib);
    for close in [true, false] {
        let (client, mut peer) = pair(&options);
        client.poke(1).await.unwrap();
        if close {
            let closing = tokio::spawn(client.channel().clone().close());
            drop(client);
            let mut sent = Vec::new();
            peer.stream.read_to_end(&mut sent).await.unwrap();
            check_end(&sent);
            drop(peer);
            closing.await.unwrap().unwrap();
        } else {
            drop(client);
            let mut sent = Vec::new();
            peer.stream.read_to_end(&mut sent).await.unwrap();
            check_end(&sent);
        }
    }
}

fn check_end(sent: &[u8]) {
    let mut plain = Vec::with_capacity(1024);
    let status = Decompress::new(true).decompress_vec(sent, &mut plain, FlushDecompress::Finish);
    assert_eq!(status.unwrap(), Status::StreamEnd);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_does_not_read_is_not_waited_for_when_nobody_does() {
    let (client, mut peer) = pair_with(8, &ClientOptions::default());
    let call = start_add(&client, 1);
    while client.channel().in_flight() == 0 {
        tokio::task::yield_now().await;
    }
    call.abort();
    drop(client);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut sent = Vec::new();
    peer.stream.read_to_end(&mut sent).await.unwrap();
    assert_eq!(sent.len(), 8);
}

#[tokio::test]
async fn oneway_calls_before_the_end_are_not_lost() {
    for close in [true, false] {
        let handler = Handler::default();
        let pokes = handler.pokes.clone();
        let listener = Listener::bind(&"127.0.0.1:0".parse().unwrap(), &ListenOptions::default());
        let listener = listener.unwrap();
        let endpoint = listener.endpoint().clone();
        let running = Running::start(listener, Processor::new(handler), ServerOptions::default());
        let channel = TokioChannel::connect(&endpoint, &ClientOptions::default()).await;
        let client = Client::new(channel.unwrap());
        for number in 0..100 {
            client.poke(number).await.unwrap();
        }
        if close {
            client.channel().clone().close().await.unwrap();
        }
        drop(client);
        while pokes.lock().unwrap().len() < 100 {
            tokio::task::yield_now().await;
        }
        running.stop();
        assert_eq!(*pokes.lock().unwrap(), (0..100).collect::<Vec<_>>());
    }
}
