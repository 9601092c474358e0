//! Connections to the server, and the clients of its services on them.

use std::future::Future;
use std::time::Duration;

use generated::interop::{base, future, interop, second};
use tests::flags::Flags;
use thriftwood::Result;
use thriftwood::client::{
    AsyncChannel, BlockingChannel, Channel, ClientOptions, Multiplexed, TokioChannel,
};
use thriftwood::codegen::Wire;
use thriftwood::transport::tls::{Roots, TlsClientOptions, TlsConnector};
use thriftwood::transport::{Endpoint, SocketOptions};

use crate::check::{Checked, Failure};

/// The longest wait for a connection, for bytes of a reply, and of an async call.
const PATIENCE: Duration = Duration::from_secs(10);

/// The names under which servers are found in test certificates.
const NAMES: [&str; 2] = ["localhost", "127.0.0.1"];

/// Where the server is, what it speaks, and what TLS needs.
#[derive(Clone)]
pub(crate) struct Target {
    endpoint: Endpoint,
    options: ClientOptions,
    tls: Option<TlsClientOptions>,
    multiplexed: bool,
}

impl Target {
    pub(crate) fn new(flags: &Flags, host: &str) -> std::result::Result<Self, Failure> {
        let dialect = flags.dialect()?;
        let socket = SocketOptions::default()
            .with_connect_timeout(Some(PATIENCE))
            .with_read_timeout(Some(PATIENCE))
            .with_write_timeout(Some(PATIENCE));
        let options = ClientOptions::default()
            .with_protocol(dialect.protocol)
            .with_framing(dialect.framing)
            .with_compression(dialect.compression)
            .with_socket(socket)
            .with_call_timeout(Some(PATIENCE));
        let target = Self {
            endpoint: flags.endpoint(host),
            options,
            tls: None,
            multiplexed: flags.protocol.multiplexed,
        };
        if flags.ssl {
            target.with_tls(flags)
        } else {
            Ok(target)
        }
    }

    /// The server's certificate may name this machine in either way.
    fn with_tls(self, flags: &Flags) -> std::result::Result<Self, Failure> {
        let mut tls = TlsClientOptions::default()
            .with_certificate(flags.tls_cert.clone().zip(flags.tls_key.clone()));
        tls = match &flags.tls_ca {
            Some(file) => tls.with_roots(Roots::File(file.clone())),
            // no authority, no question: what is tested then is how the two talk
            None => tls.dangerously_accept_any_certificate(),
        };
        let mut refusals = Vec::new();
        for name in NAMES {
            let target = self.named(tls.clone(), name)?;
            match target.connect() {
                Ok(_) => return Ok(target),
                Err(error) => refusals.push(format!("as `{name}`: {error}")),
            }
        }
        Err(refusals.join("; ").into())
    }

    /// The same server, which must prove another name.
    pub(crate) fn under_another_name(&self, name: &str) -> std::result::Result<Self, Failure> {
        let tls = self.tls.clone().ok_or("there is no TLS here")?;
        self.named(tls, name)
    }

    fn named(&self, tls: TlsClientOptions, name: &str) -> std::result::Result<Self, Failure> {
        let tls = tls.with_server_name(Some(name.to_owned()));
        let mut target = self.clone();
        target.options.tls = Some(TlsConnector::new(tls.clone())?);
        target.tls = Some(tls);
        Ok(target)
    }

    pub(crate) fn connect(&self) -> Result<BlockingChannel> {
        BlockingChannel::connect(&self.endpoint, &self.options)
    }

    async fn connect_async(&self) -> Result<TokioChannel> {
        TokioChannel::connect(&self.endpoint, &self.options).await
    }

    pub(crate) fn protocol(&self) -> thriftwood::Protocol {
        self.options.protocol
    }

    fn service(&self, name: &'static str) -> Option<&'static str> {
        self.multiplexed.then_some(name)
    }
}

/// One connection, made when it is needed and again when it was lost.
pub(crate) struct Session {
    target: Target,
    open: Option<BlockingChannel>,
}

impl Session {
    pub(crate) fn new(target: Target) -> Self {
        Self { target, open: None }
    }

    pub(crate) fn interop(&mut self) -> Result<interop::BlockingClient<Route<'_>>> {
        self.route("Interop").map(interop::BlockingClient::new)
    }

    pub(crate) fn base(&mut self) -> Result<base::BlockingClient<Route<'_>>> {
        self.route("Interop").map(base::BlockingClient::new)
    }

    /// A newer client, to which the server looks old.
    pub(crate) fn future(&mut self) -> Result<future::BlockingClient<Route<'_>>> {
        self.route("Interop").map(future::BlockingClient::new)
    }

    pub(crate) fn second(&mut self) -> Result<second::BlockingClient<Route<'_>>> {
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

    pub(crate) fn target(&self) -> &Target {
        &self.target
    }

    /// Ends the connection. A server of one connection at a time has ears for others then.
    pub(crate) fn hang_up(&mut self) {
        if let Some(open) = self.open.take() {
            drop(open.close()); // if the server is not there any more, there is nothing to end
        }
    }

    /// Runs an async check on a connection of its own.
    pub(crate) fn asynchronously<F>(
        &mut self,
        check: impl FnOnce(interop::Client<AsyncRoute>) -> F,
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
                service: self.target.service("Interop"),
                channel: self.target.connect_async().await?,
            };
            check(interop::Client::new(route)).await
        })
    }
}

/// A connection on the way to one service, by name if the server has several.
pub(crate) struct Route<'s> {
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
pub(crate) struct AsyncRoute {
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
