//! Integers as text, read and written eight digits at a time.

use crate::protocol::cursor::Cursor;

/// The integer that `text` begins with, and how many bytes it takes. None of them: there is none of at most 19 digits
/// that an `i64` can hold. (A pair of words comes back in registers; an `Option` of it would not.)
#[inline]
pub(super) fn integer(text: &[u8]) -> (i64, usize) {
    let negative = text.first() == Some(&b'-');
    let sign = usize::from(negative);
    let (magnitude, length) = natural(&text[sign..]);
    if length == 0 || length == MOST_DIGITS && magnitude > i64::MAX as u64 + sign as u64 {
        return none();
    }
    let value = magnitude as i64;
    let value = if negative {
        value.wrapping_neg()
    } else {
        value
    };
    (value, sign + length)
}

/// The same of up to seven digits, and the byte behind them, which is in the word with them: nearly every integer is as
/// short as that.
#[inline(always)]
pub(super) fn short_integer(text: &[u8]) -> Option<(i64, usize, u8)> {
    let negative = text.first() == Some(&b'-');
    let sign = usize::from(negative);
    let word = u64::from_le_bytes(*text.get(sign..)?.first_chunk()?);
    let (magnitude, count) = leading_digits(word);
    if !(1..8).contains(&count) {
        return None;
    }
    let value = magnitude as i64;
    let value = if negative { -value } else { value };
    Some((value, sign + count, (word >> (8 * count)) as u8))
}

/// A branch instead of a selection: where the next token begins is then known before what this one is worth.
#[cold]
#[inline(never)]
pub(super) fn none<T: Default>() -> (T, usize) {
    Default::default()
}

/// What a `u64` holds, whatever the digits are.
pub(super) const MOST_DIGITS: usize = 19;

/// Ten to the power of 0, 1, 2 ….
pub(super) const POWERS: [u64; MOST_DIGITS + 1] = {
    let mut powers = [1; MOST_DIGITS + 1];
    let mut power = 1;
    while power < powers.len() {
        powers[power] = powers[power - 1] * 10;
        power += 1;
    }
    powers
};

/// The digits that `text` begins with, as a number, and how many they are. None: there are none, or too many.
#[inline(always)]
pub(super) fn natural(text: &[u8]) -> (u64, usize) {
    let (value, count) = leading_digits(word(text));
    if count < 8 {
        return (value, count);
    }
    longer(value, &text[8..])
}

/// The same, behind eight digits.
#[inline(always)]
fn longer(first: u64, rest: &[u8]) -> (u64, usize) {
    let (second, count) = leading_digits(word(rest));
    let value = first * POWERS[count] + second;
    if count < 8 {
        return (value, 8 + count);
    }
    let (third, count) = leading_digits(word(&rest[8..]));
    if 16 + count > MOST_DIGITS {
        return none();
    }
    (value * POWERS[count] + third, 16 + count)
}

/// A one in every byte.
const EACH: u64 = 0x0101_0101_0101_0101;
/// Eight times the digit zero.
const ZEROS: u64 = b'0' as u64 * EACH;
/// What eight digits do not hold.
pub(super) const EIGHT: u64 = POWERS[8];

/// The first eight bytes, the first one lowest; zeros for those that are not there.
#[inline(always)]
fn word(text: &[u8]) -> u64 {
    match text.first_chunk() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => short_word(text),
    }
}

#[cold]
#[inline(never)]
fn short_word(text: &[u8]) -> u64 {
    let bytes = text.iter().rev();
    bytes.fold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// The number that a word's leading digits make, and how many they are: no branch depends on either.
#[inline(always)]
pub(super) fn leading_digits(word: u64) -> (u64, usize) {
    let values = word ^ ZEROS;
    // Nine and 0x76 stay below 0x80, more do not. A carry spoils only what stands behind the first byte that is no digit.
    let others = (values.wrapping_add(0x76 * EACH) | values) & (0x80 * EACH);
    let count = others.trailing_zeros() / 8;
    // the digits, behind as many zeros as make them eight
    let digits = values.unbounded_shl(64 - 8 * count);
    // neighbours become numbers of two digits, then of four, then of eight, all at once
    let pairs = (digits * 10 + (digits >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
    let eight = (fours * 10_000 + (fours >> 32)) & 0xffff_ffff;
    (eight, count as usize)
}

/// Appends an integer.
pub(super) fn put_integer(value: i64, out: &mut Cursor<'_>) {
    out.put_first(*b"-", usize::from(value < 0));
    let magnitude = value.unsigned_abs();
    let (upper, lower) = (magnitude / EIGHT, magnitude % EIGHT);
    if upper == 0 {
        return put_first_digits(lower, out);
    }
    if upper < EIGHT {
        put_first_digits(upper, out);
    } else {
        put_first_digits(upper / EIGHT, out);
        out.put(eight_digits(upper % EIGHT));
    }
    out.put(eight_digits(lower));
}

/// Appends up to eight digits without the zeros before the first.
#[inline(always)]
fn put_first_digits(value: u64, out: &mut Cursor<'_>) {
    let digits = u64::from_le_bytes(eight_digits(value));
    let zeros = ((digits ^ ZEROS).trailing_zeros() / 8).min(7);
    out.put_first((digits >> (8 * zeros)).to_le_bytes(), 8 - zeros as usize);
}

/// The eight digits of a number, with zeros before it: the way of [`leading_digits`] back.
#[inline(always)]
pub(super) fn eight_digits(value: u64) -> [u8; 8] {
    let fours = (value / 10_000) | ((value % 10_000) << 32);
    // a hundredth of what is below ten thousand, and a tenth of what is below a hundred, without a division
    let hundreds = ((fours * 10_486) >> 20) & 0x0000_007f_0000_007f;
    let pairs = hundreds | (fours - hundreds * 100) << 16;
    let tens = ((pairs * 103) >> 10) & 0x000f_000f_000f_000f;
    let digits = tens | (pairs - tens * 10) << 8;
    (digits | ZEROS).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_written_as_they_are_read() {
        let written = |value: i64| {
            let mut text = Vec::new();
            let mut out = Cursor::new(&mut text);
            put_integer(value, &mut out);
            out.finish().unwrap();
            String::from_utf8(text).unwrap()
        };
        for exponent in 0..19 {
            let power = 10i64.pow(exponent);
            for value in [
                power,
                power - 1,
                power + 1,
                i64::MAX / power,
                i64::MIN / power,
            ] {
                assert_eq!(written(value), value.to_string());
                assert_eq!(
                    written(value.wrapping_neg()),
                    value.wrapping_neg().to_string()
                );
            }
        }
    }

    #[test]
    fn every_four_digits() {
        for value in 0..10_000u64 {
            let text = eight_digits(value * 10_000 + 9_999 - value);
            let expected = format!("{value:04}{:04}", 9_999 - value);
            assert_eq!(text, expected.as_bytes());
        }
    }

    #[test]
    fn integers_of_every_length_at_every_end() {
        for exponent in 0..19 {
            for value in [
                10i64.pow(exponent),
                10i64.pow(exponent) - 1,
                8_192_736_455 >> exponent,
            ] {
                for value in [value, -value] {
                    for end in ["", "}", ",12345678", "/", ":", "\u{7f}", "ż", "\0", "a1"] {
                        let text = format!("{value}{end}");
                        let length = text.len() - end.len();
                        let read = integer(text.as_bytes());
                        assert_eq!(read, (value, length), "{text}");
                        let fits =
                            value.abs() < 10_000_000 && text.len() >= 8 + usize::from(value < 0);
                        match short_integer(text.as_bytes()) {
                            Some(short) => {
                                assert_eq!(short, (value, length, text.as_bytes()[length]));
                            }
                            None => assert!(!fits, "{text}"),
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn the_ends_of_the_range() {
        for text in [
            "9223372036854775807",
            "-9223372036854775808",
            "0000000000000000007",
            "-0",
        ] {
            let read = integer(text.as_bytes());
            assert_eq!(read, (text.parse().unwrap(), text.len()));
        }
        for text in [
            "9223372036854775808",
            "-9223372036854775809",
            "00000000000000000007",
            "18446744073709551616",
            "123456789012345678901234567890",
            "",
            "-",
            "--1",
            "+1",
            " 1",
            "x",
        ] {
            assert_eq!(integer(text.as_bytes()), (0, 0), "{text}");
            let text = format!("{text}        ");
            assert_eq!(short_integer(text.as_bytes()), None, "{text}");
        }
    }
}
