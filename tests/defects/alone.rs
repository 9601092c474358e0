//! Memory that is counted. The peak is the process's, so whoever measures needs one to himself.

use std::env;
use std::process::Command;

use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Tells the child that it is the child.
const ALONE: &str = "THRIFTWOOD_TEST_ALONE";

/// Runs a test's body in a process in which nothing else runs; `test` is its path in this program.
pub(crate) fn alone(test: &str, body: impl FnOnce()) {
    if env::var_os(ALONE).is_some() {
        return body();
    }
    let child = Command::new(env::current_exe().unwrap())
        .args(["--exact", test])
        .env(ALONE, "1")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&child.stdout);
    let passed = child.status.success() && told.contains("1 passed");
    let complaint = String::from_utf8_lossy(&child.stderr);
    assert!(passed, "{test}: {}\n{told}{complaint}", child.status);
}

/// How many bytes more were allocated at once, at most, than before.
pub(crate) fn peak<T>(body: impl FnOnce() -> T) -> (T, usize) {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let made = body();
    (made, MEMORY.peak_usage().saturating_sub(before))
}

/// How many bytes are allocated now.
pub(crate) fn allocated() -> usize {
    MEMORY.current_usage()
}
