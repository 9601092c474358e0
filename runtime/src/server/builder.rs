//! The paved path: a server model that is chosen by a flag.

use super::{ServerHandle, ServerOptions, TServer, TSimpleServer, Timeouts};
use crate::{
    Choice, Compression, Error, ErrorKind, Framing, Limits, Protocol, Result, TProcessor,
    transport::{Endpoint, ListenOptions, Listener},
};
use std::{fmt, str::FromStr};

/// Who serves whom, when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServerModel {
    /// One connection after the other: [`TSimpleServer`].
    #[default]
    Simple,
}

impl ServerModel {
    /// Every model, in the order of the documentation.
    pub const ALL: &'static [Self] = &[Self::Simple];

    /// How a flag names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Simple => "simple",
        }
    }
}

impl fmt::Display for ServerModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for ServerModel {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let named = Self::ALL.iter().copied().find(|model| model.name() == text);
        named.ok_or_else(|| {
            ErrorKind::Usage(format!("there is no server model `{text}`").into()).into()
        })
    }
}

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

    fn endpoint(&self) -> &Endpoint {
        self.server.endpoint()
    }

    fn handle(&self) -> ServerHandle {
        self.server.handle()
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("endpoint", self.endpoint())
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

    /// How the listening socket and those that it accepts are set up.
    #[must_use]
    pub fn listen_options(self, listen: ListenOptions) -> Self {
        Self { listen, ..self }
    }

    /// Listens at `endpoint` for calls of `service`. Peers may connect from now on, and wait.
    ///
    /// # Errors
    /// The endpoint cannot be had, or the dialect is one that [cannot be spoken](crate::ServerDialect::check).
    pub fn bind<S: TProcessor>(self, endpoint: &Endpoint, service: S) -> Result<Server> {
        self.options.dialect().check()?;
        let listener = Listener::bind(endpoint, &self.listen)?;
        Ok(self.over(listener, service))
    }

    /// Serves what `listener` accepts.
    pub fn over<S: TProcessor>(self, listener: impl Into<Listener>, service: S) -> Server {
        let (listener, options) = (listener.into(), self.options);
        let server: Box<dyn TServer> = match self.model {
            ServerModel::Simple => Box::new(TSimpleServer::new(listener, service, options)),
        };
        Server { server }
    }
}
