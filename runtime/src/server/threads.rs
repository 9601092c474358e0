//! Threads that servers start.

use std::{io, thread};

/// Starts a thread. If this one may use a tokio runtime, so may that one: handlers find timers and sockets there too.
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
}
