//! Envelopes: strict and old headers, replies and what is none.

use thriftwood::codegen::TInputProtocol;
use thriftwood::{
    ApplicationErrorKind, Bytes, ErrorKind, Limits, MessageHeader, MessageReader, Protocol, Result,
    TApplicationException, TMessageType, TType,
};

use crate::PROTOCOLS;
use crate::sample::{Small, medium, small};

const STRICT: &[u8] = &[
    0x80, 1, 0, 1, 0, 0, 0, 4, b'p', b'i', b'n', b'g', 0, 0, 0, 7,
];
const OLD: &[u8] = &[0, 0, 0, 4, b'p', b'i', b'n', b'g', 1, 0, 0, 0, 7];

fn header(bytes: &[u8]) -> Result<MessageHeader> {
    Protocol::Binary.read_header(&Bytes::copy_from_slice(bytes), &Limits::default())
}

#[test]
fn strict_and_old_headers_are_read() {
    let ping = MessageHeader::new("ping", TMessageType::Call, 7);
    assert_eq!(header(STRICT).unwrap(), ping);
    assert_eq!(header(OLD).unwrap(), ping);
    for bytes in [STRICT, OLD] {
        for cut in 0..bytes.len() {
            assert!(
                header(&bytes[..cut]).unwrap_err().is_short(),
                "cut at {cut}"
            );
        }
    }
}

#[test]
fn strict_headers_are_written() {
    let mut buffer = vec![0xaa];
    let ping = MessageHeader::new("ping", TMessageType::Call, 7);
    Protocol::Binary
        .write_message(&ping, &crate::sample::Empty {}, &mut buffer)
        .unwrap();
    assert_eq!(buffer, [&[0xaa][..], STRICT, &[0]].concat());
}

#[test]
fn what_is_no_header() {
    let kind = |bytes: &[u8]| header(bytes).unwrap_err().into_kind();
    assert!(matches!(
        kind(&[0x82, 0x21, 0, 1, 0]),
        ErrorKind::BadVersion(0x8221_0001)
    ));
    assert!(matches!(
        kind(&[0x80, 1, 0, 9, 0, 0, 0, 0]),
        ErrorKind::InvalidMessageType(9)
    ));
    assert!(matches!(
        kind(&[0, 0, 0, 0, 9, 0, 0, 0, 0]),
        ErrorKind::InvalidMessageType(9)
    ));
    assert!(matches!(
        kind(&[0x80, 1, 0, 1, 0xff, 0xff, 0xff, 0xff]),
        ErrorKind::NegativeLength
    ));
    assert!(matches!(
        kind(&[0, 0, 0, 1, 0xff, 1, 0, 0, 0, 0]),
        ErrorKind::NotUtf8
    ));
}

/// Passes over the arguments, as a server does when it has no such method.
struct Skip;

impl MessageReader for Skip {
    type Output = String;

    fn read<P: TInputProtocol>(self, header: MessageHeader, input: &mut P) -> Result<String> {
        input.skip(TType::Struct)?;
        Ok(header.name.to_string())
    }
}

#[test]
fn messages_follow_each_other() {
    for &protocol in PROTOCOLS {
        follow_each_other(protocol);
    }
}

fn follow_each_other(protocol: Protocol) {
    let mut buffer = Vec::new();
    for name in [
        "a",
        "a method whose name does not fit without an allocation",
    ] {
        let header = MessageHeader::new(name, TMessageType::Call, 1);
        protocol
            .write_message(&header, &medium(), &mut buffer)
            .unwrap();
    }
    let mut bytes = Bytes::from(buffer);
    let limits = Limits::default();
    let (name, consumed) = protocol.read_message(&bytes, &limits, Skip).unwrap();
    assert_eq!(name, "a");
    bytes = bytes.slice(consumed..);
    let (name, consumed) = protocol.read_message(&bytes, &limits, Skip).unwrap();
    assert_eq!(
        name,
        "a method whose name does not fit without an allocation"
    );
    assert_eq!(consumed, bytes.len());
}

#[test]
fn replies() {
    for &protocol in PROTOCOLS {
        are_read_back(protocol);
    }
}

fn are_read_back(protocol: Protocol) {
    let write = |kind, body: &dyn Fn(&MessageHeader, &mut Vec<u8>) -> Result<()>| {
        let mut buffer = Vec::new();
        body(&MessageHeader::new("get", kind, 3), &mut buffer).unwrap();
        protocol.read_reply::<Small>(&Bytes::from(buffer), &Limits::default())
    };
    let exception = TApplicationException::new(ApplicationErrorKind(77), "no");

    let result = write(TMessageType::Reply, &|header, buffer| {
        protocol.write_message(header, &small(), buffer)
    });
    let ((header, body), _) = result.unwrap();
    assert_eq!((header.name.as_str(), header.sequence), ("get", 3));
    assert_eq!(body.unwrap(), small());

    let result = write(TMessageType::Exception, &|header, buffer| {
        protocol.write_message(header, &exception, buffer)
    });
    let ((_, body), _) = result.unwrap();
    assert_eq!(body.unwrap_err(), exception);
    assert_eq!(exception.to_string(), "77: no");

    let result = write(TMessageType::Call, &|header, buffer| {
        protocol.write_message(header, &small(), buffer)
    });
    assert!(matches!(
        result.unwrap_err().kind(),
        ErrorKind::InvalidMessageType(1)
    ));
}

#[test]
fn protocols_have_names() {
    for protocol in Protocol::ALL {
        assert_eq!(protocol.to_string().parse::<Protocol>().unwrap(), *protocol);
    }
    let error = "bynary".parse::<Protocol>().unwrap_err();
    assert_eq!(error.to_string(), "there is no protocol `bynary`");
}
