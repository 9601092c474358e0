//! A thread for each connection.

use super::{
    accept::accept_all, blocking::serve_connection, declare::declare_server, hub::Hub, threads,
};
use crate::{Result, TProcessor, transport::Listener};
use std::sync::Arc;

declare_server! {
    /// Serves each connection on a thread of its own (Thrift's `TThreadedServer`). Handlers may block. A thread costs
    /// tens of kilobytes, idle or not: for hundreds of peers rather than thousands; `max_connections` is the bound.
    TThreadedServer, serves by serve
}

fn serve<S: TProcessor>(listeners: &[Listener], hub: &Arc<Hub<S>>) -> Result<()> {
    let accepted = accept_all(listeners, hub, |admission, accepted| {
        let hub = Arc::clone(hub);
        let serve = move || serve_connection(&hub, admission, accepted);
        if let Err(error) = threads::start("connection", serve) {
            tracing::warn!(%error, "no thread for a connection, which is closed");
        }
    });
    hub.handle.wait_for_the_last();
    accepted
}
