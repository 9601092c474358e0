//! Threads that servers start.

#[cfg(feature = "tokio")]
use std::sync::{Arc, Mutex};
use std::{io, thread};

/// Has so many threads at once and gives them back, before tokio asks for them: it panics where the system has too few.
///
/// # Errors
/// It has too few.
#[cfg(feature = "tokio")]
pub(super) fn probe(count: usize) -> io::Result<()> {
    let gate = Arc::new(Mutex::new(()));
    let closed = gate.lock();
    let pass = || {
        let gate = Arc::clone(&gate);
        thread::Builder::new().spawn(move || drop(gate.lock()))
    };
    let threads: Vec<_> = (0..count).map(|_| pass()).collect();
    drop(closed);
    for thread in threads {
        // it does not panic
        let _ = thread.map_err(|error| none_left(&error))?.join();
    }
    Ok(())
}

/// What the system says then (`EAGAIN`) would be taken for a time-out.
pub(super) fn none_left(error: &io::Error) -> io::Error {
    io::Error::other(format!("the system has no thread to give: {error}"))
}

/// Starts a thread. If this one may use a tokio runtime, so may that one: handlers find timers and sockets there too.
///
/// # Errors
/// The system has none.
pub(super) fn start(name: &str, run: impl FnOnce() + Send + 'static) -> io::Result<()> {
    #[cfg(feature = "tokio")]
    let runtime = tokio::runtime::Handle::try_current().ok();
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || {
            #[cfg(feature = "tokio")]
            let _entered = runtime.as_ref().map(tokio::runtime::Handle::enter);
            run();
        })
        .map(drop)
        .map_err(|error| none_left(&error))
}
