//! One event loop for all bytes, and worker threads for all handlers.

use super::{ServerHandle, ServerOptions, TServer, hub::Hub, loops::serve_on_loops};
use crate::{
    Result, TProcessor,
    transport::{Endpoint, Listener},
};
use std::sync::Arc;

/// Reads and frames on one event loop, and runs handlers on worker threads (Thrift's `THsHaServer`, half-sync and
/// half-async). Handlers may block: as many at once as there are workers. The calls of one connection run one after the
/// other, unless `in_flight` allows more.
#[derive(Debug)]
pub struct THsHaServer<S> {
    listeners: Vec<Listener>,
    hub: Arc<Hub<S>>,
}

impl<S: TProcessor> THsHaServer<S> {
    /// A server that is ready to [`serve`](TServer::serve); peers may connect from now on, and wait.
    pub fn new(listeners: Vec<Listener>, service: S, options: ServerOptions) -> Self {
        let hub = Hub::new(&listeners, service, options);
        Self { listeners, hub }
    }
}

impl<S: TProcessor> TServer for THsHaServer<S> {
    fn serve(&self) -> Result<()> {
        let workers = self.hub.options.workers.threads.max(1);
        serve_on_loops(&self.listeners, &self.hub, 1, workers)
    }

    fn endpoints(&self) -> Vec<&Endpoint> {
        self.listeners.iter().map(Listener::endpoint).collect()
    }

    fn handle(&self) -> ServerHandle {
        self.hub.handle.clone()
    }
}
