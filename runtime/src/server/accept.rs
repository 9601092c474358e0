//! Accepting, for every server: what is worth stopping for, and what is not.

use super::{hub::Hub, shutdown::Admission, threads};
use crate::{
    Error, Result, TProcessor,
    transport::{Accepted, Listener},
};
use std::{io, thread, time::Duration};

/// How long to wait when the system has no more descriptors or buffers: long enough not to spin, short enough not to
/// be noticed.
const PAUSE: Duration = Duration::from_millis(50);

/// Hands every connection of every listener to `serve`, on a thread for each listener (on this one, if there is but
/// one), until somebody stops the server.
///
/// # Errors
/// A listener itself is broken, or the system has no thread for it. The others are stopped then.
pub(super) fn accept_all<S: TProcessor>(
    listeners: &[Listener],
    hub: &Hub<S>,
    serve: impl Fn(Admission, Accepted) + Sync,
) -> Result<()> {
    let endpoints: Vec<_> = listeners.iter().map(Listener::endpoint).collect();
    hub.observer.pre_serve(&endpoints);
    let accept =
        |listener: &Listener| accept_each(listener, hub, &serve).inspect_err(|_| hub.handle.stop());
    match listeners {
        [] => Err(crate::ErrorKind::Usage("a server needs a listener".into()).into()),
        [only] => accept(only),
        several => thread::scope(|scope| {
            let start = |listener| {
                thread::Builder::new()
                    .name("accept".to_owned())
                    .spawn_scoped(scope, move || accept(listener))
                    .map_err(|error| threads::none_left(&error))
                    .inspect_err(|_| hub.handle.stop())
            };
            let threads: Vec<_> = several.iter().map(start).collect();
            let ended = threads.into_iter().map(|thread| {
                let panicked = |_| Err(Error::other("an accepting thread panicked"));
                thread?.join().unwrap_or_else(panicked)
            });
            ended.fold(Ok(()), Result::and)
        }),
    }
}

fn accept_each<S: TProcessor>(
    listener: &Listener,
    hub: &Hub<S>,
    serve: impl Fn(Admission, Accepted),
) -> Result<()> {
    while let Some(admission) = hub.handle.admit(hub.options.max_connections) {
        match listener.accept_next() {
            Ok(Some(accepted)) => {
                hub.observer.counters.accepted();
                serve(admission, accepted);
            }
            Ok(None) => return Ok(()),
            Err(error) if is_fatal(&error) => return Err(error.into()),
            Err(error) => {
                tracing::warn!(%error, endpoint = %listener.endpoint(), "could not accept a connection");
                thread::sleep(PAUSE);
            }
        }
    }
    Ok(())
}

/// A listener that is no listener stays broken. All else passes (accept(2): EMFILE, ENFILE, ENOBUFS, ENOMEM, and the
/// network's own errors).
fn is_fatal(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported
    )
}
