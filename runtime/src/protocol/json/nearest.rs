//! The double that is nearest to a decimal number: one multiplication (Lemire, "Number parsing at a gigabyte per
//! second", 2021), with more bits than that takes, so that it is nearly always enough.

use super::digits::{MOST_DIGITS, POWERS, natural, none};
use super::powers::Power;

/// The double that `text` begins with, and how many bytes it takes. None of them: there is none, or it is for a slower
/// reader: one of more than 19 digits, very small or very large, or half-way between two doubles.
#[inline]
pub(super) fn double(text: &[u8]) -> (f64, usize) {
    let sign = usize::from(text.first() == Some(&b'-'));
    let Some((magnitude, length)) = magnitude(&text[sign..]) else {
        return none();
    };
    let value = if sign == 1 { -magnitude } else { magnitude };
    (value, sign + length)
}

#[inline(always)]
fn magnitude(text: &[u8]) -> Option<(f64, usize)> {
    let (mut digits, mut length) = natural(text);
    let mut power = 0;
    if length == 0 {
        return None;
    }
    if text.get(length) == Some(&b'.') {
        let (fraction, count) = natural(&text[length + 1..]);
        // zeros before the point are none of the 19 digits
        if count == 0 || count + length > MOST_DIGITS && digits > 0 {
            return None;
        }
        digits = digits * POWERS[count] + fraction;
        power = -(count as i32);
        length += 1 + count;
    }
    if let Some(b'e' | b'E') = text.get(length) {
        let (exponent, count) = exponent(&text[length + 1..])?;
        power += exponent;
        length += 1 + count;
    }
    Some((nearest(digits, power)?, length))
}

fn exponent(text: &[u8]) -> Option<(i32, usize)> {
    let sign = usize::from(matches!(text.first(), Some(b'-' | b'+')));
    let (magnitude, count) = natural(&text[sign..]);
    if count == 0 || magnitude > 1000 {
        return None;
    }
    let magnitude = magnitude as i32;
    let exponent = if text[0] == b'-' {
        -magnitude
    } else {
        magnitude
    };
    Some((exponent, sign + count))
}

/// The double nearest to `digits` · 10^`power`, if that is a normal one.
#[inline(always)]
fn nearest(digits: u64, power: i32) -> Option<f64> {
    const FRACTION: u32 = f64::MANTISSA_DIGITS - 1;
    if digits == 0 {
        return Some(0.0);
    }
    let ten = Power::of_ten(power)?;
    let shift = digits.leading_zeros();
    let product = ten.times(digits << shift);
    // 53 bits are to be left before the point
    let behind = 64 - product.high.leading_zeros() - f64::MANTISSA_DIGITS;
    let mantissa = product.round(behind)?;
    let exponent = ten.exponent - shift as i32 + 128 + behind as i32;
    let biased = u64::try_from(exponent + 1075).ok()?;
    if !(1..2046).contains(&biased) {
        return None;
    }
    // The mantissa's highest bit is not stored, and is one more in the exponent instead. If all 53 bits were rounded up
    // to one more, that is one more in the exponent, too.
    Some(f64::from_bits(((biased - 1) << FRACTION) + mantissa))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) {
        for end in ["", ",", "}", "x"] {
            let text = format!("{text}{end}");
            let (value, length) = double(text.as_bytes());
            assert_eq!(length, text.len() - end.len(), "{text}");
            let expected: f64 = text[..length].parse().unwrap();
            assert_eq!(value.to_bits(), expected.to_bits(), "{text}");
        }
    }

    #[test]
    fn as_the_standard_library_has_it() {
        let mut random = 0x9e37_79b9_7f4a_7c15u64;
        for power in -280..280 {
            for _ in 0..if cfg!(miri) { 1 } else { 100 } {
                random = random
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                let digits = random >> (random % 60);
                check(&format!("{}e{power}", digits.min(POWERS[19] - 1)));
            }
        }
    }

    #[test]
    fn what_was_written_with_17_digits() {
        let mut random = 0x9e37_79b9_7f4a_7c15u64;
        for _ in 0..if cfg!(miri) { 10 } else { 20_000 } {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let value = f64::from((random >> 32) as u32) / 4.3e6;
            check(&format!("{value:.16e}"));
            check(&format!("-{value}"));
        }
    }

    #[test]
    fn every_form() {
        for text in [
            "0",
            "-0",
            "0.0",
            "-0.0e5",
            "1",
            "1.0E15",
            "1e+15",
            "1e-15",
            "0.1",
            "123.456",
            "9999999999999999999",
        ] {
            check(text);
        }
    }

    #[test]
    fn what_is_left_to_others() {
        for text in [
            "",
            "-",
            ".5",
            "5.",
            "1e",
            "1e+",
            "x",
            "+1",
            "nan",
            "inf",
            "1e400",
            "1e-400",
            "2e-308",
            "1e999999999999",
            "12345678901234567890",
            "1.2345678901234567890",
            "9007199254740993.0",
        ] {
            assert_eq!(double(text.as_bytes()).1, 0, "{text}");
        }
    }
}
