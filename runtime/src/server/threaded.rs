//! A thread for each connection.

use super::{
    ServerHandle, ServerOptions, TServer, accept::accept_all, blocking::serve_connection, hub::Hub,
    threads,
};
use crate::{
    Result, TProcessor,
    transport::{Endpoint, Listener},
};
use std::sync::Arc;

/// Serves each connection on a thread of its own (Thrift's `TThreadedServer`). Handlers may block. A thread costs tens
/// of kilobytes, idle or not: for hundreds of peers rather than thousands; `max_connections` is the bound.
#[derive(Debug)]
pub struct TThreadedServer<S> {
    listeners: Vec<Listener>,
    hub: Arc<Hub<S>>,
}

impl<S: TProcessor> TThreadedServer<S> {
    /// A server that is ready to [`serve`](TServer::serve); peers may connect from now on, and wait.
    pub fn new(listeners: Vec<Listener>, service: S, options: ServerOptions) -> Self {
        let hub = Hub::new(&listeners, service, options);
        Self { listeners, hub }
    }
}

impl<S: TProcessor> TServer for TThreadedServer<S> {
    fn serve(&self) -> Result<()> {
        self.hub.check()?;
        let accepted = accept_all(&self.listeners, &self.hub, |admission, accepted| {
            let hub = Arc::clone(&self.hub);
            let serve = move || serve_connection(&hub, admission, accepted);
            if let Err(error) = threads::start("connection", serve) {
                tracing::warn!(%error, "no thread for a connection, which is closed");
            }
        });
        self.hub.handle.wait_for_the_last();
        accepted
    }

    fn endpoints(&self) -> Vec<&Endpoint> {
        self.listeners.iter().map(Listener::endpoint).collect()
    }

    fn handle(&self) -> ServerHandle {
        self.hub.handle.clone()
    }
}
