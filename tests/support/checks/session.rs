//! Connections to the server, and the clients of its services on them.

use std::future::Future;

use generated::interop::{base, future, interop, second};
use thriftwood::Result;
use thriftwood::client::{AsyncChannel, BlockingChannel, Channel, Multiplexed, TokioChannel};
use thriftwood::codegen::Wire;

use crate::checks::{Checked, Target};

/// One connection, made when it is needed and again when it was lost.
#[derive(Debug)]
pub struct Session {
    target: Target,
    open: Option<BlockingChannel>,
}

impl Session {
    /// Makes no connection yet.
    pub fn new(target: Target) -> Self {
        Self { target, open: None }
    }

    pub(super) fn interop(&mut self) -> Result<interop::BlockingClient<Route<'_>>> {
        self.route("Interop").map(interop::BlockingClient::new)
    }

    /// How the server calls itself.
    ///
    /// # Errors
    /// It does not say.
    pub fn who(&mut self) -> Result<String> {
        self.interop()?.who()
    }

    pub(super) fn base(&mut self) -> Result<base::BlockingClient<Route<'_>>> {
        self.route("Interop").map(base::BlockingClient::new)
    }

    /// A newer client, to which the server looks old.
    pub(super) fn future(&mut self) -> Result<future::BlockingClient<Route<'_>>> {
        self.route("Interop").map(future::BlockingClient::new)
    }

    pub(super) fn second(&mut self) -> Result<second::BlockingClient<Route<'_>>> {
        self.route("Second").map(second::BlockingClient::new)
    }

    fn route(&mut self, name: &'static str) -> Result<Route<'_>> {
        let open = self.open.take().filter(BlockingChannel::is_open);
        let open = match open {
            Some(open) => open,
            None => self.target.connect()?,
        };
        Ok(Route {
            service: self.target.service(name),
            channel: self.open.insert(open),
        })
    }

    pub(super) fn target(&self) -> &Target {
        &self.target
    }

    /// Ends the connection. A server of one connection at a time has ears for others then.
    pub fn hang_up(&mut self) {
        if let Some(open) = self.open.take() {
            drop(open.close()); // if the server is not there any more, there is nothing to end
        }
    }

    /// Runs an async check on a connection of its own, to the service of this name.
    pub(super) fn asynchronously<F>(
        &mut self,
        name: &'static str,
        check: impl FnOnce(AsyncRoute) -> F,
    ) -> Checked
    where
        F: Future<Output = Checked>,
    {
        self.hang_up();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            let route = AsyncRoute {
                service: self.target.service(name),
                channel: self.target.connect_async().await?,
            };
            check(route).await
        })
    }
}

/// A connection on the way to one service, by name if the server has several.
pub(super) struct Route<'s> {
    service: Option<&'static str>,
    channel: &'s mut BlockingChannel,
}

impl Channel for Route<'_> {
    fn call<A: Wire, R: Wire>(&mut self, method: &str, arguments: &A) -> Result<R> {
        match self.service {
            None => self.channel.call(method, arguments),
            Some(name) => Multiplexed::new(name, &mut *self.channel).call(method, arguments),
        }
    }

    fn call_oneway<A: Wire>(&mut self, method: &str, arguments: &A) -> Result<()> {
        match self.service {
            None => self.channel.call_oneway(method, arguments),
            Some(name) => Multiplexed::new(name, &mut *self.channel).call_oneway(method, arguments),
        }
    }
}

/// The same for async calls.
#[derive(Clone)]
pub(super) struct AsyncRoute {
    service: Option<&'static str>,
    channel: TokioChannel,
}

impl AsyncChannel for AsyncRoute {
    async fn call<A: Wire + Send + Sync, R: Wire + Send>(
        &self,
        method: &str,
        arguments: A,
    ) -> Result<R> {
        let channel = self.channel.clone();
        match self.service {
            None => channel.call(method, arguments).await,
            Some(name) => {
                Multiplexed::new(name, channel)
                    .call(method, arguments)
                    .await
            }
        }
    }

    async fn call_oneway<A: Wire + Send + Sync>(&self, method: &str, arguments: A) -> Result<()> {
        let channel = self.channel.clone();
        match self.service {
            None => channel.call_oneway(method, arguments).await,
            Some(name) => {
                Multiplexed::new(name, channel)
                    .call_oneway(method, arguments)
                    .await
            }
        }
    }
}
