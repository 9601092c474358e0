//! What this process holds, which is what a test compares before and after.

use std::fs;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_timer::Delay;
use peak_alloc::PeakAlloc;
use tests::waiting::wait_until;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

static ALONE: Mutex<()> = Mutex::new(());

/// One test at a time: descriptors, threads and memory are the process's.
pub(crate) fn alone() -> MutexGuard<'static, ()> {
    let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    // the thread behind all timers is there from now on
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime
        .expect("a runtime")
        .block_on(Delay::new(Duration::from_millis(1)));
    alone
}

/// Does something that is to leave no descriptor and no thread behind.
pub(crate) fn leaving_nothing(behind: &str, act: impl FnOnce()) {
    let (open, running) = (descriptors(), threads());
    act();
    wait_until(&format!("nothing is left of {behind}"), || {
        descriptors() <= open && threads() <= running
    });
}

/// Bytes that are allocated.
pub(crate) fn memory() -> usize {
    MEMORY.current_usage()
}

/// Descriptors that are open.
pub(crate) fn descriptors() -> usize {
    let open = fs::read_dir("/proc/self/fd").expect("Linux has /proc");
    open.count() - 1 // the look at them needs one
}

/// Threads that run or wait, but for those of tests: others than this one begin, and wait for their turn.
pub(crate) fn threads() -> usize {
    let tasks = fs::read_dir("/proc/self/task").expect("Linux has /proc");
    let names = tasks.map(|task| fs::read_to_string(task.expect("a thread").path().join("comm")));
    let is_tests = |name: &String| name.contains("::");
    // one that has ended meanwhile has no name
    names.flatten().filter(|name| !is_tests(name)).count()
}
