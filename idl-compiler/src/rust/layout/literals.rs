//! Where strings, characters and comments end: nothing in them is a bracket.

use memchr::{memchr, memchr2};

/// The end of the literal or comment that begins at `at`; `None` if none begins there. The `r` and the hashes of a raw
/// string stand before its quote.
pub(super) fn literal_end(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = &bytes[at..];
    match rest {
        [b'"', ..] => Some(match raw_hashes(&bytes[..at]) {
            Some(hashes) => at + raw_end(rest, hashes),
            None => at + string_end(rest),
        }),
        [b'/', b'/', ..] => Some(memchr(b'\n', rest).map_or(bytes.len(), |end| at + end)),
        [b'\'', b'\\', _, ..] => Some(at + 3 + memchr(b'\'', &rest[3..])? + 1),
        // everything else that begins so is a lifetime
        [b'\'', _, b'\'', ..] => Some(at + 3),
        _ => None,
    }
}

/// For each byte, whether it is one of these: a table, since all of the text is looked at through it.
pub(super) const fn one_of(bytes: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut index = 0;
    while index < bytes.len() {
        table[bytes[index] as usize] = true;
        index += 1;
    }
    table
}

/// What parts a line, or begins what may be a literal.
const PARTS: [bool; 256] = one_of(b",()[]{}<>\"'/");

/// Every bracket and comma that is in no literal and no comment, and where it is.
pub(super) fn outside_literals(text: &str) -> impl Iterator<Item = (usize, u8)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(plain) = bytes[at..].iter().position(|it| PARTS[usize::from(*it)]) {
            at += plain;
            let byte = bytes[at];
            let begins = matches!(byte, b'"' | b'\'' | b'/');
            if !begins {
                at += 1;
                return Some((at - 1, byte));
            }
            at = literal_end(bytes, at).unwrap_or(at + 1);
        }
        None
    })
}

fn string_end(text: &[u8]) -> usize {
    let mut at = 1;
    while let Some(next) = text.get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        at += next + 1;
        if text[at - 1] == b'"' {
            return at;
        }
        at += 1;
    }
    text.len()
}

/// The number of hashes if what stands before a quote makes its string a raw one: `r`, `br##`, but not `error`.
fn raw_hashes(before: &[u8]) -> Option<usize> {
    let hashes = before
        .iter()
        .rev()
        .take_while(|byte| **byte == b'#')
        .count();
    match &before[..before.len() - hashes] {
        [word @ .., b'b', b'r'] | [word @ .., b'r'] => {
            (!word.last().is_some_and(|byte| in_word(*byte))).then_some(hashes)
        }
        _ => None,
    }
}

fn raw_end(text: &[u8], hashes: usize) -> usize {
    let closes = |at: &usize| {
        text[*at] == b'"'
            && text[at + 1..]
                .iter()
                .take_while(|byte| **byte == b'#')
                .count()
                >= hashes
    };
    (1..text.len())
        .find(closes)
        .map_or(text.len(), |at| at + 1 + hashes)
}

fn in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}
