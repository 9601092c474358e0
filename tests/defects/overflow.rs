//! Numbers that are too large for whoever computes with them.

use std::collections::{BTreeMap, BTreeSet};

use thriftwood::wire::Wire;
use thriftwood::{Bytes, ErrorKind, Framing, Limits, Protocol, Uuid};

use crate::idl::Every;
use crate::peer::{add, converse, dialect, header_frame};

/// So many times four, eight, sixteen or seventeen bytes is a small number again in 32 bits.
const WRAPPING: [u32; 6] = [
    0x1000_0001,
    0x2000_0001,
    0x4000_0001,
    0x0f0f_0f10,
    0x7fff_fff8,
    0x1555_5556,
];

fn is_short<T: Wire + std::fmt::Debug>(protocol: Protocol, bytes: &[u8]) {
    let bytes = Bytes::from([bytes, &[0; 64]].concat());
    let error = protocol
        .deserialize::<T>(&bytes, &Limits::default())
        .unwrap_err();
    let is_short = matches!(error.kind(), ErrorKind::Short | ErrorKind::NegativeLength);
    assert!(is_short, "{protocol}, {bytes:?}: {error}");
}

fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// CVE-2026-55969 (C++, `c_glib`, Go, netstd, Delphi, Haxe): a count times the size of an element wrapped, and was then less than
/// what had come. CVE-2026-41605 (Swift): so did the sizes of compact.
#[test]
fn counts_times_sizes_do_not_wrap() {
    for count in WRAPPING {
        let be = count.to_be_bytes();
        is_short::<Vec<i64>>(Protocol::Binary, &[&[10][..], &be].concat());
        is_short::<Vec<f64>>(Protocol::Binary, &[&[4][..], &be].concat());
        is_short::<Vec<i32>>(Protocol::Binary, &[&[8][..], &be].concat());
        is_short::<Vec<String>>(Protocol::Binary, &[&[11][..], &be].concat());
        is_short::<BTreeSet<Uuid>>(Protocol::Binary, &[&[16][..], &be].concat());
        is_short::<BTreeMap<i64, i64>>(Protocol::Binary, &[&[10, 10][..], &be].concat());
        is_short::<BTreeMap<Uuid, bool>>(Protocol::Binary, &[&[16, 2][..], &be].concat());
        // and where they are passed over
        for kind in [2, 3, 4, 6, 8, 10, 11, 12, 13, 14, 15, 16] {
            is_short::<Every>(Protocol::Binary, &[&[15, 0, 99, kind][..], &be].concat());
            is_short::<Every>(
                Protocol::Binary,
                &[&[13, 0, 99, kind, kind][..], &be].concat(),
            );
        }
        let number = varint(count.into());
        is_short::<Vec<f64>>(Protocol::Compact, &[&[0xf7][..], &number].concat());
        is_short::<Vec<i64>>(Protocol::Compact, &[&[0xf6][..], &number].concat());
        is_short::<BTreeSet<Uuid>>(Protocol::Compact, &[&[0xfd][..], &number].concat());
        is_short::<BTreeMap<Uuid, f64>>(Protocol::Compact, &[&number[..], &[0xd7]].concat());
        for kind in 1..=13 {
            is_short::<Every>(
                Protocol::Compact,
                &[&[0x09, 0x7e, 0xf0 | kind][..], &number].concat(),
            );
        }
    }
}

/// CVE-2026-41604 (Swift): the range of what is passed over ran backwards. CVE-2026-66837 (PHP): the room for a string was its
/// length and one, in 32 bits. THRIFT-5716: a buffer's size was.
#[test]
fn lengths_at_the_edges_are_errors() {
    for length in [u32::MAX, 0xffff_fff0, 0x8000_0000, 0x7fff_ffff, 0x7fff_fff0] {
        let be = length.to_be_bytes();
        is_short::<Bytes>(Protocol::Binary, &be);
        is_short::<String>(Protocol::Binary, &be);
        is_short::<Every>(Protocol::Binary, &[&[11, 0, 8][..], &be].concat());
        is_short::<Every>(Protocol::Binary, &[&[11, 0, 99][..], &be].concat());
        let number = varint(length.into());
        is_short::<Bytes>(Protocol::Compact, &number);
        is_short::<Every>(Protocol::Compact, &[&[0x88][..], &number].concat());
        is_short::<Every>(Protocol::Compact, &[&[0x08, 0x7e][..], &number].concat());
    }
}

/// CVE-2026-41602 (Go): the length of a frame was 32 bits without a sign to one and with one to another.
#[test]
fn the_length_of_a_frame_is_one_number_to_all() {
    let call = add(Protocol::Binary, 1);
    for length in [
        u32::MAX,
        0xffff_fffe,
        0x8000_0000,
        0x8000_0000 + call.len() as u32,
        16_384_001,
    ] {
        for behind in [&[][..], b"\x0f\xff\0\0\0\0\0\x01\0\x01\0\0\0\0", &call] {
            let bytes = [&length.to_be_bytes(), behind].concat();
            for framing in [Framing::Framed, Framing::Header] {
                let said = converse(
                    dialect(framing, Protocol::Binary),
                    Limits::default(),
                    &bytes,
                );
                assert!(said.answered.is_empty(), "{framing}, {length:#x}");
                assert!(said.result.is_err(), "{framing}, {length:#x}");
            }
        }
    }
}

/// CVE-2026-55970, 58662, 82459 (C++): lengths inside a frame's header passed its end, or went below its start. CVE-2026-93925: a
/// negative protocol id was shifted for ever. Every place of a header is given every number that may hurt.
#[test]
fn no_number_of_a_header_leads_out_of_it() {
    let header: [&[u8]; 9] = [&[0], &[1], &[1], &[1], &[2], &[1], b"k", &[1], b"v"];
    let numbers = [
        0x7f,
        0x80,
        0xff,
        0x3fff,
        0x4000,
        0xffff,
        0x7fff_ffff,
        0x8000_0000,
        0xffff_ffff,
        0x7fff_ffff_ffff_ffff,
        u64::MAX,
    ];
    let spoken = dialect(Framing::Header, Protocol::Binary);
    for place in 0..header.len() {
        for number in numbers {
            let number = varint(number);
            let mut places = header;
            places[place] = &number;
            let frame = header_frame(&places.concat(), &add(Protocol::Binary, 1));
            let said = converse(spoken, Limits::default(), &frame);
            // the payload is not zlib, so nothing is ever called
            assert!(said.answered.is_empty(), "place {place}, {number:?}");
        }
    }
    // the header's own length, in words: short of what stands there, and beyond the frame
    for words in 0..=u16::MAX {
        let mut frame = header_frame(&[0, 0], &add(Protocol::Binary, 1));
        frame[12..14].copy_from_slice(&words.to_be_bytes());
        let said = converse(spoken, Limits::default(), &frame);
        assert_eq!(said.answered.is_empty(), words != 1, "{words} words");
    }
}

/// CVE-2026-41607 (C++): JSON that ended too soon was read past its end.
#[test]
fn json_ends_where_its_bytes_do() {
    let value = Every {
        text: Some("a \u{1f422} \" \\ \n".to_owned()),
        bytes: Some(Bytes::from_static(&[0, 255, 7])),
        ratio: Some(-1.5e-7),
        counts: Some(BTreeMap::from([("k".to_owned(), -1)])),
        ..Every::default()
    };
    for protocol in [Protocol::Json, Protocol::SimpleJson] {
        let bytes = protocol.serialize(&value).unwrap();
        let read = |bytes: &[u8]| {
            protocol.deserialize::<Every>(&Bytes::copy_from_slice(bytes), &Limits::default())
        };
        for cut in 0..bytes.len() {
            assert!(read(&bytes[..cut]).is_err(), "{protocol}, cut at {cut}");
            for last in ["\\", "\\u", "\\ud83d", "\\u00", "\"", "-", "1e", "[", "{"] {
                let torn = [&bytes[..cut], last.as_bytes()].concat();
                assert!(read(&torn).is_err(), "{protocol}, cut at {cut}, {last}");
            }
        }
    }
}
