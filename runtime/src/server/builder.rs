//! The paved path: a server model that is chosen by a flag.

use super::{
    AcceptPolicy, ServerHandle, ServerModel, ServerOptions, TServer, TSimpleServer,
    TThreadPoolServer, TThreadedServer, Timeouts, WorkerOptions,
};
#[cfg(feature = "tokio")]
use super::{THsHaServer, TNonblockingServer, TThreadedSelectorServer, TTokioServer};
use crate::{
    Choice, Compression, Framing, Limits, Protocol, Result, TProcessor, ThriftUrl, ZlibLevel,
    observe::{TProcessorEventHandler, TServerEventHandler},
    transport::{Endpoint, ListenOptions, Listener},
};
use std::{fmt, num::NonZeroUsize, sync::Arc};

/// A server of whichever model was chosen.
pub struct Server {
    server: Box<dyn TServer>,
}

impl Server {
    /// The choices to be made before a server can serve; each has a default.
    pub fn builder() -> ServerBuilder {
        ServerBuilder::default()
    }
}

impl TServer for Server {
    fn serve(&self) -> Result<()> {
        self.server.serve()
    }

    fn endpoints(&self) -> Vec<&Endpoint> {
        self.server.endpoints()
    }

    fn handle(&self) -> ServerHandle {
        self.server.handle()
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("endpoints", &self.endpoints())
            .finish_non_exhaustive()
    }
}

/// The choices of a [`Server`].
#[derive(Clone, Debug, Default)]
pub struct ServerBuilder {
    model: ServerModel,
    listen: ListenOptions,
    options: ServerOptions,
}

impl ServerBuilder {
    /// Who serves whom, when. [`ServerModel::Simple`] unless said.
    #[must_use]
    pub fn model(self, model: ServerModel) -> Self {
        Self { model, ..self }
    }

    /// The encoding of every message. Unless said, it is recognised by the client's first bytes ([`Choice`]).
    #[must_use]
    pub fn protocol(self, protocol: impl Into<Choice<Protocol>>) -> Self {
        Self {
            options: self.options.with_protocol(protocol),
            ..self
        }
    }

    /// Where a message ends. Unless said, it is recognised by the client's first bytes ([`Choice`]).
    #[must_use]
    pub fn framing(self, framing: impl Into<Choice<Framing>>) -> Self {
        Self {
            options: self.options.with_framing(framing),
            ..self
        }
    }

    /// How the bytes below the framing are compressed. [`Compression::None`] unless said.
    #[must_use]
    pub fn compression(self, compression: Compression) -> Self {
        Self {
            options: self.options.with_compression(compression),
            ..self
        }
    }

    /// How hard replies are compressed: in the stream, and in a header frame whose call came compressed. Level 6 unless
    /// said.
    #[must_use]
    pub fn zlib_level(self, level: ZlibLevel) -> Self {
        Self {
            options: self.options.with_zlib_level(level),
            ..self
        }
    }

    /// The most that a peer may send.
    #[must_use]
    pub fn limits(self, limits: Limits) -> Self {
        Self {
            options: self.options.with_limits(limits),
            ..self
        }
    }

    /// The longest waits. None unless said.
    #[must_use]
    pub fn timeouts(self, timeouts: Timeouts) -> Self {
        Self {
            options: self.options.with_timeouts(timeouts),
            ..self
        }
    }

    /// Whether [a proxy says](crate::ServerDialect::forwarded) who the caller is. `false` unless said: every client could.
    #[must_use]
    pub fn forwarded(self, forwarded: bool) -> Self {
        Self {
            options: self.options.with_forwarded(forwarded),
            ..self
        }
    }

    /// How the listening socket and those that it accepts are set up.
    #[must_use]
    pub fn listen_options(self, listen: ListenOptions) -> Self {
        Self { listen, ..self }
    }

    /// The most connections at once. Unless said, as many as there are descriptors.
    #[must_use]
    pub fn max_connections(self, most: NonZeroUsize) -> Self {
        Self {
            options: self.options.with_max_connections(Some(most)),
            ..self
        }
    }

    /// The most bytes of messages in memory, of all connections together: see
    /// [`ServerOptions::message_memory`]. No ceiling unless said.
    #[must_use]
    pub fn message_memory(self, most: NonZeroUsize) -> Self {
        Self {
            options: self.options.with_message_memory(Some(most)),
            ..self
        }
    }

    /// The worker threads of the models that have some, and the queue before them.
    #[must_use]
    pub fn workers(self, workers: WorkerOptions) -> Self {
        Self {
            options: self.options.with_workers(workers),
            ..self
        }
    }

    /// The number of event loops of the models that have several.
    #[must_use]
    pub fn selectors(self, selectors: NonZeroUsize) -> Self {
        Self {
            options: self.options.with_selectors(selectors),
            ..self
        }
    }

    /// Who takes up a new connection where there are several event loops.
    #[must_use]
    pub fn accept_policy(self, policy: AcceptPolicy) -> Self {
        Self {
            options: self.options.with_accept_policy(policy),
            ..self
        }
    }

    /// Who is told of connections. Nobody unless said.
    #[must_use]
    pub fn server_events(self, handler: Arc<dyn TServerEventHandler>) -> Self {
        Self {
            options: self.options.with_server_events(handler),
            ..self
        }
    }

    /// Who is told of calls. Nobody unless said.
    #[must_use]
    pub fn processor_events(self, handler: Arc<dyn TProcessorEventHandler>) -> Self {
        Self {
            options: self.options.with_processor_events(handler),
            ..self
        }
    }

    /// All the options that are no concern of the listening socket, in place of those chosen so far.
    #[must_use]
    pub fn options(self, options: ServerOptions) -> Self {
        Self { options, ..self }
    }

    /// Listens at `endpoint` for calls of `service`. Peers may connect from now on, and wait.
    ///
    /// # Errors
    /// The endpoint cannot be had, or the dialect is one that [cannot be spoken](crate::ServerDialect::check), or that
    /// the service [was generated without](crate::Protocols).
    pub fn bind<S: TProcessor>(self, endpoint: &Endpoint, service: S) -> Result<Server> {
        self.bind_all(std::slice::from_ref(endpoint), service)
    }

    /// Listens where `url` says, and speaks as it says, whatever was chosen before; only the [level](Self::zlib_level)
    /// stays if the URL has none.
    ///
    /// # Errors
    /// As [`bind`](Self::bind); also where only one of the URL and the [listening socket](Self::listen_options) has TLS.
    pub fn bind_url<S: TProcessor>(self, url: &ThriftUrl, service: S) -> Result<Server> {
        #[cfg(feature = "tls")]
        url.agrees_on_tls(self.listen.tls.is_some(), "the listen options")?;
        let dialect = url.server_dialect();
        let level = url.zlib_level().unwrap_or(self.options.zlib_level);
        self.protocol(dialect.protocol)
            .framing(dialect.framing)
            .compression(dialect.compression)
            .zlib_level(level)
            .bind(url.endpoint(), service)
    }

    /// Listens at several endpoints at once, all of them set up alike.
    ///
    /// # Errors
    /// As [`bind`](Self::bind).
    pub fn bind_all<S: TProcessor>(self, endpoints: &[Endpoint], service: S) -> Result<Server> {
        self.options.dialect().check()?;
        if let Choice::Only(protocol) = self.options.protocol
            && !S::PROTOCOLS.contains(protocol)
        {
            return Err(protocol.is_left_out(S::PROTOCOLS));
        }
        let bind = |endpoint| Listener::bind(endpoint, &self.listen);
        let listeners = endpoints.iter().map(bind).collect::<std::io::Result<_>>()?;
        Ok(self.over_all(listeners, service))
    }

    /// Serves what `listener` accepts.
    pub fn over<S: TProcessor>(self, listener: impl Into<Listener>, service: S) -> Server {
        self.over_all(vec![listener.into()], service)
    }

    /// Serves what any of `listeners` accepts: each is set up as it is, with TLS or without.
    pub fn over_all<S: TProcessor>(self, listeners: Vec<Listener>, service: S) -> Server {
        let options = self.options;
        let server: Box<dyn TServer> = match self.model {
            ServerModel::Simple => Box::new(TSimpleServer::new(listeners, service, options)),
            ServerModel::Threaded => Box::new(TThreadedServer::new(listeners, service, options)),
            ServerModel::ThreadPool => {
                Box::new(TThreadPoolServer::new(listeners, service, options))
            }
            #[cfg(feature = "tokio")]
            ServerModel::Nonblocking => {
                Box::new(TNonblockingServer::new(listeners, service, options))
            }
            #[cfg(feature = "tokio")]
            ServerModel::HsHa => Box::new(THsHaServer::new(listeners, service, options)),
            #[cfg(feature = "tokio")]
            ServerModel::ThreadedSelector => {
                Box::new(TThreadedSelectorServer::new(listeners, service, options))
            }
            #[cfg(feature = "tokio")]
            ServerModel::Tokio => Box::new(TTokioServer::new(listeners, service, options)),
        };
        Server { server }
    }
}
