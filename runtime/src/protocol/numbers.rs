//! Whole runs of numbers, with the widest vectors that this machine has.

// Numbers are copied as bytes, and AVX2 code is called after asking for it: three times the speed of the plain loop.
#![allow(unsafe_code)]

use ordered_float::OrderedFloat;

use crate::TType;

mod sealed {
    /// A plain number.
    ///
    /// # Safety
    /// Every bit pattern of the type's size is a value, and there is no padding.
    #[expect(unsafe_code, reason = "the promise is what the conversions of this file rest on")]
    pub unsafe trait Plain {}
}

/// A number that runs of which are converted as one block: `i8` to `i64`, `f64` and `OrderedFloat<f64>`.
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
    // SAFETY: `bytes` has `count` numbers' bytes, the vector has room for as many behind its length, and the two do not
    // overlap. The swap initialises all of them, and any bits are a number.
    unsafe {
        let to = into.as_mut_ptr().add(into.len());
        swap::<T>(bytes.as_ptr(), to.cast(), count);
        into.set_len(into.len() + count);
    }
}

/// Writes the numbers, big-endian.
///
/// # Safety
/// `to` is writable for the size of the values, and does not overlap them.
pub(super) unsafe fn write_big_endian<T: Number>(values: &[T], to: *mut u8) {
    // SAFETY: the caller's; and the values are readable, without padding.
    unsafe { swap::<T>(values.as_ptr().cast(), to, values.len()) }
}

/// Copies `count` numbers, each from the machine's order to big-endian or back: the swap is its own inverse.
///
/// # Safety
/// `from` is readable and `to` is writable for `count` numbers, and they do not overlap.
#[inline(always)]
unsafe fn swap<T: Number>(from: *const u8, to: *mut u8, count: usize) {
    // SAFETY: the caller's, passed on.
    unsafe {
        match size_of::<T>() {
            1 => std::ptr::copy_nonoverlapping(from, to, count),
            2 => swap_16(from, to, count),
            4 => swap_32(from, to, count),
            // invariant: a sealed trait has no other sizes
            _ => swap_64(from, to, count),
        }
    }
}

/// One function a width, and in it the same loop twice: for AVX2 and for whatever the build is for.
macro_rules! swaps {
    ($($name:ident, $word:ty;)*) => {$(
        /// # Safety
        /// As [`swap`], of words of this width.
        #[inline(never)]
        unsafe fn $name(from: *const u8, to: *mut u8, count: usize) {
            /// # Safety
            /// As [`swap`].
            #[inline(always)]
            unsafe fn plain(from: *const u8, to: *mut u8, count: usize) {
                let (from, to) = (from.cast::<$word>(), to.cast::<$word>());
                for at in 0..count {
                    // SAFETY: the caller gives `count` words on both sides.
                    unsafe { to.add(at).write_unaligned(from.add(at).read_unaligned().to_be()) };
                }
            }

            /// # Safety
            /// As [`swap`].
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2")]
            unsafe fn avx2(from: *const u8, to: *mut u8, count: usize) {
                // SAFETY: the caller's, passed on.
                unsafe { plain(from, to, count) }
            }

            #[cfg(target_arch = "x86_64")]
            if count >= 16 && std::arch::is_x86_feature_detected!("avx2") {
                // SAFETY: the machine has AVX2; the rest is the caller's.
                return unsafe { avx2(from, to, count) };
            }
            // SAFETY: the caller's, passed on.
            unsafe { plain(from, to, count) }
        }
    )*};
}

swaps! {
    swap_16, u16;
    swap_32, u32;
    swap_64, u64;
}
