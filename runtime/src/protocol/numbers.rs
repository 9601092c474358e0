//! Whole runs of numbers, with the widest vectors that this machine has.

// Numbers are copied as bytes, and AVX2 code is called after asking for it: three times the speed of the plain loop.
#![allow(unsafe_code)]

use std::mem::MaybeUninit;
use std::slice;

use ordered_float::OrderedFloat;

use crate::TType;

mod sealed {
    /// A plain number.
    ///
    /// # Safety
    /// Every bit pattern of the type's size is a value, and there is no padding.
    pub unsafe trait Plain {}
}

/// A number, runs of which are converted as one block: `i8` to `i64`, `f64` and `OrderedFloat<f64>`. An encoding that
/// does not keep their bytes as they are goes by the type and the bits.
pub trait Number: sealed::Plain + Copy + 'static {
    /// What it is on the wire.
    const TYPE: TType;

    /// From the integer with the same value, truncated; of a double, from its bits.
    fn from_bits(bits: i64) -> Self;

    /// The integer with the same value; of a double, its bits.
    fn to_bits(self) -> i64;
}

macro_rules! integers {
    ($($type:ty, $ttype:ident;)*) => {$(
        // SAFETY: an integer.
        unsafe impl sealed::Plain for $type {}

        impl Number for $type {
            const TYPE: TType = TType::$ttype;

            #[inline(always)]
            #[allow(trivial_numeric_casts, clippy::cast_lossless)]
            fn from_bits(bits: i64) -> Self {
                bits as Self
            }

            #[inline(always)]
            #[allow(trivial_numeric_casts, clippy::cast_lossless)]
            fn to_bits(self) -> i64 {
                self as i64
            }
        }
    )*};
}

integers! {
    i8, I8;
    i16, I16;
    i32, I32;
    i64, I64;
}

// SAFETY: any 64 bits are a double.
unsafe impl sealed::Plain for f64 {}

impl Number for f64 {
    const TYPE: TType = TType::Double;

    #[inline(always)]
    fn from_bits(bits: i64) -> Self {
        Self::from_bits(bits as u64)
    }

    #[inline(always)]
    fn to_bits(self) -> i64 {
        self.to_bits() as i64
    }
}

// SAFETY: `repr(transparent)` over a double.
unsafe impl sealed::Plain for OrderedFloat<f64> {}

impl Number for OrderedFloat<f64> {
    const TYPE: TType = TType::Double;

    #[inline(always)]
    fn from_bits(bits: i64) -> Self {
        Self(f64::from_bits(bits as u64))
    }

    #[inline(always)]
    fn to_bits(self) -> i64 {
        self.0.to_bits() as i64
    }
}

/// Appends the big-endian numbers that are all of `bytes`, whose length is a multiple of the number's.
pub(super) fn read_big_endian<T: Number>(bytes: &[u8], into: &mut Vec<T>) {
    let count = bytes.len() / size_of::<T>();
    into.reserve(count);
    let spare = &mut into.spare_capacity_mut()[..count];
    // SAFETY: the memory of `count` numbers, as bytes that need not be initialised.
    let to = unsafe {
        slice::from_raw_parts_mut(
            spare.as_mut_ptr().cast::<MaybeUninit<u8>>(),
            size_of_val(spare),
        )
    };
    swap::<T>(bytes, to);
    // SAFETY: the capacity was reserved, the swap initialised `count` numbers, and any bits are a number.
    unsafe { into.set_len(into.len() + count) };
}

/// Writes the numbers, big-endian, to all of `to`, which is as long as they are.
pub(super) fn write_big_endian<T: Number>(values: &[T], to: &mut [MaybeUninit<u8>]) {
    // SAFETY: the numbers' own memory, which has no padding.
    let from = unsafe { slice::from_raw_parts(values.as_ptr().cast::<u8>(), size_of_val(values)) };
    swap::<T>(from, to);
}

/// Copies numbers from the machine's order to big-endian or back: the swap is its own inverse. Initialises all of `to`.
fn swap<T: Number>(from: &[u8], to: &mut [MaybeUninit<u8>]) {
    assert!(from.len() == to.len() && from.len().is_multiple_of(size_of::<T>()));
    match size_of::<T>() {
        1 => widest(from, to, |word: [u8; 1]| word),
        2 => widest(from, to, |word| u16::from_be_bytes(word).to_ne_bytes()),
        4 => widest(from, to, |word| u32::from_be_bytes(word).to_ne_bytes()),
        // invariant: the sealed trait has no other size than 8
        _ => widest(from, to, |word| u64::from_be_bytes(word).to_ne_bytes()),
    }
}

/// The same loop twice: compiled for AVX2, and for whatever the build is for.
#[inline(never)]
fn widest<const N: usize>(
    from: &[u8],
    to: &mut [MaybeUninit<u8>],
    swap: impl Fn([u8; N]) -> [u8; N],
) {
    #[cfg(target_arch = "x86_64")]
    if from.len() >= 64 && std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the machine has AVX2.
        return unsafe { with_avx2(from, to, swap) };
    }
    each(from, to, swap);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn with_avx2<const N: usize>(
    from: &[u8],
    to: &mut [MaybeUninit<u8>],
    swap: impl Fn([u8; N]) -> [u8; N],
) {
    each(from, to, swap);
}

#[inline(always)]
fn each<const N: usize>(
    from: &[u8],
    to: &mut [MaybeUninit<u8>],
    swap: impl Fn([u8; N]) -> [u8; N],
) {
    let (from, to) = (from.as_chunks().0, to.as_chunks_mut().0);
    for (from, to) in from.iter().zip(to) {
        *to = swap(*from).map(MaybeUninit::new);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the plain loop does it, whatever the length: short, at the vectors' edges, and with a tail.
    fn check<T: Number, const N: usize>(bytes: impl Fn(T) -> [u8; N]) {
        for count in [0, 1, 7, 8, 15, 16, 17, 63, 64, 65, 200] {
            let numbers: Vec<T> = (0..count)
                .map(|n| T::from_bits(0x0102_0304_0506_0708i64.wrapping_mul(n)))
                .collect();
            let expected: Vec<u8> = numbers.iter().flat_map(|n| bytes(*n)).collect();
            let mut written = vec![MaybeUninit::new(0xaa); expected.len()];
            write_big_endian(&numbers, &mut written);
            // SAFETY: the bytes were initialised above.
            let written: Vec<u8> = written
                .iter()
                .map(|byte| unsafe { byte.assume_init() })
                .collect();
            assert_eq!(written, expected);
            let mut back = vec![T::from_bits(1)];
            read_big_endian(&written, &mut back);
            let bits = |numbers: &[T]| numbers.iter().map(|n| n.to_bits()).collect::<Vec<_>>();
            assert_eq!(back[0].to_bits(), 1);
            assert_eq!(bits(&back[1..]), bits(&numbers));
        }
    }

    #[test]
    fn runs_convert_both_ways() {
        check(i8::to_be_bytes);
        check(i16::to_be_bytes);
        check(i32::to_be_bytes);
        check(i64::to_be_bytes);
        check(f64::to_be_bytes);
        check(|number: OrderedFloat<f64>| number.0.to_be_bytes());
    }

    #[test]
    fn numbers_are_their_bits() {
        assert_eq!(i16::from_bits(Number::to_bits(-2i16)), -2);
        assert_eq!(Number::to_bits(1.5f64), 0x3ff8 << 48);
        assert_eq!(OrderedFloat::from_bits(0x3ff8 << 48), OrderedFloat(1.5));
    }
}
