//! One event loop that does everything.

use super::{
    ServerHandle, ServerOptions, TServer,
    accept::accept_all,
    event_loop::{EventLoop, serve_accepted},
    hub::Hub,
};
use crate::{
    Result, TProcessor,
    transport::{Endpoint, Listener},
};
use std::sync::Arc;

/// Serves all connections on one event loop, handlers included (Thrift's `TNonblockingServer`). A handler that awaits
/// lets the others run; one that blocks its thread holds up everybody. For many peers and short handlers.
#[derive(Debug)]
pub struct TNonblockingServer<S> {
    listeners: Vec<Listener>,
    hub: Arc<Hub<S>>,
}

impl<S: TProcessor> TNonblockingServer<S> {
    /// A server that is ready to [`serve`](TServer::serve); peers may connect from now on, and wait.
    pub fn new(listeners: Vec<Listener>, service: S, options: ServerOptions) -> Self {
        let hub = Hub::new(&listeners, service, options);
        Self { listeners, hub }
    }
}

impl<S: TProcessor> TServer for TNonblockingServer<S> {
    fn serve(&self) -> Result<()> {
        self.hub.check()?;
        let events = EventLoop::start(&self.hub, serve_accepted)?;
        let accepted = accept_all(&self.listeners, &self.hub, |admission, accepted| {
            events.hand((admission, accepted));
        });
        events.end();
        accepted
    }

    fn endpoints(&self) -> Vec<&Endpoint> {
        self.listeners.iter().map(Listener::endpoint).collect()
    }

    fn handle(&self) -> ServerHandle {
        self.hub.handle.clone()
    }
}
