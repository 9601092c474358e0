//! A blocking client against a server that misbehaves.

use crate::support::{
    BOTH, application,
    calculator::calculator::{AddArgs, AddResult, BlockingClient},
    call, message,
};
use std::{
    io::{Read as _, Write as _},
    time::Duration,
};
use thriftwood::{
    ApplicationErrorKind, ErrorKind, Framing, Limits, Result, TApplicationException, TMessageType,
    client::{BlockingChannel, ClientOptions},
    transport::{TMemoryTransport, TTransport as _, memory},
};

type Client = BlockingClient<BlockingChannel<TMemoryTransport>>;

/// A client, and the server's end of its stream.
fn client(framing: Framing, limits: Limits) -> (Client, TMemoryTransport) {
    let (mut here, there) = memory::pair();
    // a server that says nothing is not waited for
    here.set_timeouts(Some(Duration::from_millis(10)), None)
        .unwrap();
    let options = ClientOptions::default()
        .with_framing(framing)
        .with_limits(limits);
    (
        BlockingClient::new(BlockingChannel::over(here, &options)),
        there,
    )
}

fn sum(framing: Framing, method: &str, sequence: i32, success: i32) -> Vec<u8> {
    message(
        framing,
        method,
        TMessageType::Reply,
        sequence,
        &AddResult {
            success: Some(success),
        },
    )
}

/// The first call finds this reply; so does, after it, a second call a good one.
fn two_calls(framing: Framing, reply: &[u8]) -> (Result<i32>, Result<i32>) {
    let (mut client, mut server) = client(
        framing,
        Limits::default().with_message(1000).with_frame(1000),
    );
    server.write_all(reply).unwrap();
    let first = client.add(1, 1);
    // the client may have hung up
    let _ = server.write_all(&sum(framing, "add", 2, 22));
    (first, client.add(2, 2))
}

#[test]
fn a_reply_that_was_not_due_ends_the_channel() {
    for framing in BOTH {
        for (reply, what) in [
            (sum(framing, "add", 7, 0), "sequence id 7, not 1"),
            (
                sum(framing, "subtract", 1, 0),
                "for `subtract`, not for `add`",
            ),
            (
                call(framing, "add", 1, &AddArgs::default()),
                "not a message type",
            ),
            (b"\xff\xff\xff\xff\xff\xff\xff\xff".to_vec(), ""),
            (sum(framing, "add", 1, 0).repeat(2), ""),
        ] {
            let (first, second) = two_calls(framing, &reply);
            let failed = if let Err(error) = first {
                assert!(error.to_string().contains(what), "{framing}: {error}");
                second.unwrap_err()
            } else {
                // a second reply nobody asked for: the next call must not take it for its own
                let error = second.unwrap_err();
                assert!(
                    matches!(
                        error.kind(),
                        ErrorKind::BadSequence {
                            expected: 2,
                            found: 1
                        }
                    ),
                    "{error}"
                );
                continue;
            };
            assert!(
                matches!(failed.kind(), ErrorKind::Closed),
                "{framing}: {failed}"
            );
        }
    }
}

#[test]
fn an_exception_is_an_answer_and_the_channel_stays() {
    for framing in BOTH {
        let exception = TApplicationException::new(ApplicationErrorKind::INTERNAL_ERROR, "away");
        let reply = message(framing, "add", TMessageType::Exception, 1, &exception);
        let (first, second) = two_calls(framing, &reply);
        assert_eq!(application(first), exception);
        assert_eq!(second.unwrap(), 22);
    }
}

#[test]
fn a_result_that_holds_nothing_is_told() {
    for framing in BOTH {
        let reply = message(
            framing,
            "add",
            TMessageType::Reply,
            1,
            &AddResult { success: None },
        );
        let (first, second) = two_calls(framing, &reply);
        assert!(matches!(
            first.unwrap_err().kind(),
            ErrorKind::MissingResult("add")
        ));
        assert_eq!(second.unwrap(), 22);
    }
}

#[test]
fn a_late_reply_is_never_taken_for_anothers() {
    for framing in BOTH {
        let (mut client, mut server) = client(framing, Limits::default());
        assert!(matches!(
            client.add(1, 1).unwrap_err().kind(),
            ErrorKind::Timeout
        ));
        let _ = server.write_all(&sum(framing, "add", 1, 11));
        assert!(matches!(
            client.add(2, 2).unwrap_err().kind(),
            ErrorKind::Closed
        ));
        assert!(!client.channel_mut().is_open());
    }
}

#[test]
fn a_server_that_leaves_is_noticed() {
    for framing in BOTH {
        let (mut client, server) = client(framing, Limits::default());
        drop(server);
        let error = client.add(1, 1).unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Io(_) | ErrorKind::Closed),
            "{error}"
        );
        assert!(matches!(
            client.add(1, 1).unwrap_err().kind(),
            ErrorKind::Closed
        ));
    }
}

#[test]
fn a_server_is_held_to_the_limits() {
    for framing in BOTH {
        let (mut client, mut server) =
            client(framing, Limits::default().with_message(10).with_frame(10));
        server.write_all(&sum(framing, "add", 1, 11)).unwrap();
        let error = client.add(1, 1).unwrap_err();
        assert!(error.to_string().contains("limit of 10"), "{error}");
    }
}

#[test]
fn what_a_client_sends_is_what_thrift_sends() {
    let (mut client, mut server) = client(Framing::Framed, Limits::default());
    client.poke(7).unwrap();
    let mut sent = [0; 64];
    let count = server.read(&mut sent).unwrap();
    let expected = b"\0\0\0\x18\x80\x01\0\x04\0\0\0\x04poke\0\0\0\x01\x08\0\x01\0\0\0\x07\0";
    assert_eq!(&sent[..count], expected);
}
