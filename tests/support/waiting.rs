//! Waiting for what must happen.

use std::thread;
use std::time::{Duration, Instant};

/// Waits until something comes true that must; how long it takes does not matter.
///
/// # Panics
/// If it does not come true within half a minute.
pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(30);
    while !holds() {
        assert!(Instant::now() < end, "it never came to this: {what}");
        thread::sleep(Duration::from_millis(1));
    }
}
