//! Strings and payloads, out of a message.

// Short strings are checked and copied in one go, which makes decoding a quarter faster than a check and then a copy.
#![allow(unsafe_code)]

use bytes::Bytes;
use smol_str::SmolStr;

use crate::error::ErrorKind;
use crate::{Error, Result};

/// Payloads of at least this many bytes share the message's memory, and keep all of it alive; shorter ones are copied.
const SHARE: usize = 1024;

/// A payload of the message. An empty message is that of bytes whose memory is not to be shared.
#[inline]
pub(super) fn payload(message: &Bytes, bytes: &[u8]) -> Bytes {
    if bytes.len() >= SHARE && !message.is_empty() {
        message.slice_ref(bytes)
    } else {
        Bytes::copy_from_slice(bytes)
    }
}

/// A method's name, if it is UTF-8.
pub(super) fn name(bytes: &[u8]) -> Result<SmolStr> {
    match std::str::from_utf8(bytes) {
        Ok(name) => Ok(SmolStr::new(name)),
        Err(_) => Err(Error::new(ErrorKind::NotUtf8)),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_all_short_lengths() {
        let letters: Vec<u8> = (b'A'..=b'z').collect();
        for n in 0..50 {
            let mut text = String::from("what was there before");
            copy(&letters[..n], &mut text).unwrap();
            assert_eq!(text.as_bytes(), &letters[..n]);
        }
    }

    #[test]
    fn a_high_bit_anywhere_is_seen() {
        for n in 1..40 {
            for at in 0..n {
                let mut bytes = vec![b'x'; n];
                bytes[at] = 0xff;
                assert!(copy(&bytes, &mut String::new()).is_err(), "{n} {at}");
            }
        }
    }

    #[test]
    fn text_beyond_ascii() {
        for n in 1..20 {
            let umlauts = "ä".repeat(n);
            let mut text = String::new();
            copy(umlauts.as_bytes(), &mut text).unwrap();
            assert_eq!(text, umlauts);
        }
    }

    #[test]
    fn long_payloads_share_the_message() {
        let message = Bytes::from(vec![7; 3000]);
        let long = payload(&message, &message[10..10 + SHARE]);
        assert!(message.as_ptr_range().contains(&long.as_ptr()));
        let short = payload(&message, &message[10..10 + SHARE - 1]);
        assert!(!message.as_ptr_range().contains(&short.as_ptr()));
        assert_eq!(short.len(), SHARE - 1);
    }
}
