//! Protocol Buffers with the same values, through prost: no peer, but known to many. Signed numbers are zigzag, as in
//! Thrift's compact protocol.

mod messages;

use std::hint::black_box;

use benches::cells::{Cell, serve};
use benches::{Result, payloads};
use prost::Message;
use prost::bytes::Bytes;

struct Value<T> {
    original: T,
    buffer: Vec<u8>,
    bytes: Bytes,
}

impl<T: Message + Default + PartialEq> Cell for Value<T> {
    fn encode(&mut self, times: u64) -> Result<()> {
        for _ in 0..times {
            self.buffer.clear();
            black_box(&self.original).encode(&mut self.buffer)?;
            black_box(&mut self.buffer);
        }
        Ok(())
    }

    fn decode(&mut self, times: u64) -> Result<()> {
        for _ in 0..times {
            black_box(T::decode(black_box(&self.bytes).clone())?);
        }
        Ok(())
    }

    fn encoded(&mut self) -> Result<Vec<u8>> {
        Ok(self.bytes.to_vec())
    }

    fn is_same(&mut self, bytes: &[u8]) -> Result<bool> {
        Ok(T::decode(bytes)? == self.original)
    }
}

fn cell<T: Message + Default + PartialEq + 'static>(original: T) -> Box<dyn Cell> {
    let bytes = original.encode_to_vec().into();
    Box::new(Value {
        original,
        buffer: Vec::new(),
        bytes,
    })
}

fn make(name: &str, protocol: &str) -> Result<Option<Box<dyn Cell>>> {
    Ok(match (name, protocol) {
        ("small", "protobuf") => Some(cell(messages::Small::from(payloads::small()))),
        ("medium", "protobuf") => Some(cell(messages::Medium::from(payloads::medium()))),
        ("large", "protobuf") => Some(cell(messages::Large::from(payloads::large()))),
        ("numbers", "protobuf") => Some(cell(messages::Numbers::from(payloads::numbers()))),
        ("blob", "protobuf") => Some(cell(messages::Blob::from(payloads::blob()))),
        _ => None,
    })
}

fn main() -> Result<()> {
    serve(make)
}
