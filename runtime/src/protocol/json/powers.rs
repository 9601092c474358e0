//! Powers of ten, to 128 bits.

/// The least and the greatest power that is known: what brings some double to 17 digits before the point, and what a
/// double of 19 digits in front of it may have behind its `e`.
const FIRST: i32 = -330;
const LAST: i32 = 340;
const COUNT: usize = (LAST - FIRST) as usize + 1;

/// A power of ten is `mantissa` · 2^`exponent`, or, unless that is exact, more by less than one unit of the mantissa's
/// last place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Power {
    /// Its highest bit is set.
    mantissa: u128,
    pub(super) exponent: i32,
    exact: bool,
}

/// A number of 192 bits, in two parts, or, unless that is exact, more by less than 2⁶⁵.
#[derive(Clone, Copy, Debug)]
pub(super) struct Product {
    pub(super) high: u64,
    low: u128,
    exact: bool,
}

impl Power {
    /// Ten to this power, if it is near enough to what a double can have.
    #[inline]
    pub(super) fn of_ten(power: i32) -> Option<Self> {
        Some(Self {
            mantissa: *MANTISSAS.get((power - FIRST) as usize)?,
            // the logarithm of ten to base two, exact enough for twice as large a power
            exponent: ((power * 1_741_647) >> 19) - 127,
            exact: (0..=55).contains(&power), // 5^55 has 128 bits
        })
    }

    /// The mantissa times `factor`.
    #[inline]
    pub(super) fn times(self, factor: u64) -> Product {
        const LOWER: u128 = u64::MAX as u128;
        let factor = u128::from(factor);
        let low = factor * (self.mantissa & LOWER);
        let high = factor * (self.mantissa >> 64) + (low >> 64);
        Product {
            high: (high >> 64) as u64,
            low: high << 64 | low & LOWER,
            exact: self.exact,
        }
    }
}

impl Product {
    /// The nearest integer if 128 bits and 3 to 11 more stand behind the point; half goes to even. `None`: so many bits
    /// do not tell. Of random numbers that is one in 2⁶⁴, but one that *is* half of something is written on purpose.
    #[inline]
    pub(super) fn round(self, behind: u32) -> Option<u64> {
        const HALF: u64 = 1 << 63;
        let integer = self.high >> behind;
        // the first 64 bits behind the point; what is missing of an inexact product is less than the last of them
        let fraction = self.high << (64 - behind) | (self.low >> (64 + behind)) as u64;
        if fraction == HALF - 1 && !self.exact {
            return None;
        }
        let is_half = fraction == HALF && self.exact && self.low << (64 - behind) == 0;
        let up = if is_half {
            integer % 2 == 1
        } else {
            fraction >= HALF
        };
        Some(integer + u64::from(up))
    }
}

static MANTISSAS: [u128; COUNT] = mantissas();

/// From 10^0 up and down, with 256 bits, so that what is cut off adds up to nothing that reaches the upper half.
const fn mantissas() -> [u128; COUNT] {
    let mut all = [0; COUNT];
    let one = Wide {
        high: 1 << 127,
        low: 0,
    };
    let (mut power, mut value) = (0, one);
    while power <= LAST {
        all[(power - FIRST) as usize] = value.high;
        value = value.times_ten();
        power += 1;
    }
    (power, value) = (0, one);
    while power >= FIRST {
        all[(power - FIRST) as usize] = value.high;
        value = value.over_ten();
        power -= 1;
    }
    all
}

/// The upper 256 bits of a number, of which the highest is set. What stands below is cut off.
#[derive(Clone, Copy)]
struct Wide {
    high: u128,
    low: u128,
}

impl Wide {
    /// Ten is 8 · (1 + 1/4), and where the point is does not matter here.
    const fn times_ten(self) -> Self {
        let (low, carry) = self.low.overflowing_add(self.low >> 2 | self.high << 126);
        let (high, over) = self.high.overflowing_add((self.high >> 2) + carry as u128);
        if !over {
            return Self { high, low };
        }
        Self {
            high: 1 << 127 | high >> 1,
            low: high << 127 | low >> 1,
        }
    }

    /// Ten is 2 · 5: a long division, 64 bits at a time.
    const fn over_ten(self) -> Self {
        let high = self.high / 5;
        let upper = (self.high % 5) << 64 | self.low >> 64;
        let lower = (upper % 5) << 64 | self.low & u64::MAX as u128;
        let low = ((upper / 5) << 64) | (lower / 5);
        let shift = high.leading_zeros();
        Self {
            high: high << shift | low >> (128 - shift),
            low: low << shift,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `value` · 10^`power`, as words of which the lowest comes first.
    fn times_ten_to(value: u128, power: u32) -> Vec<u64> {
        let mut words = vec![value as u64, (value >> 64) as u64];
        for _ in 0..power {
            let mut carry = 0;
            for word in &mut words {
                let product = u128::from(*word) * 10 + carry;
                (*word, carry) = (product as u64, product >> 64);
            }
            words.push(carry as u64);
        }
        words
    }

    fn bits(words: &[u64]) -> i32 {
        let last = words.iter().rposition(|word| *word != 0).unwrap();
        last as i32 * 64 + 64 - words[last].leading_zeros() as i32
    }

    fn bit(words: &[u64], at: i32) -> bool {
        at >= 0 && words[at as usize / 64] >> (at % 64) & 1 == 1
    }

    #[test]
    #[cfg_attr(miri, ignore = "safe arithmetic, and much of it")]
    fn large_powers_are_cut_off_below_128_bits() {
        for power in 0..=LAST {
            let (known, exactly) = (Power::of_ten(power).unwrap(), times_ten_to(1, power as u32));
            assert_eq!(known.exponent, bits(&exactly) - 128, "10^{power}");
            let upper = (0..128).fold(0, |upper, at| {
                upper | u128::from(bit(&exactly, known.exponent + at)) << at
            });
            assert_eq!(known.mantissa, upper, "10^{power}");
            let is_exact = (0..known.exponent).all(|at| !bit(&exactly, at));
            assert_eq!(known.exact, is_exact, "10^{power}");
        }
    }

    #[test]
    fn other_powers_are_not_known() {
        assert!(Power::of_ten(FIRST - 1).is_none());
        assert!(Power::of_ten(LAST + 1).is_none());
    }

    #[test]
    fn rounding() {
        const HALF: u64 = 1 << 63;
        for (integer, fraction, below, exact, expected) in [
            (2, HALF - 1, 1, true, Some(2)),
            (2, HALF, 0, true, Some(2)),
            (3, HALF, 0, true, Some(4)),
            (2, HALF, 1, true, Some(3)),
            (2, HALF, 0, false, Some(3)),
            (2, HALF - 2, 1, false, Some(2)),
            (2, HALF - 1, 1, false, None),
            (2, u64::MAX, 1, false, Some(3)),
        ] {
            for behind in 3..=11 {
                let product = Product {
                    high: integer << behind | fraction >> (64 - behind),
                    low: u128::from(fraction) << (64 + behind) | below,
                    exact,
                };
                assert_eq!(product.round(behind), expected);
            }
        }
    }

    /// Multiplied by the opposite power they are less than 1, and one unit more is not.
    #[test]
    #[cfg_attr(miri, ignore = "safe arithmetic, and much of it")]
    fn small_powers_are_cut_off_below_128_bits() {
        for power in FIRST..0 {
            let (known, opposite) = (Power::of_ten(power).unwrap(), power.unsigned_abs());
            let one = 1 - known.exponent;
            let below = times_ten_to(known.mantissa, opposite);
            let above = times_ten_to(known.mantissa + 1, opposite);
            assert!(bits(&below) < one && bits(&above) >= one, "10^{power}");
            assert!(!known.exact && known.mantissa >> 127 == 1, "10^{power}");
        }
    }
}
