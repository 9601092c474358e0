//! Lengths and counts, which are believed no further than the limits and the bytes that are here.

use crate::error::{ErrorKind, Limit};
use crate::{Error, Limits, Result};

/// A length-prefixed run of bytes, and what follows it.
#[inline(always)]
pub(super) fn run<'m>(rest: &'m [u8], limits: &Limits) -> Result<(&'m [u8], &'m [u8])> {
    let (length, rest) = rest.split_first_chunk().ok_or_else(Error::short)?;
    split(rest, u32::from_be_bytes(*length) as usize, limits)
}

/// The first `length` bytes, and what follows them.
#[inline(always)]
pub(super) fn split<'m>(
    rest: &'m [u8],
    length: usize,
    limits: &Limits,
) -> Result<(&'m [u8], &'m [u8])> {
    if length > limits.string {
        return Err(bad_length(length, limits));
    }
    rest.split_at_checked(length)
        .ok_or_else(|| bad_length(length, limits))
}

/// The count of a container whose elements, or entries, take at least this many bytes each, and what follows it.
#[inline(always)]
pub(super) fn count<'m>(
    rest: &'m [u8],
    least: usize,
    limits: &Limits,
) -> Result<(usize, &'m [u8])> {
    let (count, rest) = rest.split_first_chunk().ok_or_else(Error::short)?;
    let count = u32::from_be_bytes(*count) as usize;
    if count as u64 * least as u64 > rest.len() as u64 || count > limits.container {
        return Err(bad_count(count, limits));
    }
    Ok((count, rest))
}

/// A length that is negative, beyond the limit, or beyond what is here.
#[cold]
#[inline(never)]
fn bad_length(length: usize, limits: &Limits) -> Error {
    if length > i32::MAX as usize {
        Error::new(ErrorKind::NegativeLength)
    } else if length > limits.string {
        Error::too_long(Limit::String, limits.string, length)
    } else {
        Error::short()
    }
}

/// The same of a count.
#[cold]
#[inline(never)]
fn bad_count(count: usize, limits: &Limits) -> Error {
    if count > i32::MAX as usize {
        Error::new(ErrorKind::NegativeLength)
    } else if count > limits.container {
        Error::too_long(Limit::Container, limits.container, count)
    } else {
        Error::short()
    }
}
