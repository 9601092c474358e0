//! The first 17 decimal digits of a double, rounded from its exact value: what `%.17g` prints, several times as fast as
//! the standard library, which writes any number of digits.

use super::powers::Power;

/// The least integer of 18 digits.
const TOO_MANY: u64 = 100_000_000_000_000_000;

/// The digits of a positive finite double, as an integer of 17 digits, and the power of ten of the first. `None`, once
/// in 2⁶⁴ doubles: 192 bits do not tell how it is rounded.
pub(super) fn seventeen(value: f64) -> Option<(u64, i32)> {
    let (mantissa, exponent) = normalised(value);
    // The power of the first digit of 2^(exponent + 63), by the logarithm of two to base ten. The double is less than
    // twice as large, so that its own is the same or one more.
    let power = ((exponent + 63) * 315_653) >> 20;
    let digits = scaled(mantissa, exponent, 16 - power)?;
    if digits < TOO_MANY {
        return Some((digits, power));
    }
    let power = power + 1;
    Some((scaled(mantissa, exponent, 16 - power)?, power))
}

/// A mantissa of 64 bits and the power of two that it is to be multiplied by.
fn normalised(value: f64) -> (u64, i32) {
    const FRACTION: u32 = f64::MANTISSA_DIGITS - 1;
    let bits = value.to_bits();
    let (fraction, biased) = (bits & ((1 << FRACTION) - 1), (bits >> FRACTION) as i32);
    let (mantissa, exponent) = match biased {
        0 => (fraction, -1074), // subnormal
        _ => (fraction | 1 << FRACTION, biased - 1075),
    };
    let shift = mantissa.leading_zeros();
    (mantissa << shift, exponent - shift as i32)
}

/// `mantissa` · 2^`exponent` · 10^`power`, which is from 10¹⁶ to 2 · 10¹⁷, rounded to an integer.
fn scaled(mantissa: u64, exponent: i32, power: i32) -> Option<u64> {
    let ten = Power::of_ten(power)?;
    // invariant: 3 to 10 bits beside 128, since a number from 10¹⁶ to 2 · 10¹⁷ has 54 to 58
    let behind = -(exponent + ten.exponent) - 128;
    ten.times(mantissa).round(behind as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_the_standard_library(value: f64) -> (u64, i32) {
        let text = format!("{value:.16e}");
        let (mantissa, exponent) = text.split_once('e').unwrap();
        (
            mantissa.replace('.', "").parse().unwrap(),
            exponent.parse().unwrap(),
        )
    }

    /// Every power of two, and so every power of ten of the table, with many mantissas.
    #[test]
    fn as_the_standard_library_has_it() {
        let mut mantissa = 0x9e37_79b9_7f4a_7c15u64;
        for biased in (0..2047).step_by(if cfg!(miri) { 97 } else { 1 }) {
            for _ in 0..if cfg!(miri) { 1 } else { 50 } {
                mantissa = mantissa
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                for fraction in [mantissa >> 12, mantissa >> 50, (mantissa >> 12) & !0 << 40] {
                    let value = f64::from_bits(biased << 52 | fraction | u64::from(biased == 0));
                    assert_eq!(
                        seventeen(value),
                        Some(by_the_standard_library(value)),
                        "{value:e}"
                    );
                }
            }
        }
    }

    #[test]
    fn at_powers_of_ten() {
        for power in (-308..=308).step_by(if cfg!(miri) { 77 } else { 1 }) {
            let value: f64 = format!("1e{power}").parse().unwrap();
            for value in [value.next_down(), value, value.next_up()] {
                assert_eq!(
                    seventeen(value),
                    Some(by_the_standard_library(value)),
                    "{value:e}"
                );
            }
        }
    }

    #[test]
    fn half_goes_to_even() {
        let unit = 2f64.powi(-17);
        assert_eq!(seventeen(1.0 + unit), Some((10_000_076_293_945_312, 0)));
        assert_eq!(
            seventeen(1.0 + 3.0 * unit),
            Some((10_000_228_881_835_938, 0))
        );
    }
}
