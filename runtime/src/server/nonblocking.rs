//! One event loop that does everything.

use super::{ServerHandle, ServerOptions, TServer, hub::Hub, loops::serve_on_loops};
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
        serve_on_loops(&self.listeners, &self.hub, 1, 0)
    }

    fn endpoints(&self) -> Vec<&Endpoint> {
        self.listeners.iter().map(Listener::endpoint).collect()
    }

    fn handle(&self) -> ServerHandle {
        self.hub.handle.clone()
    }
}
