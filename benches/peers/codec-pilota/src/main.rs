//! The codec of pilota, and so of volo, as a resident program. `codec-pilota WAY`:
//!
//! * `copied`: as volo does it by default, into one contiguous buffer of the size that was counted before;
//! * `linked`: large binaries are put into a list of buffers, by reference;
//! * `unchecked`: the protocol of volo's feature `unsafe-codec`, which reads without looking where a message ends.

mod ways;

use std::hint::black_box;

use benches::cells::{Cell, serve};
use benches::{Result, payloads};
use bytes::Bytes;
use pilota::thrift::Message;
use volo_idl::{bench, shapes};

use ways::{BinaryCopied, BinaryLinked, BinaryUnchecked, CompactCopied, CompactLinked, Way};

struct Value<T, W: Way> {
    original: T,
    buffer: W::Buffer,
    bytes: Bytes,
}

impl<T: Message + PartialEq, W: Way> Cell for Value<T, W> {
    fn encode(&mut self, times: u64) -> Result<()> {
        for _ in 0..times {
            W::write(black_box(&self.original), &mut self.buffer)?;
            black_box(&mut self.buffer);
        }
        Ok(())
    }

    fn decode(&mut self, times: u64) -> Result<()> {
        for _ in 0..times {
            black_box(W::read::<T>(&mut black_box(&self.bytes).clone())?);
        }
        Ok(())
    }

    fn encoded(&mut self) -> Result<Vec<u8>> {
        Ok(self.bytes.to_vec())
    }

    fn is_same(&mut self, bytes: &[u8]) -> Result<bool> {
        Ok(W::read::<T>(&mut Bytes::copy_from_slice(bytes))? == self.original)
    }
}

fn cell<T: Message + PartialEq + 'static, W: Way>(original: T) -> Result<Option<Box<dyn Cell>>> {
    let mut buffer = W::Buffer::default();
    W::write(&original, &mut buffer)?;
    let bytes = W::bytes(&buffer).into();
    Ok(Some(Box::new(Value::<T, W> {
        original,
        buffer,
        bytes,
    })))
}

/// A payload as the type `T`, in a protocol.
fn payload<T: Message + PartialEq + 'static>(
    name: &str,
    way: &str,
    protocol: &str,
) -> Result<Option<Box<dyn Cell>>> {
    let value: T = BinaryCopied::read(&mut payloads::in_binary(name)?.into())?;
    match (way, protocol) {
        ("copied", "binary") => cell::<T, BinaryCopied>(value),
        ("copied", "compact") => cell::<T, CompactCopied>(value),
        ("linked", "binary") => cell::<T, BinaryLinked>(value),
        ("linked", "compact") => cell::<T, CompactLinked>(value),
        ("unchecked", "binary") => cell::<T, BinaryUnchecked>(value),
        _ => Ok(None),
    }
}

fn make(name: &str, way: &str, protocol: &str) -> Result<Option<Box<dyn Cell>>> {
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
    payload(name, way, protocol)
}

fn main() -> Result<()> {
    let way = std::env::args()
        .nth(1)
        .ok_or("usage: codec-pilota copied|linked|unchecked")?;
    serve(|name, protocol| make(name, &way, protocol))
}
