//! Bytes that stand for many others.

use std::io::Write as _;

use flate2::Compression as Level;
use flate2::write::ZlibEncoder;
use thriftwood::server::ServerModel;
use thriftwood::{Bytes, Compression, Dialect, ErrorKind, Framing, Limit, Limits, Protocol};

use crate::alone::{allocated, alone, peak};
use crate::idl::abacus::EchoArgs;
use crate::peer::{add, converse, dialect, framed, header_frame, message};
use crate::servers::{client, serve};

const MIB: usize = 1 << 20;

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Level::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A call of `echo` that is so many bytes long in all.
fn echo(length: usize) -> Vec<u8> {
    let with = |payload| {
        let payload = Bytes::from(payload);
        message(Protocol::Binary, "echo", 1, &EchoArgs { payload })
    };
    let bare = with(Vec::new()).len();
    with(vec![0; length - bare])
}

/// One transform: zlib.
fn in_a_header(payload: &[u8]) -> Vec<u8> {
    header_frame(&[0, 1, 1], payload)
}

fn zlib(framing: Framing) -> Dialect {
    dialect(framing, Protocol::Binary).with_compression(Compression::Zlib)
}

/// CVE-2026-48586 (`TZlibTransport` of six libraries), CVE-2026-41608, 49158, 94637, 66054 (`THeaderTransport`): nothing bounded
/// what a few bytes became. A thousand times as much as came is refused, and never was in memory.
#[test]
fn a_bomb_is_refused_before_it_is_in_memory() {
    alone(
        "compression::a_bomb_is_refused_before_it_is_in_memory",
        || {
            let limits = Limits::default().with_inflated(MIB).with_frame(MIB);
            for size in [2 * MIB, 200 * MIB] {
                let bomb = deflated(&echo(size));
                let twice = deflated(&bomb);
                let nested = header_frame(&[0, 2, 1, 1], &twice);
                for (framing, bytes) in [
                    (Framing::Unframed, bomb.clone()),
                    (Framing::Framed, deflated(&framed(&echo(size)))),
                    (Framing::Header, in_a_header(&bomb)),
                    (Framing::Header, nested),
                ] {
                    let speak = || converse(zlib(framing), limits, &bytes);
                    let (said, taken) = peak(speak);
                    assert!(said.result.is_err(), "{framing}, {size}");
                    assert!(said.answered.len() < 1000, "{framing}, {size}");
                    assert!(taken <= 4 * MIB, "{framing}, {size}: {taken} bytes");
                }
            }
        },
    );
}

/// CVE-2026-94636 (Python): the limit was forgotten once it was used up to the last byte.
#[test]
fn the_limit_holds_to_the_byte_and_behind_it() {
    let limits = Limits::default().with_inflated(MIB).with_frame(MIB);
    for (size, fits) in [
        (MIB - 1, true),
        (MIB, true),
        (MIB + 1, false),
        (3 * MIB, false),
    ] {
        let one = in_a_header(&deflated(&echo(size)));
        let said = converse(zlib(Framing::Header), limits, &one);
        assert_eq!(said.result.is_ok(), fits, "{size}: {:?}", said.result);
    }
    // a stream of messages, each below the limit, goes on behind one that was as long as it may be
    let stream = [echo(MIB - 1), echo(MIB / 2), echo(MIB - 1), echo(3 * MIB)].concat();
    let said = converse(zlib(Framing::Unframed), limits, &deflated(&stream));
    let error = said.result.expect_err("the last one is too long");
    let is_limit = matches!(
        error.kind(),
        ErrorKind::TooLong {
            limit: Limit::Inflated,
            ..
        }
    );
    assert!(is_limit, "{error}");
}

/// CVE-2026-55971 (C++, reading), CVE-2026-91135 (C++, writing): what does not shrink grows, past the end of a buffer.
#[test]
fn what_does_not_shrink_goes_both_ways() {
    let mut state = 1u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    for spoken in [
        zlib(Framing::Header),
        zlib(Framing::Framed),
        zlib(Framing::Unframed),
    ] {
        let (serving, _) = serve(ServerModel::Threaded, spoken);
        let mut client = client(&serving, spoken);
        for length in [
            0, 1, 511, 512, 513, 4_095, 4_096, 16_383, 16_384, 16_385, 65_536, 300_000,
        ] {
            let payload: Bytes = (0..length).map(|_| noise()).collect();
            assert_eq!(
                client.echo(payload.clone()).unwrap(),
                payload,
                "{spoken:?}, {length}"
            );
        }
        drop(client);
        serving.stop();
    }
}

/// CVE-2026-85483 (`c_glib`): a stream that ended too soon was a full read of whatever lay in the buffer. CVE-2026-58023: bytes
/// left over were read past their end.
#[test]
fn a_stream_that_ends_too_soon_says_nothing() {
    let whole = deflated(&add(Protocol::Binary, 1));
    for cut in 0..whole.len() {
        let said = converse(
            zlib(Framing::Header),
            Limits::default(),
            &in_a_header(&whole[..cut]),
        );
        assert!(
            said.result.is_err() && said.answered.is_empty(),
            "cut at {cut}"
        );
    }
    let right = converse(
        zlib(Framing::Header),
        Limits::default(),
        &in_a_header(&whole),
    );
    assert!(!right.answered.is_empty());
    for at in 0..whole.len() {
        for flip in [1, 0x10, 0x80] {
            let mut damaged = whole.clone();
            damaged[at] ^= flip;
            // the last word of a stream is its checksum, so no other call comes out of it
            let said = converse(
                zlib(Framing::Header),
                Limits::default(),
                &in_a_header(&damaged),
            );
            let harmless = said.answered == right.answered;
            assert!(said.answered.is_empty() || harmless, "byte {at} ^ {flip}");
        }
    }
}

/// CVE-2026-93926 (C++): a damaged frame left the memory of its zlib stream behind; CVE-2026-94652: a call that failed left its
/// context.
#[test]
fn what_failed_leaves_no_memory_behind() {
    alone("compression::what_failed_leaves_no_memory_behind", || {
        let mut damaged = deflated(&add(Protocol::Binary, 1));
        let last = damaged.len() - 1;
        damaged[last] ^= 1;
        let poke = message(
            Protocol::Binary,
            "add",
            1,
            &crate::idl::abacus::AddArgs { left: -1, right: 0 },
        );
        let rounds = |count| {
            for _ in 0..count {
                let frame = in_a_header(&damaged);
                assert!(
                    converse(zlib(Framing::Header), Limits::default(), &frame)
                        .result
                        .is_err()
                );
                let panics = converse(
                    zlib(Framing::Header),
                    Limits::default(),
                    &in_a_header(&deflated(&poke)),
                );
                panics.result.unwrap();
            }
        };
        // a panic's message goes to a log that nobody reads
        std::panic::set_hook(Box::new(|_| ()));
        rounds(20); // whatever a thread keeps, it has now
        let before = allocated();
        rounds(400);
        let left = allocated().saturating_sub(before);
        assert!(left < 16 << 10, "{left} bytes");
    });
}
