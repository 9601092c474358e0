//! Connections that break, and what becomes of their calls.

use crate::{
    peer::{pair, pair_with, start_add, sum},
    support::calculator::calculator::AddArgs,
    support::call as call_message,
};
use thriftwood::{Compression, ErrorKind, Framing, client::ClientOptions};

#[tokio::test]
async fn what_was_never_written_has_certainly_not_run() {
    let (client, mut peer) = pair_with(100, &ClientOptions::default());
    // a call is 36 bytes in its frame: some are sent, one is cut, the others wait
    let calls: Vec<_> = (0..10).map(|n| start_add(&client, n)).collect();
    peer.calls(2).await;
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    drop(peer);
    let mut may_have_run = Vec::new();
    for call in calls {
        let error = call.await.unwrap().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Lost(_)), "{error}");
        may_have_run.push(error.may_have_run());
    }
    let count = may_have_run.iter().filter(|ran| **ran).count();
    assert!((4..10).contains(&count), "{may_have_run:?}");
    may_have_run.reverse();
    assert!(may_have_run.is_sorted(), "{may_have_run:?}");
    assert_eq!(client.channel().in_flight(), 0);

    let error = client.add(1, 1).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Closed), "{error}");
    assert!(!error.may_have_run());
}

/// Where the bytes of one call end in a compressed stream, nobody can tell: a few may be all of them.
#[tokio::test]
async fn of_compressed_calls_all_may_have_run_when_some_bytes_are_sent() {
    let options = ClientOptions::default().with_compression(Compression::Zlib);
    let (client, peer) = pair_with(20, &options);
    let calls: Vec<_> = (0..10).map(|n| start_add(&client, n)).collect();
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    drop(peer);
    for call in calls {
        let error = call.await.unwrap().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Lost(_)), "{error}");
        assert!(error.may_have_run(), "{error}");
    }
}

#[tokio::test]
async fn a_write_that_fails_costs_no_reply_that_is_here() {
    let (client, mut peer) = pair(&ClientOptions::default());
    let answered = start_add(&client, 1);
    let call = peer.call().await;
    peer.answer(&call).await;
    drop(peer);
    // the channel looks at both at once: at a reply, and at a call that nobody takes
    let error = client.add(2, 1000).await.unwrap_err();
    assert!(!error.may_have_run(), "{error}");
    assert_eq!(answered.await.unwrap().unwrap(), 1001);
}

#[tokio::test]
async fn a_server_out_of_step_ends_the_connection() {
    let framing = Framing::Framed;
    for (reply, why) in [
        (
            sum(framing, "add", 7, 0),
            "sequence id 7, which no call had",
        ),
        (
            sum(framing, "add", 0, 0),
            "sequence id 0, which no call had",
        ),
        (
            sum(framing, "add", -1, 0),
            "sequence id -1, which no call had",
        ),
        (
            sum(framing, "subtract", 1, 0),
            "for `subtract`, not for `add`",
        ),
        (
            call_message(framing, "add", 1, &AddArgs::default()),
            "1 is not a message type",
        ),
        (vec![0xff; 8], "a length is negative"),
        (vec![0, 0, 0, 4, 1, 2, 3, 4], ""),
    ] {
        let (client, mut peer) = pair(&ClientOptions::default());
        let calls: Vec<_> = (0..2).map(|n| start_add(&client, n)).collect();
        peer.calls(2).await;
        peer.say(&reply).await;
        for call in calls {
            let error = call.await.unwrap().unwrap_err();
            let told = error.to_string();
            assert!(
                told.starts_with("the connection is lost: ") && told.contains(why),
                "{told}"
            );
            assert!(error.may_have_run());
        }
        assert!(peer.at_end().await);
    }
}

#[tokio::test]
async fn a_runtime_that_ends_leaves_nobody_waiting() {
    let other = std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(async { pair(&ClientOptions::default()) })
    });
    let (client, _peer) = other.join().unwrap();
    let error = client.add(1, 1).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Closed), "{error}");
    assert!(!error.may_have_run());
    assert!(client.channel().clone().close().await.is_err());
}
