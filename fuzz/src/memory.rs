//! How much memory something takes: libFuzzer sees big allocations only under a sanitizer, this allocator
//! always.

use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Does `work`, which may take so many bytes of memory at its peak.
///
/// # Panics
/// If it takes more.
pub(crate) fn within<R>(allowed: usize, work: impl FnOnce() -> R) -> R {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let done = work();
    let taken = MEMORY.peak_usage().saturating_sub(before);
    assert!(
        taken <= allowed,
        "took {taken} bytes, {allowed} are allowed"
    );
    done
}

/// What decoding so many bytes may take: a field of one byte may stand for a struct of some hundred.
pub(crate) fn of_reading(bytes: usize) -> usize {
    (64 << 10) + 2048 * bytes
}
