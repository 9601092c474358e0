//! The ways in which pilota writes and reads a value.

use bytes::{BufMut as _, Bytes, BytesMut};
use linkedbytes::LinkedBytes;
use pilota::thrift::binary::TBinaryProtocol;
use pilota::thrift::binary_unsafe::{TBinaryUnsafeInputProtocol, TBinaryUnsafeOutputProtocol};
use pilota::thrift::compact::{TCompactInputProtocol, TCompactOutputProtocol};
use pilota::thrift::{Message, TLengthProtocol as _, TOutputProtocol as _, ThriftException};

type Result<T> = std::result::Result<T, ThriftException>;

/// A protocol and a kind of buffer.
pub trait Way: 'static {
    type Buffer: Default;

    /// Writes the value, in place of what was there.
    fn write<T: Message>(value: &T, buffer: &mut Self::Buffer) -> Result<()>;

    fn read<T: Message>(bytes: &mut Bytes) -> Result<T>;

    /// All that was written.
    fn bytes(buffer: &Self::Buffer) -> Vec<u8>;
}

pub struct BinaryCopied;

impl Way for BinaryCopied {
    type Buffer = BytesMut;

    fn write<T: Message>(value: &T, buffer: &mut BytesMut) -> Result<()> {
        buffer.clear();
        buffer.reserve(value.size(&mut TBinaryProtocol::new((), false)));
        value.encode(&mut TBinaryProtocol::new(buffer, false))
    }

    fn read<T: Message>(bytes: &mut Bytes) -> Result<T> {
        T::decode(&mut TBinaryProtocol::new(bytes, true))
    }

    fn bytes(buffer: &BytesMut) -> Vec<u8> {
        buffer.to_vec()
    }
}

pub struct CompactCopied;

impl Way for CompactCopied {
    type Buffer = BytesMut;

    fn write<T: Message>(value: &T, buffer: &mut BytesMut) -> Result<()> {
        buffer.clear();
        buffer.reserve(value.size(&mut TCompactOutputProtocol::new((), false)));
        value.encode(&mut TCompactOutputProtocol::new(buffer, false))
    }

    fn read<T: Message>(bytes: &mut Bytes) -> Result<T> {
        T::decode(&mut TCompactInputProtocol::new(bytes))
    }

    fn bytes(buffer: &BytesMut) -> Vec<u8> {
        buffer.to_vec()
    }
}

pub struct BinaryLinked;

impl Way for BinaryLinked {
    type Buffer = LinkedBytes;

    fn write<T: Message>(value: &T, buffer: &mut LinkedBytes) -> Result<()> {
        buffer.reset();
        let mut sizes = TBinaryProtocol::new((), true);
        let size = value.size(&mut sizes);
        buffer.reserve(size - sizes.zero_copy_len());
        value.encode(&mut TBinaryProtocol::new(buffer, true))
    }

    fn read<T: Message>(bytes: &mut Bytes) -> Result<T> {
        BinaryCopied::read(bytes)
    }

    fn bytes(buffer: &LinkedBytes) -> Vec<u8> {
        joined(buffer)
    }
}

pub struct CompactLinked;

impl Way for CompactLinked {
    type Buffer = LinkedBytes;

    fn write<T: Message>(value: &T, buffer: &mut LinkedBytes) -> Result<()> {
        buffer.reset();
        let mut sizes = TCompactOutputProtocol::new((), true);
        let size = value.size(&mut sizes);
        buffer.reserve(size - sizes.zero_copy_len());
        value.encode(&mut TCompactOutputProtocol::new(buffer, true))
    }

    fn read<T: Message>(bytes: &mut Bytes) -> Result<T> {
        CompactCopied::read(bytes)
    }

    fn bytes(buffer: &LinkedBytes) -> Vec<u8> {
        joined(buffer)
    }
}

fn joined(buffer: &LinkedBytes) -> Vec<u8> {
    let mut all: Vec<u8> = buffer
        .iter_list()
        .flat_map(|node| node.as_ref().to_vec())
        .collect();
    all.extend_from_slice(buffer.bytes());
    all
}

pub struct BinaryUnchecked;

impl Way for BinaryUnchecked {
    type Buffer = BytesMut;

    fn write<T: Message>(value: &T, buffer: &mut BytesMut) -> Result<()> {
        buffer.clear();
        buffer.reserve(value.size(&mut TBinaryProtocol::new((), false)));
        // SAFETY: the room is the buffer's own and as large as the value, which was counted; the protocol writes no
        // further, and it is gone before the buffer is touched again.
        unsafe {
            let room: &'static mut [u8] =
                std::slice::from_raw_parts_mut(buffer.as_mut_ptr(), buffer.capacity());
            let mut output = TBinaryUnsafeOutputProtocol::new(buffer, room, false);
            value.encode(&mut output)?;
            let written = output.index();
            output.buf_mut().advance_mut(written);
        }
        Ok(())
    }

    fn read<T: Message>(bytes: &mut Bytes) -> Result<T> {
        // SAFETY: the bytes are a whole value, from a peer that was checked.
        T::decode(&mut unsafe { TBinaryUnsafeInputProtocol::new(bytes) })
    }

    fn bytes(buffer: &BytesMut) -> Vec<u8> {
        buffer.to_vec()
    }
}
