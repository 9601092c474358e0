//! Doubles as text, as C++ and as Java write them. The digits are the standard library's; only their layout is here.

use std::io::Write as _;

/// A number's text, on the stack.
#[derive(Clone, Copy, Debug)]
pub(in crate::protocol) struct Text {
    bytes: [u8; Self::MOST],
    length: usize,
}

impl Text {
    /// `-0.00012345678901234567` and `-1.2345678901234567e-308` have 24.
    const MOST: usize = 32;

    fn new() -> Self {
        Self {
            bytes: [0; Self::MOST],
            length: 0,
        }
    }

    fn push(&mut self, bytes: &[u8]) {
        let end = self.length + bytes.len();
        // invariant: no layout of 17 digits is longer than `MOST`
        self.bytes[self.length..end].copy_from_slice(bytes);
        self.length = end;
    }

    fn zeros(&mut self, count: usize) {
        self.push(&b"00000000000000000"[..count]);
    }

    fn exponent(&mut self, mark: &str, exponent: i32, width: usize) {
        let mut left = &mut self.bytes[self.length..];
        let before = left.len();
        // invariant: an exponent of a double has at most three digits, for which there is room
        let _ = write!(left, "{mark}{:0width$}", exponent.unsigned_abs());
        self.length += before - left.len();
    }

    pub(in crate::protocol) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// The decimal digits of a finite double, without trailing zeros, and the power of ten of the first.
struct Digits {
    negative: bool,
    all: [u8; 17],
    count: usize,
    exponent: i32,
}

impl Digits {
    /// From `-d.ddde-ddd`.
    fn of(scientific: &[u8]) -> Self {
        let (negative, rest) = match scientific {
            [b'-', rest @ ..] => (true, rest),
            rest => (false, rest),
        };
        let mut digits = Self {
            negative,
            all: [b'0'; 17],
            count: 0,
            exponent: 0,
        };
        let mut halves = rest.split(|byte| *byte == b'e');
        let mantissa = halves.next().unwrap_or_default().iter();
        let places = digits.all.iter_mut();
        for (place, digit) in places.zip(mantissa.filter(|byte| **byte != b'.')) {
            *place = *digit;
        }
        let last = digits.all.iter().rposition(|digit| *digit != b'0');
        digits.count = last.map_or(1, |last| last + 1);
        let exponent = halves
            .next()
            .and_then(|text| std::str::from_utf8(text).ok());
        // invariant: what the standard library writes with `{:e}` has an exponent
        digits.exponent = exponent.and_then(|text| text.parse().ok()).unwrap_or(0);
        digits
    }

    fn digits(&self) -> &[u8] {
        &self.all[..self.count]
    }

    /// The sign, and the digits around a point. `fraction`: at least one digit behind it, always.
    fn positional(&self, fraction: bool) -> Text {
        let mut text = Text::new();
        text.push(if self.negative { b"-" } else { b"" });
        let whole = usize::try_from(self.exponent + 1).unwrap_or(0);
        let (before, behind) = self.digits().split_at(whole.min(self.count));
        text.push(if before.is_empty() { b"0" } else { before });
        text.zeros(whole.saturating_sub(self.count));
        if !behind.is_empty() {
            text.push(b".");
            text.zeros(usize::try_from(-self.exponent - 1).unwrap_or(0));
            text.push(behind);
        } else if fraction {
            text.push(b".0");
        }
        text
    }

    /// The sign, one digit, a point and the others.
    fn mantissa(&self, fraction: bool) -> Text {
        Digits {
            exponent: 0,
            ..*self
        }
        .positional(fraction)
    }
}

/// As C's `%.17g` and C++'s streams: 17 significant digits without trailing zeros.
pub(in crate::protocol) fn seventeen_digits(value: f64) -> Text {
    let digits = scientific(format_args!("{value:.16e}"));
    if (-4..17).contains(&digits.exponent) {
        return digits.positional(false);
    }
    let mut text = digits.mantissa(false);
    let mark = if digits.exponent < 0 { "e-" } else { "e+" };
    text.exponent(mark, digits.exponent, 2);
    text
}

/// As Java's `Double.toString`: the fewest digits that read back the same.
pub(super) fn fewest_digits(value: f64) -> Text {
    let digits = scientific(format_args!("{value:e}"));
    if value == 0.0 || (-3..7).contains(&digits.exponent) {
        return digits.positional(true);
    }
    let mut text = digits.mantissa(true);
    let mark = if digits.exponent < 0 { "E-" } else { "E" };
    text.exponent(mark, digits.exponent, 1);
    text
}

fn scientific(formatted: std::fmt::Arguments<'_>) -> Digits {
    let mut buffer = [0; Text::MOST];
    let mut left = &mut buffer[..];
    // invariant: 17 digits, a sign, a point and an exponent of five fit
    let _ = left.write_fmt(formatted);
    let unused = left.len();
    Digits::of(&buffer[..Text::MOST - unused])
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

    fn text(text: Text) -> String {
        String::from_utf8(text.as_bytes().to_vec()).unwrap()
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
            assert_eq!(text(seventeen_digits(value)), expected);
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
            assert_eq!(text(fewest_digits(value)), expected);
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
