//! Input over which a reader never comes to an end. That these tests end is what they show; what they ask besides is that
//! nobody waits for more of what is wrong already.

use thriftwood::{Bytes, Choice, ErrorKind, Framing, Limits, Protocol, ServerDialect};

use crate::idl::{Any, Every, Shape, abacus::AddResult};
use crate::peer::{add, carried, converse, converse_at_length, dialect, header_frame};

/// CVE-2026-43871 (GHSA-8wv5-x4w7-5gww; Python, Go, PHP, Java): a varint was read for as long as its bytes said that it goes
/// on. Ten bytes say everything that 64 bits can.
#[test]
fn a_number_ends_after_ten_bytes() {
    let endless = [0xff; 4096];
    let spoken = dialect(Framing::Unframed, Protocol::Compact);
    let starts: [&[u8]; 8] = [
        b"\x82\x21",                    // a sequence id
        b"\x82\x21\x01",                // the length of a name
        b"\x82\x21\x01\x03add\x15",     // an i32
        b"\x82\x21\x01\x03add\x05",     // the id of a field
        b"\x82\x21\x01\x04echo\x18",    // the length of a string
        b"\x82\x21\x01\x03add\x79\xf5", // the count of a list that nobody knows
        b"\x82\x21\x01\x03add\x7b",     // the count of a map
        b"\x82\x21\x01\x03add\x79\x15", // an element
    ];
    for start in starts {
        for bytes in [4096, 10] {
            let call = [start, &endless[..bytes]].concat();
            let said = converse(spoken, Limits::default(), &call);
            let waited = said
                .result
                .is_err_and(|error| matches!(error.kind(), ErrorKind::Closed));
            assert!(!waited, "{start:?}: ten bytes are enough to know it");
            let sum = Protocol::Compact
                .read_reply::<AddResult>(&said.answered.into(), &Limits::default());
            assert!(!matches!(sum, Ok(((_, Ok(_)), _))), "{start:?}: a sum");
        }
    }
    let spoken = dialect(Framing::Header, Protocol::Binary);
    for header in [
        &[][..],
        &[0],
        &[0, 1],
        &[0, 0],
        &[0, 0, 1],
        &[0, 0, 1, 1],
        &[0, 0, 1, 1, 1, b'k'],
    ] {
        let frame = header_frame(
            &[header, &endless[..80]].concat(),
            &add(Protocol::Binary, 1),
        );
        let said = converse(spoken, Limits::default(), &frame);
        assert!(said.answered.is_empty(), "{header:?}");
    }
}

/// CVE-2019-0205 (THRIFT-4024): a type that is none was skipped as nothing at all, over and over.
#[test]
fn every_type_there_is_and_every_other_comes_to_an_end() {
    for protocol in [Protocol::Binary, Protocol::Compact] {
        for kind in 0..=u8::MAX {
            for inner in 0..=u8::MAX {
                let starts = match protocol {
                    Protocol::Compact => vec![
                        vec![kind, inner],
                        vec![0x79, kind, inner],
                        vec![0x7b, 3, kind, inner],
                    ],
                    _ => vec![
                        vec![kind, 0, inner],
                        vec![15, 0, 99, kind, 0, 0, 0, inner],
                        vec![13, 0, 99, kind, inner, 0, 0, 0, 3],
                    ],
                };
                for start in starts {
                    let bytes = Bytes::from([&start[..], &[0; 64]].concat());
                    let limits = Limits::default();
                    // whatever they are, they end within their bytes
                    let used = [
                        protocol
                            .deserialize_prefix::<Every>(&bytes, &limits)
                            .map(|read| read.1),
                        protocol
                            .deserialize_prefix::<Any>(&bytes, &limits)
                            .map(|read| read.1),
                        protocol
                            .deserialize_prefix::<Shape>(&bytes, &limits)
                            .map(|read| read.1),
                    ];
                    let within = |used: &usize| (1..=bytes.len()).contains(used);
                    assert!(used.iter().flatten().all(within), "{protocol}: {start:?}");
                }
            }
        }
    }
}

/// CVE-2026-86535 (Node): the name of a member in JSON sent the reader round and round; CVE-2026-86536, 94646: it was the
/// name of something that every object has.
#[test]
fn the_name_of_a_member_is_a_number_or_an_error() {
    for name in [
        "__proto__",
        "constructor",
        "hasOwnProperty",
        "",
        "-",
        "1e1",
        "1.0",
        " 1",
        "99999999999",
        "32768",
        "0x1",
        "\\u0031",
    ] {
        let json = format!(r#"{{"{name}":{{"i32":1}},"4":{{"i32":7}}}}"#);
        let read = Protocol::Json.deserialize::<Every>(&json.into(), &Limits::default());
        let error = read.expect_err(name);
        assert!(
            matches!(error.kind(), ErrorKind::Syntax { .. }),
            "{name}: {error}"
        );
    }
    let json = r#"{"__proto__":{"text":"x"},"constructor":[1],"number":7}"#;
    let read = Protocol::SimpleJson.deserialize::<Every>(&json.into(), &Limits::default());
    assert_eq!(
        read.unwrap().number,
        Some(7),
        "there, they are names as others"
    );
}

/// CVE-2026-85476 (`c_glib`): a read that gives nothing was tried again for ever. It is the end of the stream here,
/// wherever it comes.
#[test]
fn nothing_more_to_read_is_the_end() {
    for spoken in crate::peer::dialects() {
        let call = carried(spoken, &add(spoken.protocol, 1));
        for cut in 0..call.len() {
            let said = converse(spoken, Limits::default(), &call[..cut]);
            assert!(said.answered.is_empty(), "{spoken:?}, cut at {cut}");
            assert_eq!(said.result.is_ok(), cut == 0, "{spoken:?}, cut at {cut}");
        }
    }
}

/// A server that waits to see how it is spoken to does not wait for ever, either.
#[test]
fn a_peer_that_cannot_be_recognised_is_not_listened_to_for_long() {
    let mut anything = ServerDialect::default();
    anything.protocol = Choice::Auto;
    anything.framing = Choice::Auto;
    for filler in 0..=u8::MAX {
        let limits = Limits::default().with_message(1 << 20).with_frame(1 << 20);
        let said = converse_at_length(anything, limits, &[], (filler, 8 << 20));
        assert!(said.result.is_err(), "{filler}");
        assert!(said.taken <= 3 << 20, "{filler}: {} bytes", said.taken);
    }
}

/// CVE-2026-55968 (Node), 94653 (PHP), 94658 (Lua), 96287 (Perl), 96292 (Lua): what had come was copied or searched anew with
/// every piece that came. Here 2 MiB in pieces of 16 bytes are a matter of a moment; looked at anew each time they would be
/// 137 GB.
#[test]
fn a_message_in_small_pieces_costs_what_it_costs_in_one() {
    let payload = Bytes::from(vec![b'x'; 2 << 20]);
    for spoken in crate::peer::dialects() {
        let arguments = crate::idl::abacus::EchoArgs {
            payload: payload.clone(),
        };
        let call = crate::peer::message(spoken.protocol, "echo", 1, &arguments);
        let said = crate::peer::converse_in_pieces(spoken, &carried(spoken, &call), 16);
        said.result.unwrap();
        assert!(said.answered.len() > payload.len(), "{spoken:?}");
    }
}
