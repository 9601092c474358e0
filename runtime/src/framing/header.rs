//! Frames that say what is in them (Thrift's `THeaderTransport`, `doc/specs/HeaderFormat.md`).
//!
//! Behind the frame's length, all of it big-endian:
//!
//! ```text
//! u16 0x0fff | u16 flags | u32 sequence id | u16 words of header | header | payload
//! header: protocol, number of transforms, each transform, then infos:
//!         kind 1, number of pairs, each key and value with its length; zeros up to a whole word
//! ```
//!
//! Numbers within the header are variable-length.

mod read;
mod write;

pub(super) use read::open;
pub(super) use write::write;

use super::{Framing, Heading, Metadata};
use crate::{Error, ErrorKind, Protocol, Result};

/// The two bytes that no other frame begins with.
pub(super) const MAGIC: [u8; 2] = [0x0f, 0xff];

/// Magic, flags, sequence id and the number of words, in bytes.
const FIXED: usize = 10;
const WORD: usize = 4;
/// Apache's bound on the header, in words.
const MOST_WORDS: usize = 16_384;

/// The transform that is known.
const ZLIB: u64 = 1;
/// The kind of info that holds pairs.
const KEY_VALUE: u64 = 1;

/// The number of a protocol in a header.
pub(super) fn protocol_id(protocol: Protocol) -> Result<u8> {
    match protocol {
        Protocol::Binary => Ok(0),
        Protocol::Compact => Ok(2),
        other => {
            let why = format!("header framing carries binary and compact, not {other}");
            Err(Error::new(ErrorKind::Usage(why.into())))
        }
    }
}

#[cfg(test)]
mod tests;
