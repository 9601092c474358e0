//! What all connections of a server share.

#[cfg(feature = "tokio")]
use super::budget::Lease;
use super::{Desk, ServerHandle, ServerOptions, budget::Budget};
use crate::{
    Connection, Identity, Limits, Peer, Result, TProcessor, observe::Observer, transport::Listener,
};
use std::sync::Arc;

/// The service, how it is served, and who is being served.
#[derive(Debug)]
pub(super) struct Hub<S> {
    pub(super) service: S,
    pub(super) options: ServerOptions,
    pub(super) handle: ServerHandle,
    pub(super) observer: Arc<Observer>,
    limits: Arc<Limits>,
    budget: Option<Arc<Budget>>,
}

impl<S: TProcessor> Hub<S> {
    pub(super) fn new(listeners: &[Listener], service: S, options: ServerOptions) -> Arc<Self> {
        let observer = Arc::new(Observer::new(options.events.clone()));
        let interrupters = listeners.iter().map(Listener::interrupter).collect();
        let handle = ServerHandle::new(interrupters, Arc::clone(&observer));
        let limits = Arc::new(options.limits);
        let budget = options.message_memory.map(|most| Budget::new(most.get()));
        Arc::new(Self {
            service,
            options,
            handle,
            observer,
            limits,
            budget,
        })
    }

    /// Refuses options that cannot work.
    pub(super) fn check(&self) -> Result<()> {
        self.options.dialect().check()
    }

    pub(super) fn connection(&self, peer: Peer, identity: Option<Arc<Identity>>) -> Connection {
        Connection::sharing(self.options.dialect(), &self.limits, peer)
            .with_identity(identity)
            .observed_by(&self.observer)
    }

    pub(super) fn desk(&self) -> Desk<'_, S> {
        Desk {
            service: &self.service,
            timeouts: &self.options.timeouts,
            stopping: self.handle.stopping(),
            observer: Some(&self.observer),
            budget: self.budget.as_ref(),
        }
    }

    /// For the messages of one connection.
    #[cfg(feature = "tokio")]
    pub(super) fn lease(&self) -> Lease {
        Lease::new(self.budget.as_ref())
    }
}
