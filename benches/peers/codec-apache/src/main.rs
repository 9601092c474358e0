//! Apache's Rust codec as a resident program.

use std::hint::black_box;
use std::marker::PhantomData;

use apache_idl::{bench, shapes};
use benches::cells::{Cell, serve};
use benches::{Result, payloads};
use thrift::protocol::{
    TBinaryInputProtocol, TBinaryOutputProtocol, TCompactInputProtocol, TCompactOutputProtocol,
    TSerializable,
};

/// One of the library's protocols.
trait Protocol: 'static {
    fn write<T: TSerializable>(value: &T, buffer: &mut Vec<u8>) -> thrift::Result<()>;
    fn read<T: TSerializable>(bytes: &[u8]) -> thrift::Result<T>;
}

struct Binary;

impl Protocol for Binary {
    fn write<T: TSerializable>(value: &T, buffer: &mut Vec<u8>) -> thrift::Result<()> {
        value.write_to_out_protocol(&mut TBinaryOutputProtocol::new(buffer, true))
    }

    fn read<T: TSerializable>(bytes: &[u8]) -> thrift::Result<T> {
        T::read_from_in_protocol(&mut TBinaryInputProtocol::new(bytes, true))
    }
}

struct Compact;

impl Protocol for Compact {
    fn write<T: TSerializable>(value: &T, buffer: &mut Vec<u8>) -> thrift::Result<()> {
        value.write_to_out_protocol(&mut TCompactOutputProtocol::new(buffer))
    }

    fn read<T: TSerializable>(bytes: &[u8]) -> thrift::Result<T> {
        T::read_from_in_protocol(&mut TCompactInputProtocol::new(bytes))
    }
}

struct Value<T, P> {
    original: T,
    buffer: Vec<u8>,
    bytes: Vec<u8>,
    protocol: PhantomData<P>,
}

impl<T: TSerializable + PartialEq, P: Protocol> Cell for Value<T, P> {
    fn encode(&mut self, times: u64) -> Result<()> {
        for _ in 0..times {
            self.buffer.clear();
            P::write(black_box(&self.original), &mut self.buffer)?;
            black_box(&mut self.buffer);
        }
        Ok(())
    }

    fn decode(&mut self, times: u64) -> Result<()> {
        for _ in 0..times {
            black_box(P::read::<T>(black_box(&self.bytes))?);
        }
        Ok(())
    }

    fn encoded(&mut self) -> Result<Vec<u8>> {
        Ok(self.bytes.clone())
    }

    fn is_same(&mut self, bytes: &[u8]) -> Result<bool> {
        Ok(P::read::<T>(bytes)? == self.original)
    }
}

fn cell<T: TSerializable + PartialEq + 'static, P: Protocol>(
    original: T,
) -> Result<Option<Box<dyn Cell>>> {
    let mut bytes = Vec::new();
    P::write(&original, &mut bytes)?;
    Ok(Some(Box::new(Value {
        original,
        buffer: Vec::new(),
        bytes,
        protocol: PhantomData::<P>,
    })))
}

/// A payload as the type `T`, in a protocol.
fn payload<T: TSerializable + PartialEq + 'static>(
    name: &str,
    protocol: &str,
) -> Result<Option<Box<dyn Cell>>> {
    let value: T = Binary::read(&payloads::in_binary(name)?)?;
    match protocol {
        "binary" => cell::<T, Binary>(value),
        "compact" => cell::<T, Compact>(value),
        _ => Ok(None),
    }
}

fn make(name: &str, protocol: &str) -> Result<Option<Box<dyn Cell>>> {
    let payload = match name {
        "small" => payload::<bench::Small>,
        "medium" => payload::<bench::Medium>,
        "large" => payload::<bench::Large>,
        "numbers" => payload::<bench::Numbers>,
        "blob" => payload::<bench::Blob>,
        "sparse" => payload::<shapes::Sparse>,
        "deep" => payload::<shapes::Tree>,
        "book" => payload::<shapes::AddressBook>,
        "choices" => payload::<shapes::Choices>,
        "sets" => payload::<shapes::Sets>,
        "prose" => payload::<shapes::Prose>,
        "flags" => payload::<shapes::Flags>,
        _ => return Ok(None),
    };
    payload(name, protocol)
}

fn main() -> Result<()> {
    serve(make)
}
