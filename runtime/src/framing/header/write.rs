//! A header and a payload.

use super::{FIXED, Heading, KEY_VALUE, MAGIC, MOST_WORDS, WORD, ZLIB, protocol_id};
use crate::{ErrorKind, Result, compression::deflate_alone};

/// Appends what goes into a frame: the header, and behind it what `message` appends, transformed as the heading says.
/// When it fails, what was appended is to be cut off.
///
/// # Errors
/// Those of `message`; a protocol that no header can name; metadata that is too long.
pub(in super::super) fn write(
    buffer: &mut Vec<u8>,
    heading: &Heading,
    sequence: i32,
    message: impl FnOnce(&mut Vec<u8>) -> Result<()>,
) -> Result<()> {
    let start = buffer.len();
    buffer.extend(MAGIC);
    buffer.extend([0; 2]); // no flags are defined
    buffer.extend(sequence.to_be_bytes());
    buffer.extend([0; 2]); // the words, when they are known
    write_header(buffer, heading)?;

    let bytes = buffer.len() - start - FIXED;
    // C++ writes one byte of zeros at least, whole words or not, and so do we
    let words = bytes / WORD + 1;
    if words >= MOST_WORDS {
        return Err(ErrorKind::Unwritable(bytes).into());
    }
    buffer.resize(start + FIXED + words * WORD, 0);
    let words = (words as u16).to_be_bytes(); // invariant: `MOST_WORDS` is less than 2¹⁶
    buffer[start + FIXED - 2..start + FIXED].copy_from_slice(&words);

    let payload = buffer.len();
    message(buffer)?;
    if let Some(level) = heading.zlib {
        let plain = buffer.split_off(payload);
        deflate_alone(&plain, level, buffer);
    }
    Ok(())
}

fn write_header(buffer: &mut Vec<u8>, heading: &Heading) -> Result<()> {
    buffer.push(protocol_id(heading.protocol)?);
    if heading.zlib.is_some() {
        buffer.extend([1, ZLIB as u8]);
    } else {
        buffer.push(0);
    }
    if !heading.metadata.is_empty() {
        varint(buffer, KEY_VALUE as usize);
        varint(buffer, heading.metadata.len());
        for text in heading
            .metadata
            .iter()
            .flat_map(|(key, value)| [key, value])
        {
            varint(buffer, text.len());
            buffer.extend(text.as_bytes());
        }
    }
    Ok(())
}

/// Seven bits a byte, the lowest first. A header is too short for speed to matter.
fn varint(buffer: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        buffer.push(value as u8 | 0x80);
        value >>= 7;
    }
    buffer.push(value as u8);
}
