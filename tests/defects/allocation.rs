//! A small message that asks for a large memory.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use thriftwood::wire::Wire;
use thriftwood::{
    Bytes, Compression, Dialect, ErrorKind, Framing, Limit, Limits, Protocol, Result, Uuid, Value,
    VecMap, VecSet,
};

use crate::alone::{alone, peak};
use crate::idl::{Before, Every, Nest, Plain, Shape, abacus};
use crate::peer::{converse, converse_at_length, dialect, dialects, header_frame, message};

/// What any of these may take: a buffer or two.
const LITTLE: usize = 256 << 10;
const MIB: usize = 1 << 20;

/// Counts and lengths that nobody could send.
const LIES: [i32; 5] = [i32::MAX, i32::MIN, -1, 1 << 24, 100 << 20];

fn varint(mut number: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// Reads a `T` that says it is larger than all its bytes.
fn refused<T: Wire + Debug>(protocol: Protocol, bytes: &[u8]) {
    let bytes = Bytes::copy_from_slice(bytes);
    let read = |bytes: &Bytes| protocol.deserialize::<T>(bytes, &Limits::default());
    let (result, taken) = peak(|| read(&bytes));
    assert!(result.is_err(), "{protocol}: {result:?}");
    assert!(taken <= LITTLE, "{protocol}: {taken} bytes for {bytes:?}");
}

/// CVE-2020-13949, THRIFT-5237, 5322, 5369: a count or a length from the wire was allocated before anybody looked whether
/// so many bytes had come. CVE-2026-43868 (THRIFT-5812, 5871; GHSA-2f9f-gq7v-9h6m): the same in the Rust crate, where a
/// negative count became a capacity that panicked. CVE-2026-82458: ten libraries bounded counts by the message's limit, not
/// by its bytes. CVE-2019-0210: lengths beyond a slice's end panicked. pilota: `with_capacity(count)` and
/// `split_to(length)`, unchecked.
#[test]
fn counts_and_lengths_are_believed_no_further_than_the_bytes() {
    alone(
        "allocation::counts_and_lengths_are_believed_no_further_than_the_bytes",
        || {
            for lie in LIES {
                in_binary(lie);
                in_compact(lie as u32);
                in_json(lie);
            }
        },
    );
}

fn in_binary(lie: i32) {
    let (binary, lie) = (Protocol::Binary, lie.to_be_bytes());
    let with = |before: &[u8]| [before, &lie, &[0; 40]].concat();
    refused::<Bytes>(binary, &with(&[]));
    refused::<String>(binary, &with(&[]));
    refused::<Vec<i64>>(binary, &with(&[10]));
    refused::<Vec<String>>(binary, &with(&[11]));
    refused::<Vec<Nest>>(binary, &with(&[12]));
    refused::<BTreeSet<i32>>(binary, &with(&[8]));
    refused::<VecSet<Uuid>>(binary, &with(&[16]));
    refused::<BTreeMap<i64, String>>(binary, &with(&[10, 11]));
    refused::<VecMap<bool, bool>>(binary, &with(&[2, 2]));
    for field in [
        &[11, 0, 7][..],
        &[11, 0, 8],
        &[15, 0, 13, 8],
        &[14, 0, 14, 11],
        &[13, 0, 15, 11, 8],
        &[15, 0, 99, 12],
        &[13, 0, 99, 12, 12],
        &[11, 0, 99],
    ] {
        refused::<Every>(binary, &with(field));
        refused::<Shape>(binary, &with(field));
    }
}

fn in_compact(lie: u32) {
    let (compact, lie) = (Protocol::Compact, varint(lie));
    let with = |before: &[u8], behind: &[u8]| [before, &lie, behind, &[0; 40]].concat();
    refused::<Bytes>(compact, &with(&[], &[]));
    refused::<String>(compact, &with(&[], &[]));
    refused::<Vec<i64>>(compact, &with(&[0xf6], &[]));
    refused::<Vec<String>>(compact, &with(&[0xf8], &[]));
    refused::<Vec<Nest>>(compact, &with(&[0xfc], &[]));
    refused::<BTreeSet<i32>>(compact, &with(&[0xf5], &[]));
    refused::<BTreeMap<i64, String>>(compact, &with(&[], &[0x68]));
    for (before, behind) in [
        (&[0x78][..], &[][..]),
        (&[0xd9, 0xf5], &[]),
        (&[0xea, 0xf8], &[]),
        (&[0xfb], &[0x85]),
        (&[0x09, 0x7e, 0xfc], &[]),
        (&[0x0b, 0x7e], &[0xcc]),
    ] {
        refused::<Every>(compact, &with(before, behind));
        refused::<Shape>(compact, &with(before, behind));
    }
}

/// CVE-2026-94645: Node's JSON looped as often as a count said, with nothing behind it.
fn in_json(lie: i32) {
    let json = |text: String| text.into_bytes();
    refused::<Vec<i64>>(Protocol::Json, &json(format!(r#"["i64",{lie},1]"#)));
    refused::<Vec<Nest>>(Protocol::Json, &json(format!(r#"["rec",{lie}]"#)));
    let map = format!(r#"["i64","str",{lie},{{"1":"x"}}]"#);
    refused::<BTreeMap<i64, String>>(Protocol::Json, &json(map));
    let unknown = format!(r#"{{"99":{{"set":["tf",{lie},1]}}}}"#);
    refused::<Every>(Protocol::Json, &json(unknown));
}

/// CVE-2026-91137: elements that take no byte on the wire were counted without end. Here every element takes one, and a
/// type of none is no type.
#[test]
fn no_element_takes_no_bytes() {
    alone("allocation::no_element_takes_no_bytes", || {
        for nothing in [0, 1] {
            let list = [&[15, 0, 99, nothing][..], &i32::MAX.to_be_bytes(), &[0]].concat();
            let map = [
                &[13, 0, 99, nothing, nothing][..],
                &i32::MAX.to_be_bytes(),
                &[0],
            ]
            .concat();
            for bytes in [list, map] {
                refused::<Every>(Protocol::Binary, &bytes);
                refused::<Shape>(Protocol::Binary, &bytes);
            }
        }
        let list = [&[0x09, 0x7e, 0xf0][..], &varint(u32::MAX), &[0]].concat();
        let map = [&[0x0b, 0x7e][..], &varint(u32::MAX), &[0, 0]].concat();
        for bytes in [list, map] {
            refused::<Every>(Protocol::Compact, &bytes);
            refused::<Shape>(Protocol::Compact, &bytes);
        }
    });
}

/// CVE-2026-85494: a frame's buffer was made as long as its length said. The frame of volo's `TTHeader` had no limit at
/// all: six bytes reserved 4 GiB. CVE-2026-83745 did it with the frames of `WebSocket`, which is not spoken here.
#[test]
fn a_frame_takes_memory_as_it_comes() {
    alone("allocation::a_frame_takes_memory_as_it_comes", || {
        let most = Limits::DEFAULT.frame as u32;
        for length in [most, most + 1, i32::MAX as u32, u32::MAX] {
            let start = [&length.to_be_bytes()[..], b"\x0f\xff\0\0\0\0"].concat();
            for framing in [Framing::Framed, Framing::Header] {
                for compression in [Compression::None, Compression::ZlibInFrames] {
                    let spoken = dialect(framing, Protocol::Binary).with_compression(compression);
                    if spoken.check().is_err() {
                        continue;
                    }
                    let ended = || converse(spoken, Limits::default(), &start).result;
                    let (result, taken) = peak(ended);
                    assert!(result.is_err(), "{framing}: it never came");
                    assert!(taken <= LITTLE, "{framing}, {length}: {taken} bytes");
                }
            }
        }
        let long = b"POST / HTTP/1.1\r\nContent-Length: 104857600\r\n\r\nx";
        let chunk = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n6400000\r\nx";
        for head in [&long[..], chunk] {
            let over_http = dialect(Framing::Http, Protocol::Binary);
            let (ended, taken) = peak(|| converse(over_http, Limits::default(), head).result);
            assert!(ended.is_err() && taken <= LITTLE, "{taken} bytes");
        }
    });
}

/// CVE-2026-58389 (the Rust crate), CVE-2026-94635, CVE-2026-94633: the name in a header without a version was read past
/// the limit for strings, or allocated before it came.
#[test]
fn the_name_of_a_message_is_bounded_in_every_header() {
    alone(
        "allocation::the_name_of_a_message_is_bounded_in_every_header",
        || {
            for lie in [i32::MAX, 16_383_000, 100 << 20] {
                for strict in [&[][..], &[0x80, 1, 0, 1]] {
                    let start = [strict, &lie.to_be_bytes(), b"add"].concat();
                    let spoken = dialect(Framing::Unframed, Protocol::Binary);
                    let (ended, taken) =
                        peak(|| converse(spoken, Limits::default(), &start).result);
                    assert!(ended.is_err() && taken <= LITTLE, "{lie}: {taken} bytes");
                }
            }
            let limits = Limits::default().with_string(8);
            for protocol in Protocol::READABLE {
                let arguments = abacus::AddArgs::default();
                let header = |name| {
                    let message = message(*protocol, name, 1, &arguments);
                    protocol.read_header(&Bytes::from(message), &limits)
                };
                assert!(header("12345678").is_ok(), "{protocol}");
                assert_too_long(header("123456789").map(|_| ()), Limit::String, *protocol);
            }
        },
    );
}

fn assert_too_long(result: Result<()>, expected: Limit, protocol: Protocol) {
    let error = result.expect_err("it is too long");
    let is_expected =
        matches!(error.kind(), ErrorKind::TooLong { limit, .. } if *limit == expected);
    assert!(is_expected, "{protocol}: {error}");
}

/// CVE-2026-66055, 94634, 94644, 94648, 94655, 94656, 94657, 96990: the limit for strings did not hold in JSON, for text or
/// for numbers; CVE-2026-94638: nor in an accelerator.
#[test]
fn the_limit_for_strings_holds_in_every_protocol() {
    let limits = Limits::default().with_string(8);
    for protocol in Protocol::READABLE {
        let read = |value: Plain| {
            let bytes = Bytes::from(protocol.serialize(&value).unwrap());
            protocol.deserialize::<Plain>(&bytes, &limits).map(|_| ())
        };
        let text = |text: &str| Plain {
            text: text.to_owned(),
            ..Plain::default()
        };
        assert!(read(text("12345678")).is_ok(), "{protocol}");
        assert_too_long(read(text("123456789")), Limit::String, *protocol);
        let keys = BTreeMap::from([("123456789".to_owned(), 1)]);
        let bytes = Bytes::from(protocol.serialize(&keys).unwrap());
        let read = protocol.deserialize::<BTreeMap<String, i32>>(&bytes, &limits);
        assert_too_long(read.map(|_| ()), Limit::String, *protocol);
        let bytes = Bytes::from(protocol.serialize(&Bytes::from(vec![7; 90])).unwrap());
        let read = protocol.deserialize::<Bytes>(&bytes, &limits);
        assert_too_long(read.map(|_| ()), Limit::String, *protocol);
    }
    for (protocol, before) in [
        (Protocol::Json, r#"{"1":{"i32":"#),
        (Protocol::SimpleJson, r#"{"number":"#),
    ] {
        let digits = format!("{before}{}}}", "1".repeat(1 << 20));
        let read = protocol.deserialize::<Plain>(&digits.into(), &limits);
        assert!(read.is_err(), "{protocol}");
    }
}

/// CVE-2026-45112 (Java; nothing is published but "unbounded read"), CVE-2026-66331, 66054, 83632: a peer that never ends
/// its message was read for ever. Here the limits end it, whatever the message was about to be.
#[test]
fn what_never_ends_is_refused_at_the_limit() {
    alone(
        "allocation::what_never_ends_is_refused_at_the_limit",
        || {
            let limits = Limits::default()
                .with_message(MIB)
                .with_frame(MIB)
                .with_inflated(MIB);
            let endless = 8 * MIB;
            for spoken in dialects() {
                for start in endless_starts(spoken) {
                    for filler in [0, b' ', b'0', b'a', b'"', b'[', 0x0b, 0x7f, 0xff] {
                        let speak =
                            || converse_at_length(spoken, limits, &start, (filler, endless));
                        let (said, taken) = peak(speak);
                        let about = format!("{spoken:?}, {start:?}, {filler}");
                        assert!(said.result.is_err(), "{about}: no message ever came");
                        assert!(
                            said.taken <= 3 * MIB,
                            "{about}: {} bytes were read",
                            said.taken
                        );
                        assert!(taken <= 6 * MIB, "{about}: {taken} bytes of memory");
                    }
                }
            }
        },
    );
}

/// The first bytes of messages that may go on for as long as they like.
fn endless_starts(spoken: Dialect) -> Vec<Vec<u8>> {
    let body = match spoken.protocol {
        Protocol::Compact => b"\x82\x21\x01\x04echo\x18\xff\xff\xff\x07".to_vec(),
        Protocol::Json | Protocol::SimpleJson => b"[1,\"echo\",1,1,{\"1\":{\"str\":\"".to_vec(),
        _ => b"\x80\x01\0\x01\0\0\0\x04echo\0\0\0\x01\x0b\0\x01\0\xff\xff\xff".to_vec(),
    };
    match spoken.framing {
        Framing::Framed => vec![[&[0, 0xff, 0xff, 0xff], &body[..]].concat()],
        Framing::Header => vec![b"\0\x0f\xff\xff\x0f\xff\0\0\0\0\0\x01\0\x01\0\0\0\0".to_vec()],
        Framing::Http => vec![
            b"POST / HTTP/1.1\r\nX: ".to_vec(),
            b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n".to_vec(),
            b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec(),
            b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffff\r\n".to_vec(),
        ],
        _ => vec![body],
    }
}

/// CVE-2026-63772: the count of transforms in a header's frame was a capacity, and one packet ended the process.
#[test]
fn transforms_and_pairs_of_a_header_are_counted_by_its_bytes() {
    alone(
        "allocation::transforms_and_pairs_of_a_header_are_counted_by_its_bytes",
        || {
            let spoken = dialect(Framing::Header, Protocol::Binary);
            let huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
            for count in [&[0x7f][..], &varint(u32::MAX), &huge] {
                let transforms = [&[0][..], count, &[1; 40]].concat();
                let pairs = [&[0, 0, 1][..], count, &[1; 40]].concat();
                for header in [transforms, pairs] {
                    let frame = header_frame(&header, b"");
                    let (ended, taken) =
                        peak(|| converse(spoken, Limits::default(), &frame).result);
                    assert!(ended.is_err(), "{header:?}");
                    assert!(taken <= LITTLE, "{header:?}: {taken} bytes");
                }
            }
        },
    );
}

/// The same bounds hold for what nobody knows and a union keeps.
#[test]
fn what_is_kept_unread_is_bounded_too() {
    alone("allocation::what_is_kept_unread_is_bounded_too", || {
        for lie in LIES {
            let kept = [&[15, 0, 99, 15][..], &lie.to_be_bytes(), &[0; 9]].concat();
            refused::<Shape>(Protocol::Binary, &kept);
        }
        let before = [
            &[15, 0, 1, 12, 0, 0, 0, 1, 13, 0, 99, 11, 11][..],
            &[0x7f; 9],
        ]
        .concat();
        refused::<Before>(Protocol::Binary, &before);
        assert!(
            size_of::<Value>() <= 64,
            "what is kept costs so much a byte at most"
        );
    });
}
