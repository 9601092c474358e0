//! Accepting, for every server: what is worth stopping for, and what is not.

use crate::{
    Result,
    transport::{Listener, Stream},
};
use std::{io, thread, time::Duration};

/// How long to wait when the system has no more descriptors or buffers: long enough not to spin, short enough not to
/// be noticed.
const PAUSE: Duration = Duration::from_millis(50);

/// Hands every connection to `serve`, until the listener is interrupted.
///
/// # Errors
/// The listener itself is broken.
pub(super) fn accept_each(listener: &Listener, mut serve: impl FnMut(Stream)) -> Result<()> {
    loop {
        match listener.accept() {
            Ok(Some(stream)) => serve(stream),
            Ok(None) => return Ok(()),
            Err(error) if is_fatal(&error) => return Err(error.into()),
            Err(error) => {
                tracing::warn!(%error, endpoint = %listener.endpoint(), "could not accept a connection");
                thread::sleep(PAUSE);
            }
        }
    }
}

/// A listener that is no listener stays broken. All else passes (accept(2): EMFILE, ENFILE, ENOBUFS, ENOMEM, and the
/// network's own errors).
fn is_fatal(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported
    )
}
