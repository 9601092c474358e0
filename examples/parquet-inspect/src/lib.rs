//! The footer of a Parquet file: what it says of itself, in Thrift's compact protocol.

// Generated, with the comments of the published file.
#[allow(missing_docs, clippy::pedantic, rustdoc::bare_urls)]
mod idl {
    thriftwood::include_idl!("parquet");
}

/// What `idlc` made of the published `parquet.thrift`.
pub use idl::parquet;

use std::io::{Read, Seek, SeekFrom};

use parquet::FileMetaData;
use thriftwood::{Bytes, Error, Limits, Protocol, Result};

/// What a file begins and ends with.
const MAGIC: [u8; 4] = *b"PAR1";
/// The footer's length, a little-endian `i32`, and the magic.
const TAIL: usize = 8;

/// The bytes of the footer.
///
/// # Errors
/// The file cannot be read, or it is no Parquet file.
pub fn footer(file: &mut (impl Read + Seek)) -> Result<Bytes> {
    let size = file.seek(SeekFrom::End(0))?;
    let mut tail = [0; TAIL];
    let Some(end) = size.checked_sub(TAIL as u64) else {
        return Err(Error::other("the file is too short for Parquet"));
    };
    file.seek(SeekFrom::Start(end))?;
    file.read_exact(&mut tail)?;
    let [a, b, c, d, magic @ ..] = tail;
    if magic != MAGIC {
        return Err(Error::other("the file does not end as Parquet does"));
    }
    let length = u32::from_le_bytes([a, b, c, d]);
    let Some(start) = end.checked_sub(length.into()) else {
        return Err(Error::other("the footer is longer than the file"));
    };
    file.seek(SeekFrom::Start(start))?;
    let mut footer = Vec::new();
    file.take(length.into()).read_to_end(&mut footer)?;
    Ok(footer.into())
}

/// What the footer says.
///
/// # Errors
/// It is malformed.
pub fn decode(footer: &Bytes) -> Result<FileMetaData> {
    Protocol::Compact.deserialize(footer, &Limits::default())
}

/// The footer that says this.
///
/// # Errors
/// It would be longer than Thrift can say.
pub fn encode(metadata: &FileMetaData) -> Result<Vec<u8>> {
    Protocol::Compact.serialize(metadata)
}
