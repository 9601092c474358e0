//! Messages, as no client of ours would write them.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use thriftwood::wire::Wire;
use thriftwood::{MessageHeader, Protocol, TMessageType};

/// A call, bare.
pub(crate) fn call<A: Wire>(protocol: Protocol, method: &str, arguments: &A) -> Vec<u8> {
    let header = MessageHeader::new(method, TMessageType::Call, 1);
    let mut bytes = Vec::new();
    protocol
        .write_message(&header, arguments, &mut bytes)
        .unwrap();
    bytes
}

/// What stands before the arguments of a call.
pub(crate) fn head(protocol: Protocol, method: &str) -> Vec<u8> {
    match protocol {
        Protocol::Compact => [&[0x82, 0x21, 1, method.len() as u8], method.as_bytes()].concat(),
        Protocol::Json => format!("[1,\"{method}\",1,1,").into_bytes(),
        _ => {
            let length = (method.len() as u32).to_be_bytes();
            let start = [0x80, 1, 0, 1];
            [&start[..], &length, method.as_bytes(), &[0, 0, 0, 1]].concat()
        }
    }
}

/// In a frame.
pub(crate) fn framed(message: &[u8]) -> Vec<u8> {
    [&(message.len() as u32).to_be_bytes()[..], message].concat()
}

/// In a frame with a header, compressed or not. What the header says beyond protocol and transforms is `more`.
pub(crate) fn with_header(payload: &[u8], zlib: bool, more: &[u8]) -> Vec<u8> {
    let transforms: &[u8] = if zlib { &[1, 1] } else { &[0] };
    let mut header = [&[0], transforms, more].concat();
    header.resize(header.len().next_multiple_of(4), 0);
    let words = (header.len() / 4) as u16;
    let fixed = [0x0f, 0xff, 0, 0, 0, 0, 0, 1];
    let payload = if zlib {
        deflated(payload)
    } else {
        payload.to_vec()
    };
    framed(&[&fixed[..], &words.to_be_bytes(), &header, &payload].concat())
}

/// Posted over HTTP.
pub(crate) fn posted(message: &[u8]) -> Vec<u8> {
    let length = message.len();
    let head = format!("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n");
    [head.as_bytes(), message].concat()
}

/// Compressed, and a whole stream.
pub(crate) fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A number as compact has it.
pub(crate) fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}
