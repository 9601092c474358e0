//! Our codec as a resident program: see `benches::cells`. With `linked` as its argument it has the blob only, by
//! reference.

mod zlib;

use std::hint::black_box;
use std::marker::PhantomData;

use benches::cells::{Cell, serve};
use benches::{Result, payloads};
use thriftwood::protocol::{Links, TProtocol};
use thriftwood::wire::Wire;
use thriftwood::{Bytes, Limits, TBinaryProtocol, TCompactProtocol, TJSONProtocol};

/// A value in a protocol: the buffer that it is written to, and the bytes that it is read from. `LINKED`: long binaries
/// are linked instead of copied into the buffer.
struct Value<T, P, const LINKED: bool> {
    original: T,
    buffer: Vec<u8>,
    links: Links,
    bytes: Bytes,
    limits: Limits,
    protocol: PhantomData<P>,
}

impl<T: Wire, P: TProtocol, const LINKED: bool> Value<T, P, LINKED> {
    fn write(&mut self) -> Result<()> {
        self.buffer.clear();
        let mut output = if LINKED {
            self.links.clear();
            P::output_linked(&mut self.buffer, &mut self.links)
        } else {
            P::output(&mut self.buffer)
        };
        black_box(&self.original).write(&mut output);
        Ok(P::finish(output)?)
    }

    fn read(&self, bytes: &Bytes) -> Result<T> {
        Ok(T::read(&mut P::input(bytes, &self.limits))?)
    }
}

impl<T: Wire + PartialEq, P: TProtocol, const LINKED: bool> Cell for Value<T, P, LINKED> {
    fn encode(&mut self, times: u64) -> Result<()> {
        for _ in 0..times {
            self.write()?;
            black_box(&mut self.buffer);
        }
        Ok(())
    }

    fn decode(&mut self, times: u64) -> Result<()> {
        for _ in 0..times {
            black_box(self.read(black_box(&self.bytes))?);
        }
        Ok(())
    }

    fn encoded(&mut self) -> Result<Vec<u8>> {
        self.write()?;
        Ok(self.links.pieces(&self.buffer).flatten().copied().collect())
    }

    fn is_same(&mut self, bytes: &[u8]) -> Result<bool> {
        Ok(self.read(&Bytes::copy_from_slice(bytes))? == self.original)
    }
}

fn cell<T, P, const LINKED: bool>(original: T) -> Result<Box<dyn Cell>>
where
    T: Wire + PartialEq + 'static,
    P: TProtocol + 'static,
{
    let mut cell = Value::<T, P, LINKED> {
        original,
        buffer: Vec::new(),
        links: Links::default(),
        bytes: Bytes::new(),
        limits: Limits::default(),
        protocol: PhantomData,
    };
    cell.bytes = cell.encoded()?.into();
    Ok(Box::new(cell))
}

fn in_protocol<T: Wire + PartialEq + 'static>(
    value: T,
    protocol: &str,
) -> Result<Option<Box<dyn Cell>>> {
    Ok(Some(match protocol {
        "binary" => cell::<_, TBinaryProtocol, false>(value)?,
        "compact" => cell::<_, TCompactProtocol, false>(value)?,
        "json" => cell::<_, TJSONProtocol, false>(value)?,
        _ => return Ok(None),
    }))
}

fn make(payload: &str, protocol: &str) -> Result<Option<Box<dyn Cell>>> {
    let zlib = |piece| -> Result<Option<Box<dyn Cell>>> {
        let messages = zlib::Messages::new(payloads::in_binary(payload)?, piece)?;
        Ok(messages.map(|it| Box::new(it) as Box<dyn Cell>))
    };
    match protocol {
        "zlib" => return zlib(usize::MAX),
        "zlib-1k" => return zlib(1024),
        _ => {}
    }
    match payload {
        "small" => in_protocol(payloads::small(), protocol),
        "medium" => in_protocol(payloads::medium(), protocol),
        "large" => in_protocol(payloads::large(), protocol),
        "numbers" => in_protocol(payloads::numbers(), protocol),
        "blob" => in_protocol(payloads::blob(), protocol),
        "sparse" => in_protocol(payloads::sparse(), protocol),
        "deep" => in_protocol(payloads::deep(), protocol),
        "book" => in_protocol(payloads::book(), protocol),
        "choices" => in_protocol(payloads::choices(), protocol),
        "sets" => in_protocol(payloads::sets(), protocol),
        "prose" => in_protocol(payloads::prose(), protocol),
        "flags" => in_protocol(payloads::flags(), protocol),
        _ => Ok(None),
    }
}

fn make_linked(payload: &str, protocol: &str) -> Result<Option<Box<dyn Cell>>> {
    Ok(match (payload, protocol) {
        ("blob", "binary") => Some(cell::<_, TBinaryProtocol, true>(payloads::blob())?),
        ("blob", "compact") => Some(cell::<_, TCompactProtocol, true>(payloads::blob())?),
        _ => None,
    })
}

fn main() -> Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("linked") => serve(make_linked),
        _ => serve(make),
    }
}
