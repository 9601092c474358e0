//! Strings and payloads, out of a message.

// Short strings are checked and copied in one go, which makes decoding a quarter faster than a check and then a copy.
#![allow(unsafe_code)]

use std::alloc::{Layout, alloc, handle_alloc_error};

use bytes::Bytes;
use smol_str::SmolStr;

use crate::error::ErrorKind;
use crate::{Error, Limits, Result};

/// Payloads of at least this many bytes share the message's memory, and keep all of it alive; shorter ones are copied.
const SHARE: usize = 1024;

/// A run of bytes behind its length, and what follows it.
pub(super) type Run<'m> = Result<(&'m [u8], &'m [u8])>;

/// What follows a string; nothing if it is none. Out of line, with no more than what remains going in and out, and that
/// in registers, which a `Result` of it would not be: the caller's cursor stays in registers, too.
#[inline(never)]
pub(super) fn read_string<'m>(
    rest: &'m [u8],
    limits: &Limits,
    into: &mut String,
    run: impl Fn(&'m [u8], &Limits) -> Run<'m>,
) -> Option<&'m [u8]> {
    let (bytes, rest) = run(rest, limits).ok()?;
    copied(bytes, into).then_some(rest)
}

/// What follows a payload; nothing if it is none. As [`read_string`].
#[inline(never)]
pub(super) fn read_binary<'m>(
    rest: &'m [u8],
    message: &Bytes,
    limits: &Limits,
    into: &mut Bytes,
    run: impl Fn(&'m [u8], &Limits) -> Run<'m>,
) -> Option<&'m [u8]> {
    let (bytes, rest) = run(rest, limits).ok()?;
    *into = payload(message, bytes);
    Some(rest)
}

/// Why there is no string or payload.
#[cold]
#[inline(never)]
pub(super) fn unread<'m>(
    rest: &'m [u8],
    limits: &Limits,
    run: impl Fn(&'m [u8], &Limits) -> Run<'m>,
) -> Error {
    match run(rest, limits) {
        Ok(_) => Error::new(ErrorKind::NotUtf8),
        Err(error) => error,
    }
}

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
    if bytes.is_ascii() {
        // SAFETY: ASCII is UTF-8. Nearly every name is, and is seen to be with a word or two.
        return Ok(SmolStr::new(unsafe {
            std::str::from_utf8_unchecked(bytes)
        }));
    }
    match std::str::from_utf8(bytes) {
        Ok(name) => Ok(SmolStr::new(name)),
        Err(_) => Err(Error::new(ErrorKind::NotUtf8)),
    }
}

/// Puts a copy of `bytes` in place of `into`.
///
/// # Errors
/// They are not UTF-8; `into` is as it was.
pub(super) fn copy(bytes: &[u8], into: &mut String) -> Result<()> {
    if copied(bytes, into) {
        Ok(())
    } else {
        Err(Error::new(ErrorKind::NotUtf8))
    }
}

/// Puts a copy of `bytes` in place of `into`, if they are UTF-8. False: they are not, and `into` is as it was.
#[inline(always)]
fn copied(bytes: &[u8], into: &mut String) -> bool {
    let short = match bytes.len() {
        4..8 => ascii::<4>(bytes),
        8..16 => ascii::<8>(bytes),
        16..=32 => ascii::<16>(bytes),
        _ => None,
    };
    match short {
        Some(text) => *into = text,
        None => return any(bytes, into),
    }
    true
}

/// The same of text that is longer, shorter or more than ASCII. Out of line, so that the short path needs few registers.
#[inline(never)]
#[allow(clippy::assigning_clones)] // `into` is empty: nothing of it is worth keeping
fn any(bytes: &[u8], into: &mut String) -> bool {
    match simdutf8::basic::from_utf8(bytes) {
        Ok(text) => {
            *into = text.to_owned();
            true
        }
        Err(_) => false,
    }
}

/// A copy of N to 2N bytes, if they are ASCII: two loads, one test, two stores.
#[inline(always)]
fn ascii<const N: usize>(bytes: &[u8]) -> Option<String> {
    let n = bytes.len();
    if n > 2 * N {
        return None;
    }
    let (first, last) = (bytes.first_chunk::<N>()?, bytes.last_chunk::<N>()?);
    if (word(first) | word(last)) & HIGH != 0 {
        return None;
    }
    // The bytes' own layout: nothing is left to check, where `Vec::with_capacity` checks and mostly is a call.
    let layout = Layout::for_value(bytes);
    // SAFETY: n is at least N and so not zero. The two stores lie within the n bytes that were allocated and together
    // write all of them; no byte has its high bit set, so they are UTF-8. They are the global allocator's, of alignment
    // 1, as a string of capacity n has them: what the lint suspects, a slice's length taken for a capacity, is not so.
    #[allow(clippy::same_length_and_capacity)]
    unsafe {
        let copy = alloc(layout);
        if copy.is_null() {
            handle_alloc_error(layout);
        }
        copy.cast::<[u8; N]>().write(*first);
        copy.add(n - N).cast::<[u8; N]>().write(*last);
        Some(String::from_raw_parts(copy, n, n))
    }
}

/// The high bit of every byte.
const HIGH: u128 = u128::from_ne_bytes([0x80; 16]);

/// N bytes as a number, in whatever order.
#[inline(always)]
fn word<const N: usize>(bytes: &[u8; N]) -> u128 {
    let mut word = [0; 16];
    word[..N].copy_from_slice(bytes);
    u128::from_ne_bytes(word)
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
