//! One connection after the other.

use super::{
    ServerHandle, ServerOptions, TServer, accept::accept_all, blocking::serve_connection, hub::Hub,
};
use crate::{
    Result, TProcessor,
    transport::{Endpoint, Listener},
};
use std::sync::{Arc, Mutex, PoisonError};

/// Serves one connection at a time, on the thread that calls [`serve`](TServer::serve) (Thrift's `TSimpleServer`).
/// Others wait in the listener's backlog. For tests, tools and services with one client.
#[derive(Debug)]
pub struct TSimpleServer<S> {
    listeners: Vec<Listener>,
    hub: Arc<Hub<S>>,
}

impl<S: TProcessor> TSimpleServer<S> {
    /// A server that is ready to [`serve`](TServer::serve); peers may connect from now on, and wait.
    pub fn new(listeners: Vec<Listener>, service: S, options: ServerOptions) -> Self {
        let hub = Hub::new(&listeners, service, options);
        Self { listeners, hub }
    }
}

impl<S: TProcessor> TServer for TSimpleServer<S> {
    fn serve(&self) -> Result<()> {
        self.hub.check()?;
        let turn = Mutex::new(());
        accept_all(&self.listeners, &self.hub, |admission, accepted| {
            let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
            serve_connection(&self.hub, admission, accepted);
        })
    }

    fn endpoints(&self) -> Vec<&Endpoint> {
        self.listeners.iter().map(Listener::endpoint).collect()
    }

    fn handle(&self) -> ServerHandle {
        self.hub.handle.clone()
    }
}
