//! Deflaters that wait for their next stream. One takes 370 KB, and to get that from the system and have it zeroed costs
//! about as much as to compress a short message.

use super::{Deflate, ZlibLevel};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Used last, the last. They belong to no connection and to no thread, so that idle ones hold none.
static SPARE: Mutex<Vec<(ZlibLevel, Deflate)>> = Mutex::new(Vec::new());

/// The most that wait; seldom are more at work at once.
const MOST: usize = 8;

/// Appends `plain`, compressed, to `compressed`, as a stream of its own.
pub(crate) fn deflate_alone(plain: &[u8], level: ZlibLevel, compressed: &mut Vec<u8>) {
    let mut deflate = take(level).unwrap_or_else(|| Deflate::new(level));
    deflate.write_last(plain, compressed);
    keep(level, deflate);
}

fn take(level: ZlibLevel) -> Option<Deflate> {
    let mut spare = spare();
    let at = spare.iter().rposition(|(of, _)| *of == level)?;
    Some(spare.remove(at).1)
}

/// Where there are enough, the one that was not used for longest goes.
fn keep(level: ZlibLevel, deflate: Deflate) {
    let mut spare = spare();
    let oldest = (spare.len() == MOST).then(|| spare.remove(0));
    spare.push((level, deflate));
    drop(spare);
    drop(oldest); // not while others wait
}

fn spare() -> MutexGuard<'static, Vec<(ZlibLevel, Deflate)>> {
    // nothing panics halfway
    SPARE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_wait_and_not_too_many() {
        for level in (0..10).chain(0..10) {
            deflate_alone(b"plain", level.try_into().unwrap(), &mut Vec::new());
        }
        assert!((1..=MOST).contains(&spare().len()));
    }
}
