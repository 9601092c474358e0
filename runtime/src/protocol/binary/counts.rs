//! Lengths and counts: four bytes each.

use crate::protocol::lengths;
use crate::protocol::text::Run;
use crate::{Error, Limits, Result};

/// A length-prefixed run of bytes, and what follows it.
#[inline(always)]
pub(super) fn run<'m>(rest: &'m [u8], limits: &Limits) -> Run<'m> {
    let (length, rest) = rest.split_first_chunk().ok_or_else(Error::short)?;
    lengths::split(rest, u32::from_be_bytes(*length) as usize, limits)
}

/// The count of a container whose elements, or entries, take at least this many bytes each, and what follows it.
#[inline(always)]
pub(super) fn count<'m>(
    rest: &'m [u8],
    least: usize,
    limits: &Limits,
) -> Result<(usize, &'m [u8])> {
    let (count, rest) = rest.split_first_chunk().ok_or_else(Error::short)?;
    let count = lengths::check(u32::from_be_bytes(*count), least, rest.len(), limits)?;
    Ok((count, rest))
}
