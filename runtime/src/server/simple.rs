//! One connection after the other.

use super::{ServerHandle, ServerOptions, TServer, accept::accept_each, serve_connection};
use crate::{
    Result, TProcessor,
    transport::{Endpoint, Listener},
};

/// Serves one connection at a time, on the thread that calls [`serve`](TServer::serve) (Thrift's `TSimpleServer`).
/// Others wait in the listener's backlog. For tests, tools and services with one client.
#[derive(Debug)]
pub struct TSimpleServer<S> {
    listener: Listener,
    service: S,
    options: ServerOptions,
    handle: ServerHandle,
}

impl<S: TProcessor> TSimpleServer<S> {
    /// A server that is ready to [`serve`](TServer::serve); peers may connect from now on, and wait.
    pub fn new(listener: Listener, service: S, options: ServerOptions) -> Self {
        let handle = ServerHandle::new(listener.interrupter());
        Self {
            listener,
            service,
            options,
            handle,
        }
    }
}

impl<S: TProcessor> TServer for TSimpleServer<S> {
    fn serve(&self) -> Result<()> {
        self.options.dialect().check()?;
        accept_each(&self.listener, |stream| {
            serve_connection(stream, &self.service, &self.options, &self.handle);
        })
    }

    fn endpoint(&self) -> &Endpoint {
        self.listener.endpoint()
    }

    fn handle(&self) -> ServerHandle {
        self.handle.clone()
    }
}
