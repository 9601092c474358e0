use super::*;
use crate::{Bytes, Limits, ZlibLevel, golden::golden};

/// The inside of a frame.
fn frame(heading: &Heading, payload: &[u8]) -> Vec<u8> {
    let mut frame = Vec::new();
    write(&mut frame, heading, 7, |buffer| {
        buffer.extend(payload);
        Ok(())
    })
    .unwrap();
    frame
}

fn with_limits(frame: Vec<u8>, limits: &Limits) -> Result<(Heading, Bytes)> {
    open(&Bytes::from(frame), limits)
}

fn error(frame: Vec<u8>) -> String {
    with_limits(frame, &Limits::default())
        .unwrap_err()
        .to_string()
}

fn heading(protocol: Protocol, zlib: bool, pairs: &[(&str, &str)]) -> Heading {
    let pair = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    Heading {
        protocol,
        framing: Framing::Header,
        zlib: zlib.then(ZlibLevel::default),
        metadata: pairs
            .iter()
            .map(pair)
            .collect::<std::collections::BTreeMap<_, _>>()
            .into(),
        http: None,
    }
}

/// A frame with this header, and `payload` behind it.
fn raw(header: &[u8], payload: &[u8]) -> Vec<u8> {
    let words = (header.len().div_ceil(WORD) as u16).to_be_bytes();
    let zeros = vec![0; header.len().next_multiple_of(WORD) - header.len()];
    [
        b"\x0f\xff\0\0\0\0\0\x07",
        &words[..],
        header,
        &zeros,
        payload,
    ]
    .concat()
}

#[test]
fn whatever_is_written_is_read_again() {
    let long = "x".repeat(300);
    for protocol in [Protocol::Binary, Protocol::Compact] {
        for zlib in [false, true] {
            for pairs in [
                &[][..],
                &[("", "")],
                &[("a", "1"), ("b", "2"), ("trace", &long)],
            ] {
                let heading = heading(protocol, zlib, pairs);
                let read = with_limits(frame(&heading, b"payload"), &Limits::default());
                assert_eq!(read.unwrap(), (heading, Bytes::from_static(b"payload")));
            }
        }
    }
}

#[test]
fn padding_is_one_byte_to_four() {
    for length in 0..8 {
        let heading = heading(Protocol::Binary, false, &[("k", &"v".repeat(length))]);
        let frame = frame(&heading, b"");
        // protocol, transforms, kind, pairs, and two lengths
        let header = 6 + 1 + length;
        assert_eq!(frame.len(), FIXED + (header / 4 + 1) * 4);
    }
}

#[test]
fn what_is_not_known_is_named_and_what_may_come_is_passed_over() {
    assert!(error(raw(&[0, 1, 3], b"")).contains("transform 3 (snappy)"));
    assert!(error(raw(&[0, 1, 2], b"")).contains("transform 2 (hmac)"));
    assert!(error(raw(&[0, 1, 9], b"")).contains("transform 9"));
    assert!(error(raw(&[1, 0], b"")).contains("protocol 1"));
    assert!(error(raw(&[0, 5, 1, 1, 1, 1, 1], b"")).contains("too deeply"));
    assert!(error(b"\x80\x01\0\x01\0\0\0\x03add".to_vec()).contains("0x80010001"));

    let unknown_info = raw(&[0, 0, 1, 1, 1, b'a', 1, b'b', 9, 0xff, 0xff], b"p");
    let (read, payload) = with_limits(unknown_info, &Limits::default()).unwrap();
    let expected = heading(Protocol::Binary, false, &[("a", "b")]);
    assert_eq!((read, &payload[..]), (expected, &b"p"[..]));
}

#[test]
fn transforms_are_undone_as_often_as_they_were_applied() {
    let once = frame(&heading(Protocol::Binary, true, &[]), b"payload");
    let twice = frame(&heading(Protocol::Binary, true, &[]), &once[FIXED + WORD..]);
    let twice = raw(&[0, 2, 1, 1], &twice[FIXED + WORD..]);
    let (_, payload) = with_limits(twice, &Limits::default()).unwrap();
    assert_eq!(&payload[..], b"payload");
}

#[test]
fn every_cut_of_a_header_and_of_a_compressed_payload_is_an_error() {
    let heading = heading(Protocol::Compact, true, &[("key", "value")]);
    let whole = frame(&heading, b"payload");
    for cut in 0..whole.len() {
        assert!(with_limits(whole[..cut].to_vec(), &Limits::default()).is_err());
    }
    for lie in [
        &[0, 0, 1, 0xff, 0xff, 0xff, 0xff, 0x0f][..], // pairs
        &[0, 0, 1, 1, 0xff, 0xff, 0xff, 0xff, 0x0f],  // length of a key
        &[0, 0, 1, 1, 1, 0xff, 1, b'v'],              // a key that is no text
    ] {
        assert!(
            with_limits(raw(lie, b""), &Limits::default()).is_err(),
            "{lie:?}"
        );
    }
}

#[test]
fn limits_hold_for_the_header_and_again_for_what_is_inflated() {
    let bomb = frame(&heading(Protocol::Binary, true, &[]), &vec![0; 1 << 20]);
    let limits = Limits::default().with_frame(100_000);
    let told = |limits| with_limits(bomb.clone(), &limits).unwrap_err().to_string();
    assert!(told(limits).contains("frame limit of 100000"));
    assert!(told(limits.with_inflated(50_000)).contains("inflated limit of 50000"));
    assert!(with_limits(bomb.clone(), &Limits::default()).is_ok());

    let long = frame(
        &heading(Protocol::Binary, false, &[("k", &"v".repeat(2000))]),
        b"",
    );
    let error = with_limits(long.clone(), &Limits::default().with_header(1000)).unwrap_err();
    assert!(
        error.to_string().contains("header limit of 1000"),
        "{error}"
    );
    assert!(with_limits(long, &Limits::default()).is_ok());
    let words = [
        b"\x0f\xff\0\0\0\0\0\x07\x40\0".as_slice(),
        &vec![0; 1 << 16],
    ]
    .concat();
    assert!(error_of_words(words).contains("header limit of 65532"));

    let mut buffer = Vec::new();
    let huge = heading(Protocol::Binary, false, &[("k", &"v".repeat(1 << 16))]);
    assert!(write(&mut buffer, &huge, 1, |_| Ok(())).is_err());
}

fn error_of_words(frame: Vec<u8>) -> String {
    let limits = Limits::default().with_header(Limits::UNBOUNDED);
    with_limits(frame, &limits).unwrap_err().to_string()
}

#[test]
fn only_binary_and_compact_go_into_a_frame() {
    for protocol in Protocol::ALL {
        let written = write(&mut Vec::new(), &heading(*protocol, false, &[]), 1, |_| {
            Ok(())
        });
        let known = matches!(protocol, Protocol::Binary | Protocol::Compact);
        assert_eq!(written.is_ok(), known, "{protocol}");
    }
}

/// What C++ put into frames, as it was recorded; deflate may choose, so of compressed frames only what is inside.
#[test]
fn apaches_frames_are_read_and_written_byte_for_byte() {
    for (form, protocol, zlib, pairs) in [
        ("header", Protocol::Binary, false, &[][..]),
        ("header-compact", Protocol::Compact, false, &[]),
        ("header-zlib", Protocol::Binary, true, &[]),
        ("header-info", Protocol::Binary, false, &[("trace", "żółć")]),
    ] {
        let payloads = golden(protocol.name());
        let frames = golden(form);
        assert_eq!(frames.len(), 12, "{form}");
        for (name, recorded) in frames {
            let inside = Bytes::copy_from_slice(&recorded[super::super::LENGTH..]);
            let (read, payload) = open(&inside, &Limits::default()).unwrap();
            assert_eq!(read, heading(protocol, zlib, pairs), "{name} {form}");
            assert_eq!(payload, payloads[&name], "{name} {form}");
            if zlib {
                continue;
            }
            let sequence = i32::from_be_bytes(*inside[4..].first_chunk().unwrap());
            let mut written = Vec::new();
            super::super::Framing::Header
                .write(&mut written, |buffer| {
                    write(buffer, &read, sequence, |buffer| {
                        buffer.extend(&payload);
                        Ok(())
                    })
                })
                .unwrap();
            assert_eq!(written, recorded, "{name} {form}");
        }
    }
}
