//! What all connections of a server share.

use super::{Desk, ServerHandle, ServerOptions};
use crate::{
    Connection, Identity, Peer, Result, TProcessor, observe::Observer, transport::Listener,
};
use std::sync::Arc;

/// The service, how it is served, and who is being served.
#[derive(Debug)]
pub(super) struct Hub<S> {
    pub(super) service: S,
    pub(super) options: ServerOptions,
    pub(super) handle: ServerHandle,
    pub(super) observer: Arc<Observer>,
}

impl<S: TProcessor> Hub<S> {
    pub(super) fn new(listeners: &[Listener], service: S, options: ServerOptions) -> Arc<Self> {
        let observer = Arc::new(Observer::new(options.events.clone()));
        let interrupters = listeners.iter().map(Listener::interrupter).collect();
        let handle = ServerHandle::new(interrupters, Arc::clone(&observer));
        Arc::new(Self {
            service,
            options,
            handle,
            observer,
        })
    }

    /// Refuses options that cannot work.
    pub(super) fn check(&self) -> Result<()> {
        self.options.dialect().check()
    }

    pub(super) fn connection(&self, peer: Peer, identity: Option<Arc<Identity>>) -> Connection {
        Connection::new(self.options.dialect(), self.options.limits, peer)
            .with_identity(identity)
            .observed_by(&self.observer)
    }

    pub(super) fn desk(&self) -> Desk<'_, S> {
        Desk {
            service: &self.service,
            timeouts: &self.options.timeouts,
            stopping: self.handle.stopping(),
        }
    }
}
