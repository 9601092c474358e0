//! What stands between quotes: escapes and base64.

use base64_simd::{AsOut as _, STANDARD_NO_PAD};
use memchr::{memchr, memchr2};

use crate::protocol::cursor::Cursor;

const CONTROL: &str = "an escape that JSON has";
const HEX: &str = "four hexadecimal digits";
const PAIR: &str = "a pair of surrogates";

/// Where a string ends, or its next escape begins. Most strings are short: the first bytes are looked at eight at a
/// time, before anything is called that is faster with long ones.
#[inline]
pub(super) fn quote_or_backslash(text: &[u8]) -> Option<usize> {
    let (words, _) = text.as_chunks::<8>();
    for (index, word) in words.iter().take(4).enumerate() {
        let word = u64::from_le_bytes(*word);
        let found = lowest_bytes(word, b'"') | lowest_bytes(word, b'\\');
        if found != 0 {
            return Some(index * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let seen = words.len().min(4) * 8;
    memchr2(b'"', b'\\', &text[seen..]).map(|at| seen + at)
}

/// A one in every byte.
const EACH: u64 = 0x0101_0101_0101_0101;

/// The high bit of every byte that is `wanted`; perhaps also of some above the lowest of them.
#[inline(always)]
fn lowest_bytes(word: u64, wanted: u8) -> u64 {
    let zero_if_wanted = word ^ (u64::from(wanted) * EACH);
    zero_if_wanted.wrapping_sub(EACH) & !zero_if_wanted & (0x80 * EACH)
}

/// The same of bytes that are less than a space.
#[inline(always)]
fn lowest_below_space(word: u64) -> u64 {
    word.wrapping_sub(u64::from(b' ') * EACH) & !word & (0x80 * EACH)
}

/// The text that `raw` stands for, or what is due in it. Every escape of JSON (RFC 8259, section 7) is read, `\u` in
/// either case.
pub(super) fn unescape(mut raw: &[u8]) -> Result<Vec<u8>, &'static str> {
    let mut text = Vec::with_capacity(raw.len());
    while let Some(at) = memchr(b'\\', raw) {
        text.extend_from_slice(&raw[..at]);
        let (escape, rest) = raw[at + 1..].split_first().ok_or(CONTROL)?;
        raw = rest;
        text.push(match escape {
            b'"' | b'\\' | b'/' => *escape,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => {
                let point = code_point(&mut raw)?;
                text.extend_from_slice(point.encode_utf8(&mut [0; 4]).as_bytes());
                continue;
            }
            _ => return Err(CONTROL),
        });
    }
    text.extend_from_slice(raw);
    Ok(text)
}

/// Behind `\u`: one code unit, or the two of a surrogate pair.
fn code_point(raw: &mut &[u8]) -> Result<char, &'static str> {
    let first = code_unit(raw)?;
    let mut units = [first, 0];
    let mut count = 1;
    if (0xd800..0xdc00).contains(&first) {
        *raw = raw.strip_prefix(b"\\u").ok_or(PAIR)?;
        units[1] = code_unit(raw)?;
        count = 2;
    }
    let decoded = char::decode_utf16(units.into_iter().take(count)).next();
    decoded.and_then(Result::ok).ok_or(PAIR)
}

fn code_unit(raw: &mut &[u8]) -> Result<u16, &'static str> {
    let (digits, rest) = raw.split_first_chunk::<4>().ok_or(HEX)?;
    *raw = rest;
    digits.iter().try_fold(0, |unit, digit| {
        let value = char::from(*digit).to_digit(16).ok_or(HEX)?;
        Ok(unit << 4 | value as u16)
    })
}

/// Gives `put` the text piece by piece, escaped as C++ and Java do it: `\" \\ \b \f \n \r \t`, `\u00xx` in lower case
/// below a space, everything else as it is.
pub(super) fn escape(mut text: &[u8], mut put: impl FnMut(&[u8])) {
    loop {
        let (clean, rest) = text.split_at(clean_run(text));
        put(clean);
        let Some((byte, behind)) = rest.split_first() else {
            return;
        };
        text = behind;
        match byte {
            b'"' => put(b"\\\""),
            b'\\' => put(b"\\\\"),
            8 => put(b"\\b"),
            12 => put(b"\\f"),
            b'\n' => put(b"\\n"),
            b'\r' => put(b"\\r"),
            b'\t' => put(b"\\t"),
            _ => {
                let digit = |value: u8| b"0123456789abcdef"[usize::from(value & 15)];
                put(&[b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(*byte)]);
            }
        }
    }
}

/// How many bytes need no escape.
fn clean_run(text: &[u8]) -> usize {
    let special = |byte: &u8| *byte < b' ' || matches!(byte, b'"' | b'\\');
    let (words, tail) = text.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let found = lowest_below_space(word) | lowest_bytes(word, b'"') | lowest_bytes(word, b'\\');
        if found != 0 {
            return index * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    let clean = text.len() - tail.len();
    clean + tail.iter().position(special).unwrap_or(tail.len())
}

/// Appends the base64 of `bytes`, without padding, as C++ and Java do it.
pub(super) fn encode_base64(bytes: &[u8], out: &mut Cursor<'_>) {
    let length = STANDARD_NO_PAD.encoded_length(bytes.len());
    out.put_with(length, |room| STANDARD_NO_PAD.encode(bytes, room.as_out()));
}

/// The bytes that `text` is the base64 of, padded (Python, Go, Node) or not (C++, Java).
pub(super) fn decode_base64(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.strip_suffix(b"=").unwrap_or(text);
    let text = text.strip_suffix(b"=").unwrap_or(text);
    STANDARD_NO_PAD.decode_to_vec(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &[u8]) -> Vec<u8> {
        let mut whole = Vec::new();
        escape(text, |piece| whole.extend_from_slice(piece));
        whole
    }

    #[test]
    fn every_byte_is_escaped_as_c_does_it() {
        let all: Vec<u8> = (0..0x80).collect();
        let expected = concat!(
            r"\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f",
            r"\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f",
            r##" !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"##,
            "\u{7f}"
        );
        assert_eq!(escaped(&all), expected.as_bytes());
        assert_eq!(unescape(expected.as_bytes()).unwrap(), all);
    }

    #[test]
    fn what_needs_an_escape_is_found_at_every_place() {
        for length in 0..50 {
            for at in 0..length {
                let mut text = "x#[!żŻ \u{7f}".repeat(9).into_bytes();
                text.truncate(length);
                for (byte, escape) in [(b'"', b"\\\""), (b'\\', b"\\\\"), (b'\t', b"\\t")] {
                    text[at] = byte;
                    let expected = [&text[..at], escape, &text[at + 1..]].concat();
                    assert_eq!(escaped(&text), expected, "{at} of {length}");
                }
            }
        }
    }

    #[test]
    fn the_first_quote_or_backslash_is_found() {
        for length in 0..50 {
            let clean = "x#[!żŻ".repeat(9).into_bytes();
            assert_eq!(quote_or_backslash(&clean[..length]), None);
            for at in 0..length {
                for byte in *b"\"\\" {
                    let mut text = clean[..length].to_vec();
                    text[at..].fill(byte);
                    assert_eq!(quote_or_backslash(&text), Some(at), "{at} of {length}");
                }
            }
        }
    }

    #[test]
    fn escapes_of_other_writers_are_read() {
        for (raw, expected) in [
            (r"a\/b", "a/b"),
            (r"\u00e9\u00E9", "éé"),
            (r"\uD83D\uDE00\ud83d\ude00", "😀😀"),
            (r"\u2028\u0000", "\u{2028}\0"),
        ] {
            assert_eq!(unescape(raw.as_bytes()).unwrap(), expected.as_bytes());
        }
    }

    #[test]
    fn no_escapes() {
        for (raw, expected) in [
            (r"\x", CONTROL),
            ("\\", CONTROL),
            (r"\u12", HEX),
            (r"\u12g4", HEX),
            (r"\u+123", HEX),
            (r"\ud83d", PAIR),
            (r"\ud83dx", PAIR),
            (r"\ud83d\u0041", PAIR),
            (r"\ude00", PAIR),
        ] {
            assert_eq!(unescape(raw.as_bytes()).unwrap_err(), expected, "{raw}");
        }
    }

    #[test]
    fn base64_of_every_length() {
        let bytes: Vec<u8> = (0..3000u32).map(|n| (n * 7) as u8).collect();
        for length in (0..40).chain([767, 768, 769, 1536, 3000]) {
            let mut text = Vec::new();
            let mut out = Cursor::new(&mut text);
            encode_base64(&bytes[..length], &mut out);
            out.finish().unwrap();
            assert_eq!(text.len(), (length * 8).div_ceil(6));
            assert_eq!(decode_base64(&text).unwrap(), &bytes[..length]);
            text.resize(text.len().next_multiple_of(4), b'=');
            assert_eq!(decode_base64(&text).unwrap(), &bytes[..length], "padded");
        }
        for text in ["A", "A===", "AA!A", "AAAAA", "A A=", "=A", "-_-_"] {
            assert_eq!(decode_base64(text.as_bytes()), None, "{text}");
        }
    }
}
