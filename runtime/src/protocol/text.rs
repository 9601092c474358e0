//! Strings and payloads, out of a message.

// Short strings are checked and copied in one go, which makes decoding a quarter faster than a check and then a copy.
#![allow(unsafe_code)]

use bytes::Bytes;

use crate::error::ErrorKind;
use crate::{Error, Result};

/// Payloads of at least this many bytes share the message's memory, and keep all of it alive; shorter ones are copied.
const SHARE: usize = 1024;

/// A payload of the message.
#[inline]
pub(super) fn payload(message: &Bytes, bytes: &[u8]) -> Bytes {
    if bytes.len() >= SHARE { message.slice_ref(bytes) } else { Bytes::copy_from_slice(bytes) }
}

/// Puts a copy of `bytes` in place of `into`, if they are UTF-8.
#[inline(always)]
pub(super) fn copy(bytes: &[u8], into: &mut String) -> Result<()> {
    let short = match bytes.len() {
        4..8 => ascii::<4>(bytes),
        8..16 => ascii::<8>(bytes),
        16..=32 => ascii::<16>(bytes),
        _ => None,
    };
    *into = match short {
        Some(text) => text,
        None => match simdutf8::basic::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => return Err(Error::new(ErrorKind::NotUtf8)),
        },
    };
    Ok(())
}

/// A copy of N to 2N bytes, if they are ASCII: two loads, one test, two stores.
#[inline(always)]
fn ascii<const N: usize>(bytes: &[u8]) -> Option<String> {
    let n = bytes.len();
    if n > 2 * N {
        return None;
    }
    let (first, last) = (bytes.first_chunk::<N>()?, bytes.last_chunk::<N>()?);
    if !(first.is_ascii() && last.is_ascii()) {
        return None;
    }
    let mut copy: Vec<u8> = Vec::with_capacity(n);
    // SAFETY: N <= n <= 2N, so both stores lie within the n bytes of capacity and together write all of them; no byte
    // has its high bit set, so they are UTF-8.
    unsafe {
        copy.as_mut_ptr().cast::<[u8; N]>().write(*first);
        copy.as_mut_ptr().add(n - N).cast::<[u8; N]>().write(*last);
        copy.set_len(n);
        Some(String::from_utf8_unchecked(copy))
    }
}
