//! The task behind a channel: it connects, carries calls, and connects again.

use super::{link::Link, session::Session};
use crate::{Result, client::exchange::closed, transport::asynchronous::BoxStream};
use std::{pin::Pin, sync::Arc};

/// Makes a connection.
pub(super) type Connect =
    Box<dyn Fn() -> Pin<Box<dyn Future<Output = Result<BoxStream>> + Send>> + Send + Sync>;

/// Drives the calls of `link` over `stream`, and over what `connect` makes once that is broken, until nobody has calls
/// to make.
pub(super) async fn drive(link: Driven, stream: BoxStream, connect: Option<Connect>) {
    let connect = connect.zip(link.0.options().reconnect);
    let mut next = Some(stream);
    let mut failures = 0;
    while let Some(stream) = next.take() {
        if !link.0.begin() {
            return;
        }
        let mut session = Session::new(&link.0, stream);
        let Err(error) = session.run().await else {
            return link.0.end(None);
        };
        tracing::debug!(%error, "the connection is lost");
        link.0.broke(error, session.begun(), connect.is_none());
        let heard = session.heard();
        drop(session);
        // a server that hangs up at once is not better than one that cannot be reached
        failures = if heard { 0 } else { failures + 1 };
        let Some((connect, backoff)) = &connect else {
            return;
        };
        while next.is_none() && link.0.wanted().await {
            let waited = tokio::time::timeout(backoff.delay(failures), link.0.ended());
            if waited.await.is_ok() {
                return;
            }
            match connect().await {
                Ok(stream) => next = Some(stream),
                Err(error) => {
                    tracing::debug!(%error, "there is no connection yet");
                    failures = failures.saturating_add(1);
                    link.0.failed(error);
                }
            }
        }
    }
}

/// A link with a driver. However the task ends, nobody waits for it any more: a runtime may be shut down under it, even
/// before it has begun.
pub(super) struct Driven(pub(super) Arc<Link>);

impl Drop for Driven {
    fn drop(&mut self) {
        self.0.end(Some(closed()));
    }
}
