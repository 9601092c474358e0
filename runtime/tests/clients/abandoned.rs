//! Calls that nobody waits for any more.

use crate::peer::{pair, pair_with, start_add};
use std::time::Duration;
use thriftwood::{
    ErrorKind, TType,
    client::{AsyncChannel as _, ClientOptions},
    protocol::{TInputProtocol, TOutputProtocol},
    wire::Wire,
};

#[tokio::test(start_paused = true)]
async fn a_call_that_lasts_too_long_is_left_alone() {
    let options = ClientOptions::default().with_call_timeout(Some(Duration::from_secs(1)));
    let (client, mut peer) = pair(&options);
    let error = client.add(1, 1).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout), "{error}");
    assert!(error.may_have_run());
    assert_eq!(client.channel().in_flight(), 0);

    let next = start_add(&client, 2);
    let late = peer.call().await;
    let call = peer.call().await;
    peer.answer(&late).await;
    peer.answer(&late).await;
    peer.answer(&call).await;
    assert_eq!(next.await.unwrap().unwrap(), 1002);
}

#[tokio::test]
async fn a_dropped_future_leaves_its_call_alone() {
    let (client, mut peer) = pair(&ClientOptions::default());
    let other = start_add(&client, 1);
    let dropped = start_add(&client, 2);
    let [first, second] = peer.calls(2).await.try_into().unwrap();
    dropped.abort();
    assert!(dropped.await.unwrap_err().is_cancelled());
    assert_eq!(client.channel().in_flight(), 1);
    peer.answer(&second).await;
    peer.answer(&first).await;
    assert_eq!(other.await.unwrap().unwrap(), 1001);
    assert_eq!(client.channel().in_flight(), 0);
}

#[tokio::test]
async fn what_is_left_before_it_is_sent_takes_up_room_until_it_is() {
    let options = ClientOptions::default().with_in_flight(2);
    let (client, mut peer) = pair_with(8, &options);
    let left: Vec<_> = (0..2).map(|n| start_add(&client, n)).collect();
    while client.channel().in_flight() < 2 {
        tokio::task::yield_now().await;
    }
    for call in left {
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());
    }
    // a server that does not read cannot be sent more and more
    let next = start_add(&client, 2);
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(client.channel().in_flight(), 2);
    let came = peer.calls(3).await;
    assert_eq!(came[2].numbers.0, 2);
    assert_eq!(client.channel().in_flight(), 1);
    for call in &came {
        peer.answer(call).await;
    }
    assert_eq!(next.await.unwrap().unwrap(), 1002);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_finds_no_place_in_time_was_not_sent() {
    let options = ClientOptions::default()
        .with_in_flight(1)
        .with_call_timeout(Some(Duration::from_secs(1)));
    let (client, mut peer) = pair(&options);
    let first = start_add(&client, 1);
    let call = peer.call().await;
    tokio::time::advance(Duration::from_millis(1)).await;
    let second = start_add(&client, 2);
    // the first lasts too long, the second gets its place and is sent
    assert!(first.await.unwrap().unwrap_err().may_have_run());
    peer.call().await;
    let third = client.add(3, 3).await.unwrap_err();
    assert!(second.await.unwrap().unwrap_err().may_have_run());
    assert!(third.may_have_run(), "it had the place of the second");
    peer.answer(&call).await;

    let (client, _peer) = pair_with(8, &options);
    let _stuck = start_add(&client, 1);
    tokio::task::yield_now().await;
    let error = client.add(2, 2).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout), "{error}");
    assert!(!error.may_have_run());
}

/// Arguments that panic half-way.
#[derive(Default)]
struct Explosive;

impl Wire for Explosive {
    const TYPE: TType = TType::Struct;
    fn read_into<P: TInputProtocol>(&mut self, _: &mut P) -> thriftwood::Result<()> {
        Ok(())
    }
    fn write<P: TOutputProtocol>(&self, output: &mut P) {
        7_i32.write(output);
        panic!("half-way");
    }
}

#[tokio::test]
async fn what_panics_while_it_is_written_is_never_sent() {
    let (client, mut peer) = pair(&ClientOptions::default());
    let channel = client.channel().clone();
    let bang = tokio::spawn(async move { channel.call_oneway("bang", Explosive).await });
    assert!(bang.await.unwrap_err().is_panic());
    let error = client.add(1, 1).await.unwrap_err();
    assert!(
        error.to_string().contains("could not be written"),
        "{error}"
    );
    assert!(!error.may_have_run());
    assert!(peer.at_end().await);
}
