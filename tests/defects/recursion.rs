//! Nesting that a peer chooses. Everything here runs with a small stack: where a bound is missing, the process dies.

use std::fmt::Debug;
use std::thread;

use thriftwood::wire::Wire;
use thriftwood::{Bytes, ErrorKind, Framing, Limits, Protocol};

use crate::idl::{Either, Every, Nest, Shape, abacus::AddResult};
use crate::peer::{add, converse, dialect, framed, header_frame};

/// Half of what a thread has. Unoptimised code takes some kilobytes of stack a level, so it is enough for the 64 levels
/// that are allowed, and far from enough for those that are sent.
const STACK: usize = 1 << 20;
const LEVELS: usize = 100_000;

fn with_a_small_stack(body: impl FnOnce() + Send + 'static) {
    let builder = thread::Builder::new().stack_size(STACK);
    builder.spawn(body).unwrap().join().unwrap();
}

fn is_too_deep<T: Wire + Debug>(protocol: Protocol, level: &[u8]) {
    let bytes = Bytes::from(level.repeat(LEVELS));
    let error = protocol
        .deserialize::<T>(&bytes, &Limits::default())
        .unwrap_err();
    let too_deep = matches!(error.kind(), ErrorKind::TooDeep);
    assert!(too_deep, "{protocol}: {level:?}: {error}");
}

/// One more level, in each way that a value can hold one: of unknown fields, and of those of `Nest`.
fn levels(protocol: Protocol) -> Vec<&'static [u8]> {
    match protocol {
        Protocol::Compact => vec![
            b"\x0c\xc6\x01",     // an unknown struct
            b"\x19\x1c",         // field 1, a list of one struct
            b"\x1b\x01\x5c\x01", // field 1, a map of a struct
            b"\x1b\x01\xcc",     // a struct as a key
            b"\x1c",             // field 1
            b"\x29\x1c",         // field 2, a list
            b"\x3b\x01\x5c\x02", // field 3, a map
        ],
        Protocol::Json => vec![
            br#"{"99":{"rec":"#,
            br#"{"99":{"lst":["rec",1,"#,
            br#"{"99":{"map":["i32","rec",1,{"1":"#,
            br#"{"99":{"map":["rec","i32",1,{"#,
            br#"{"1":{"rec":"#,
            br#"{"2":{"lst":["rec",1,"#,
            br#"{"3":{"map":["i32","rec",1,{"1":"#,
        ],
        _ => vec![
            b"\x0c\0\x63",
            b"\x0f\0\x63\x0c\0\0\0\x01",
            b"\x0d\0\x63\x08\x0c\0\0\0\x01\0\0\0\x01",
            b"\x0d\0\x63\x0c\x08\0\0\0\x01",
            b"\x0c\0\x01",
            b"\x0f\0\x02\x0c\0\0\0\x01",
            b"\x0d\0\x03\x08\x0c\0\0\0\x01\0\0\0\x01",
        ],
    }
}

/// CVE-2015-3254, THRIFT-5469 (Go), CVE-2026-41636 (Node), CVE-2026-85493 (Dart, Java ME), CVE-2026-66858 (Python, PHP, Perl,
/// Lua and others): `skip` followed unknown nesting as far as the stack went. CVE-2026-94650, 96288, 96289: so did the
/// generated readers of recursive structs.
#[test]
fn nesting_ends_at_the_limit_and_not_at_the_stack() {
    with_a_small_stack(|| {
        for protocol in [Protocol::Binary, Protocol::Compact, Protocol::Json] {
            for level in levels(protocol) {
                is_too_deep::<Nest>(protocol, level);
                is_too_deep::<Every>(protocol, level);
                is_too_deep::<Shape>(protocol, level);
                is_too_deep::<Either>(protocol, level);
            }
        }
        let names = br#"{"one":{"nobody knows":["#;
        is_too_deep::<Nest>(Protocol::SimpleJson, names);
    });
}

/// Containers in containers, without a struct between them.
#[test]
fn containers_of_containers_count_too() {
    with_a_small_stack(|| {
        let list = [&[15, 0, 99][..], &b"\x0f\0\0\0\x01".repeat(LEVELS)].concat();
        let map = [
            &[13, 0, 99][..],
            &b"\x08\x0d\0\0\0\x01\0\0\0\x01".repeat(LEVELS),
        ]
        .concat();
        for bytes in [list, map] {
            let bytes = Bytes::from(bytes);
            for refused in [
                Protocol::Binary
                    .deserialize::<Every>(&bytes, &Limits::default())
                    .err(),
                Protocol::Binary
                    .deserialize::<Shape>(&bytes, &Limits::default())
                    .err(),
            ] {
                assert!(matches!(refused.unwrap().kind(), ErrorKind::TooDeep));
            }
        }
        let json = format!(r#"{{"99":{{"lst":{}"#, r#"["lst",1,"#.repeat(LEVELS));
        let read = Protocol::Json.deserialize::<Every>(&json.into(), &Limits::default());
        assert!(matches!(read.unwrap_err().kind(), ErrorKind::TooDeep));
    });
}

/// A server measures an unframed message before it is whole, which is another walk over the same nesting.
#[test]
fn a_server_that_looks_for_the_end_of_a_message_does_not_dive() {
    with_a_small_stack(|| {
        for protocol in [Protocol::Binary, Protocol::Compact, Protocol::Json] {
            let call = add(protocol, 1);
            let start: &[u8] = match protocol {
                Protocol::Binary => &call[..15],
                Protocol::Compact => &call[..7],
                _ => br#"[1,"add",1,1,"#,
            };
            for level in levels(protocol) {
                for framing in [Framing::Unframed, Framing::Framed, Framing::Http] {
                    let spoken = dialect(framing, protocol);
                    let message = [start, &level.repeat(LEVELS)].concat();
                    let bytes = crate::peer::carried(spoken, &message);
                    let said = converse(spoken, Limits::default(), &bytes);
                    let sum = protocol
                        .read_reply::<AddResult>(&Bytes::from(said.answered), &Limits::default());
                    assert!(!matches!(sum, Ok(((_, Ok(_)), _))), "{protocol}: a sum");
                }
            }
        }
    });
}

/// THRIFT-5221, 5255; CVE-2026-83663 (Go): a frame without payload made `Read` call itself once more, and a peer sent
/// as many of them as the stack had room for.
#[test]
fn frames_without_payload_are_not_recursed_over() {
    with_a_small_stack(|| {
        let empty = framed(b"").repeat(LEVELS);
        let bare = header_frame(&[0, 0], b"").repeat(LEVELS);
        for (framing, frames) in [(Framing::Framed, empty), (Framing::Header, bare)] {
            let spoken = dialect(framing, Protocol::Binary);
            let said = converse(spoken, Limits::default(), &frames);
            assert!(said.taken > 0 && said.answered.len() < frames.len() * 40);
        }
    });
}

/// CVE-2026-41606 (`c_glib`): dispatching a message recursed. A name may be taken apart as often as it likes here.
#[test]
fn the_name_of_a_method_is_not_recursed_over() {
    with_a_small_stack(|| {
        let name = "Abacus:".repeat(LEVELS);
        for protocol in [Protocol::Binary, Protocol::Compact] {
            let spoken = dialect(Framing::Framed, protocol);
            let call = crate::peer::message(protocol, &name, 1, &Nest::default());
            let said = converse(spoken, Limits::default(), &framed(&call));
            let answer = Bytes::from(said.answered.get(4..).unwrap_or_default().to_vec());
            let read = protocol.read_reply::<AddResult>(&answer, &Limits::default());
            assert!(!matches!(read, Ok(((_, Ok(_)), _))), "nobody has that name");
        }
    });
}
