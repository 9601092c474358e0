//! Lengths and counts, which are believed no further than the limits and the bytes that are here.

use crate::error::{ErrorKind, Limit};
use crate::{Error, Limits, Result};

/// The first `length` bytes, and what follows them.
#[inline(always)]
pub(super) fn split<'m>(
    rest: &'m [u8],
    length: usize,
    limits: &Limits,
) -> Result<(&'m [u8], &'m [u8])> {
    if length > limits.string {
        return Err(bad(length, Limit::String, limits.string));
    }
    rest.split_at_checked(length)
        .ok_or_else(|| bad(length, Limit::String, limits.string))
}

/// Can `left` bytes hold so many elements, or entries, which take at least `least` bytes each?
#[inline(always)]
pub(super) fn check(count: u32, least: usize, left: usize, limits: &Limits) -> Result<usize> {
    let bytes = u64::from(count) * least as u64;
    let count = count as usize;
    if bytes > left as u64 || count > limits.container {
        return Err(bad(count, Limit::Container, limits.container));
    }
    Ok(count)
}

/// A length or a count that is negative, beyond its limit, or beyond what is here.
#[cold]
#[inline(never)]
fn bad(length: usize, limit: Limit, allowed: usize) -> Error {
    if length > i32::MAX as usize {
        Error::new(ErrorKind::NegativeLength)
    } else if length > allowed {
        Error::too_long(limit, allowed, length)
    } else {
        Error::short()
    }
}
