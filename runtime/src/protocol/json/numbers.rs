//! Doubles as text, as C++ and as Java write them: the layout of the digits. Which they are says `seventeen.rs`, or the
//! standard library.

use std::io::Write as _;

use super::digits::{EIGHT, eight_digits, put_integer};
use super::seventeen::seventeen;
use crate::protocol::cursor::Cursor;

/// How many digits tell every double from every other.
const MOST_DIGITS: usize = 17;

const ZEROS: [u8; MOST_DIGITS] = [b'0'; MOST_DIGITS];

/// The decimal digits of a finite double, without trailing zeros, and the power of ten of the first.
#[derive(Clone, Copy, Debug)]
struct Digits {
    negative: bool,
    /// As many as there may be, twice; zeros behind the last.
    all: [u8; 2 * MOST_DIGITS],
    count: usize,
    exponent: i32,
}

impl Digits {
    fn new(negative: bool, exponent: i32, digits: [u8; MOST_DIGITS]) -> Self {
        let mut all = [b'0'; 2 * MOST_DIGITS];
        all[..MOST_DIGITS].copy_from_slice(&digits);
        let last = digits.iter().rposition(|digit| *digit != b'0');
        Self {
            negative,
            all,
            count: last.map_or(1, |last| last + 1),
            exponent,
        }
    }

    /// 17 of them, rounded.
    fn seventeen(value: f64) -> Self {
        let negative = value.is_sign_negative();
        if value == 0.0 {
            return Self::new(negative, 0, ZEROS);
        }
        let Some((digits, exponent)) = seventeen(value.abs()) else {
            return Self::formatted(format_args!("{value:.16e}"));
        };
        let mut text = ZEROS;
        let (first, others) = (digits / EIGHT / EIGHT, digits % (EIGHT * EIGHT));
        text[0] += first as u8;
        text[1..9].copy_from_slice(&eight_digits(others / EIGHT));
        text[9..].copy_from_slice(&eight_digits(others % EIGHT));
        Self::new(negative, exponent, text)
    }

    /// From the text `-d.ddde-ddd`.
    fn formatted(scientific: std::fmt::Arguments<'_>) -> Self {
        let mut buffer = [0; 32];
        let mut left = &mut buffer[..];
        // invariant: 17 digits, a sign, a point and an exponent of five fit
        let _ = left.write_fmt(scientific);
        let unused = left.len();
        let text = &buffer[..buffer.len() - unused];
        let (negative, text) = match text {
            [b'-', text @ ..] => (true, text),
            text => (false, text),
        };
        let mut halves = text.split(|byte| *byte == b'e');
        let mantissa = halves.next().unwrap_or_default().iter();
        let mantissa = mantissa.filter(|byte| **byte != b'.');
        let mut digits = ZEROS;
        for (place, digit) in digits.iter_mut().zip(mantissa) {
            *place = *digit;
        }
        let exponent = halves.next().unwrap_or_default();
        let exponent = std::str::from_utf8(exponent).ok();
        // invariant: what the standard library writes with `{:e}` has an exponent
        let exponent = exponent.and_then(|text| text.parse().ok()).unwrap_or(0);
        Self::new(negative, exponent, digits)
    }

    /// Appends the sign, and the digits around a point. `fraction`: at least one digit behind it, always. Whatever is
    /// stored, is stored in one piece of a width that the compiler knows; the next one overwrites what is too much of it.
    fn put_positional(&self, fraction: bool, out: &mut Cursor<'_>) {
        out.put_first(*b"-", usize::from(self.negative));
        // invariant: from 0 to 17 each, since other numbers are written with an exponent
        let whole = (self.exponent + 1).max(0) as usize;
        let zeros = (-1 - self.exponent).max(0) as usize;
        if whole == 0 {
            out.put(*b"0");
        } else {
            out.put_first(*self.from(0), whole);
        }
        let behind = self.count.saturating_sub(whole).max(usize::from(fraction));
        if behind > 0 {
            out.put(*b".");
            out.put_first(ZEROS, zeros);
            out.put_first(*self.from(whole), behind);
        }
    }

    /// Appends the sign, one digit, a point and the others, and an exponent of at least `width` digits.
    fn put_scientific(
        &self,
        fraction: bool,
        [plus, minus]: [&str; 2],
        width: u32,
        out: &mut Cursor<'_>,
    ) {
        let mantissa = Digits {
            exponent: 0,
            ..*self
        };
        mantissa.put_positional(fraction, out);
        out.put_slice(if self.exponent < 0 { minus } else { plus }.as_bytes());
        let exponent = self.exponent.abs();
        out.put_first(*b"0", usize::from(exponent < 10 && width == 2));
        put_integer(exponent.into(), out);
    }

    /// The digits from the `first` on.
    fn from(&self, first: usize) -> &[u8; MOST_DIGITS] {
        // invariant: there are as many behind every one of them
        self.all[first..].first_chunk().unwrap_or(&ZEROS)
    }
}

/// Appends a finite double as C's `%.17g` and C++'s streams do: 17 significant digits without trailing zeros.
pub(in crate::protocol) fn put_seventeen_digits(value: f64, out: &mut Cursor<'_>) {
    let digits = Digits::seventeen(value);
    if (-4..17).contains(&digits.exponent) {
        digits.put_positional(false, out);
    } else {
        digits.put_scientific(false, ["e+", "e-"], 2, out);
    }
}

/// Appends a finite double as Java's `Double.toString` does: the fewest digits that read back the same.
pub(super) fn put_fewest_digits(value: f64, out: &mut Cursor<'_>) {
    let digits = Digits::formatted(format_args!("{value:e}"));
    if value == 0.0 || (-3..7).contains(&digits.exponent) {
        digits.put_positional(true, out);
    } else {
        digits.put_scientific(true, ["E", "E-"], 1, out);
    }
}

/// What JSON has no number for, in quotes as C++ writes it.
pub(super) fn not_finite(value: f64) -> Option<&'static [u8]> {
    if value.is_nan() {
        Some(b"\"NaN\"")
    } else if value == f64::INFINITY {
        Some(b"\"Infinity\"")
    } else if value == f64::NEG_INFINITY {
        Some(b"\"-Infinity\"")
    } else {
        None
    }
}

/// A double in any spelling that an Apache library has: Python writes `nan` and `inf`, Node `NaN`, Java `1.0E10`.
pub(super) fn parse_double(text: &str) -> Option<f64> {
    let value: f64 = text.parse().ok()?;
    // a number that a double cannot hold is none; an infinity is spelled out
    let overflown = value.is_infinite() && text.bytes().any(|byte| byte.is_ascii_digit());
    (!overflown).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: f64, put: fn(f64, &mut Cursor<'_>)) -> String {
        let mut text = Vec::new();
        let mut out = Cursor::new(&mut text);
        put(value, &mut out);
        out.finish().unwrap();
        String::from_utf8(text).unwrap()
    }

    /// What `printf("%.17g")` prints.
    #[test]
    fn seventeen_digits_as_c_prints_them() {
        for (value, expected) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.0, "1"),
            (-2.25, "-2.25"),
            (0.1, "0.10000000000000001"),
            (1.0 / 3.0, "0.33333333333333331"),
            (100.0, "100"),
            (123_456.789, "123456.789"),
            (0.0001, "0.0001"),
            (0.000_123_456_789_012_345_67, "0.00012345678901234567"),
            (0.00001, "1.0000000000000001e-05"),
            (1e15, "1000000000000000"),
            (1e16, "10000000000000000"),
            (1e17, "1e+17"),
            (1e21, "1e+21"),
            (1e300, "1.0000000000000001e+300"),
            (-1.5e-300, "-1.5000000000000001e-300"),
            (f64::MAX, "1.7976931348623157e+308"),
            (f64::MIN_POSITIVE, "2.2250738585072014e-308"),
            (5e-324, "4.9406564584124654e-324"),
        ] {
            assert_eq!(text(value, put_seventeen_digits), expected);
        }
    }

    /// What `Double.toString` says.
    #[test]
    fn fewest_digits_as_java_prints_them() {
        for (value, expected) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (-0.1, "-0.1"),
            (0.001, "0.001"),
            (0.0001, "1.0E-4"),
            (9_999_999.0, "9999999.0"),
            (1e7, "1.0E7"),
            (1.25e10, "1.25E10"),
            (123.456, "123.456"),
            (f64::MAX, "1.7976931348623157E308"),
            (5e-324, "5.0E-324"), // Java before 19: 4.9E-324
        ] {
            assert_eq!(text(value, put_fewest_digits), expected);
        }
    }

    #[test]
    fn doubles_in_every_spelling() {
        for (text, expected) in [
            ("1", 1.0),
            ("1.0E15", 1e15),
            ("1e+15", 1e15),
            ("-0", 0.0),
            ("-inf", f64::NEG_INFINITY),
            ("Infinity", f64::INFINITY),
        ] {
            assert_eq!(parse_double(text), Some(expected), "{text}");
        }
        assert!(parse_double("nan").is_some_and(f64::is_nan));
        for text in ["", "-", "e5", "1e", "1e999", "0x10", "true"] {
            assert_eq!(parse_double(text), None, "{text}");
        }
    }
}
