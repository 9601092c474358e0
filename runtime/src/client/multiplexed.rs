//! Calls to one of several services behind a connection (Thrift's `TMultiplexedProtocol`).

use super::{AsyncChannel, Channel};
use crate::{Result, processor::SEPARATOR, wire::Wire};

/// A channel that calls `service:method` where its client says `method`.
#[derive(Clone, Debug)]
pub struct Multiplexed<C> {
    service: String,
    channel: C,
}

impl<C> Multiplexed<C> {
    /// Calls the service that the server knows by this name.
    pub fn new(service: impl Into<String>, channel: C) -> Self {
        Self {
            service: service.into(),
            channel,
        }
    }

    /// The channel below.
    pub fn into_inner(self) -> C {
        self.channel
    }

    fn name(&self, method: &str) -> String {
        format!("{}{SEPARATOR}{method}", self.service)
    }
}

impl<C: Channel> Channel for Multiplexed<C> {
    fn call<A: Wire, R: Wire>(&mut self, method: &str, arguments: &A) -> Result<R> {
        let name = self.name(method);
        self.channel.call(&name, arguments)
    }

    fn call_oneway<A: Wire>(&mut self, method: &str, arguments: &A) -> Result<()> {
        let name = self.name(method);
        self.channel.call_oneway(&name, arguments)
    }
}

impl<C: AsyncChannel> AsyncChannel for Multiplexed<C> {
    async fn call<A: Wire + Send + Sync, R: Wire + Send>(
        &self,
        method: &str,
        arguments: A,
    ) -> Result<R> {
        self.channel.call(&self.name(method), arguments).await
    }

    async fn call_oneway<A: Wire + Send + Sync>(&self, method: &str, arguments: A) -> Result<()> {
        self.channel
            .call_oneway(&self.name(method), arguments)
            .await
    }
}
