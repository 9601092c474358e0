//! Several event loops for all bytes, and worker threads for all handlers.

use super::{ServerHandle, ServerOptions, TServer, hub::Hub, loops::serve_on_loops};
use crate::{
    Result, TProcessor,
    transport::{Endpoint, Listener},
};
use std::sync::Arc;

/// Deals connections out to several event loops, and runs handlers on worker threads (Thrift's
/// `TThreadedSelectorServer`). With no workers, handlers run on the loops: they must not block then, and nothing crosses
/// threads; each loop is what [`TNonblockingServer`](super::TNonblockingServer) has one of. For thousands of peers on many
/// processors.
#[derive(Debug)]
pub struct TThreadedSelectorServer<S> {
    listeners: Vec<Listener>,
    hub: Arc<Hub<S>>,
}

impl<S: TProcessor> TThreadedSelectorServer<S> {
    /// A server that is ready to [`serve`](TServer::serve); peers may connect from now on, and wait.
    pub fn new(listeners: Vec<Listener>, service: S, options: ServerOptions) -> Self {
        let hub = Hub::new(&listeners, service, options);
        Self { listeners, hub }
    }
}

impl<S: TProcessor> TServer for TThreadedSelectorServer<S> {
    fn serve(&self) -> Result<()> {
        let options = &self.hub.options;
        let (loops, workers) = (options.selectors.get(), options.workers.threads);
        serve_on_loops(&self.listeners, &self.hub, loops, workers)
    }

    fn endpoints(&self) -> Vec<&Endpoint> {
        self.listeners.iter().map(Listener::endpoint).collect()
    }

    fn handle(&self) -> ServerHandle {
        self.hub.handle.clone()
    }
}
