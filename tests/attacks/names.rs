//! Names by the megabyte.

use std::io::Read as _;

use generated::interop::base::PingResult;
use thriftwood::{ApplicationErrorKind, Limits, Protocol};

use crate::attack::{Attack, MIB, Siege, until_the_end};
use crate::bytes::{framed, varint, with_header};

const LONG: usize = 2 * MIB;
/// A name is read, and stands twice in the answer; buffers that grow have up to twice the room.
const MOST: usize = MIB + 12 * LONG;

#[test]
fn a_method_that_nobody_has_may_have_any_name() {
    Attack::with(&[]).on_each(|siege| {
        for protocol in [Protocol::Binary, Protocol::Compact, Protocol::Json] {
            let call = call_of_a_long_name(protocol);
            for frame in [true, false] {
                let mut peer = siege.peer();
                let sent = if frame { framed(&call) } else { call.clone() };
                peer.send(&sent).unwrap();
                peer.end_writing();
                let mut answer = until_the_end(&mut peer);
                if frame {
                    answer.drain(..4);
                }
                let read = protocol.read_reply::<PingResult>(&answer.into(), &Limits::default());
                let ((header, reply), _) = read.unwrap();
                assert_eq!(header.name.len(), LONG, "{}", siege.kind.name);
                let why = reply.unwrap_err().kind;
                assert_eq!(why, ApplicationErrorKind::UNKNOWN_METHOD);
            }
        }
        siege.has_cost(MOST);
    });
}

fn call_of_a_long_name(protocol: Protocol) -> Vec<u8> {
    let name = vec![b'n'; LONG];
    match protocol {
        Protocol::Compact => {
            let length = varint(LONG as u64);
            [&[0x82, 0x21, 1][..], &length, &name, &[0]].concat()
        }
        Protocol::Json => [b"[1,\"", &name[..], b"\",1,1,{}]"].concat(),
        _ => {
            let length = (LONG as u32).to_be_bytes();
            [&[0x80, 1, 0, 1][..], &length, &name, &[0, 0, 0, 1, 0]].concat()
        }
    }
}

/// The header of a frame has a bound of its own, and each length in it the header's.
#[test]
fn what_a_header_says_ends_with_the_header() {
    Attack::with(&[]).on_each(|siege| {
        let million = varint(LONG as u64);
        let lies = [
            [&[1][..], &million].concat(),
            [&[1, 1][..], &million].concat(),
            [&[1, 1, 1, b'k'][..], &million].concat(),
            [&[1, 1][..], &varint(u64::MAX)].concat(),
        ];
        for lie in lies {
            let mut peer = siege.peer();
            peer.send(&with_header(&vec![0; LONG], false, &lie))
                .unwrap();
            peer.end_writing();
            until_the_end(&mut peer);
        }
        let mut longest = with_header(&vec![b'x'; LONG], false, &[]);
        longest[12..14].fill(0xff);
        let mut peer = siege.peer();
        peer.send(&longest).unwrap();
        until_the_end(&mut peer);
        // while one is sent home the next one is read
        siege.has_cost(MIB + 2 * 3 * LONG);
    });
}

#[test]
fn a_head_of_http_has_a_bound() {
    Attack::with(&[]).on_each(|siege| {
        let long = "x".repeat(LONG);
        let post = "POST / HTTP/1.1\r\nHost: a\r\n";
        let chunked = format!("{post}Transfer-Encoding: chunked\r\n\r\n");
        for request in [
            format!("POST /{long} HTTP/1.1\r\n\r\n"),
            format!("POST{long}"),
            format!("{post}{long}: a\r\n\r\n"),
            format!("{post}a: {long}\r\n\r\n"),
            format!("{post}{}\r\n", "a: b\r\n".repeat(LONG / 6)),
            format!("{chunked}{long}"),
            format!("{chunked}1;{long}"),
            format!("{chunked}1\r\nx\r\n0\r\n{long}"),
        ] {
            is_refused(siege, request.as_bytes());
        }
        siege.has_cost(2 * MIB);
    });
}

/// It is told so before it has sent it all.
fn is_refused(siege: &Siege<'_>, request: &[u8]) {
    let mut peer = siege.peer();
    // the server may have hung up by then
    let _ = peer.send(request);
    let mut answer = [0; 12];
    match peer.socket.read_exact(&mut answer) {
        Ok(()) => assert!(answer.starts_with(b"HTTP/1.1 4"), "{answer:?}"),
        Err(_) => until_the_end(&mut peer).clear(),
    }
}
