//! Clients: channels that carry calls, blocking and async. Generated clients are generic over them.

mod blocking;
mod exchange;
mod multiplexed;
#[cfg(feature = "tokio")]
mod tokio;

#[cfg(feature = "tokio")]
pub use self::tokio::TokioChannel;
pub use blocking::BlockingChannel;
pub use multiplexed::Multiplexed;

#[cfg(feature = "tls")]
use crate::transport::tls::TlsConnector;
use crate::{
    Compression, Dialect, ErrorKind, Framing, Limits, Protocol, Result, options::setters,
    transport::SocketOptions, wire::Wire,
};
use std::{collections::BTreeMap, future::Future, time::Duration};

/// Carries calls to a service, one at a time, on the thread that makes them.
pub trait Channel {
    /// Calls `method` and waits for what it comes to; `R` is the method's result struct.
    ///
    /// # Errors
    /// [`Application`](crate::ErrorKind::Application): what the server answered with instead of a result. Anything
    /// else means that there was no such answer; whether the call was carried out is then unknown.
    fn call<A: Wire, R: Wire>(&mut self, method: &str, arguments: &A) -> Result<R>;

    /// Calls `method`, which is never answered; returns when the call is sent.
    ///
    /// # Errors
    /// It could not be sent.
    fn call_oneway<A: Wire>(&mut self, method: &str, arguments: &A) -> Result<()>;
}

/// Carries calls to a service without blocking a thread. Clones, where there are any, share one connection.
pub trait AsyncChannel: Send + Sync {
    /// Calls `method` and waits for what it comes to; `R` is the method's result struct.
    ///
    /// # Errors
    /// As [`Channel::call`].
    fn call<A: Wire + Send + Sync, R: Wire + Send>(
        &self,
        method: &str,
        arguments: A,
    ) -> impl Future<Output = Result<R>> + Send;

    /// Calls `method`, which is never answered; done when the call is sent.
    ///
    /// # Errors
    /// It could not be sent.
    fn call_oneway<A: Wire + Send + Sync>(
        &self,
        method: &str,
        arguments: A,
    ) -> impl Future<Output = Result<()>> + Send;
}

impl<C: Channel + ?Sized> Channel for &mut C {
    fn call<A: Wire, R: Wire>(&mut self, method: &str, arguments: &A) -> Result<R> {
        (**self).call(method, arguments)
    }

    fn call_oneway<A: Wire>(&mut self, method: &str, arguments: &A) -> Result<()> {
        (**self).call_oneway(method, arguments)
    }
}

/// What a client speaks, how much it believes, and how long it waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClientOptions {
    /// The encoding of every message.
    pub protocol: Protocol,
    /// Where a message ends.
    pub framing: Framing,
    /// How the bytes below the framing are compressed.
    pub compression: Compression,
    /// What travels beside the arguments of every call, by key: the server's [`Context`](crate::Context) has it as
    /// metadata. Only [`Framing::Header`] has a place for it.
    pub headers: BTreeMap<String, String>,
    /// The most that the server may send.
    pub limits: Limits,
    /// The connection, and the longest waits for it and of a single read or write.
    pub socket: SocketOptions,
    /// TLS on the connection; `None`, the default, is none.
    #[cfg(feature = "tls")]
    pub tls: Option<TlsConnector>,
    /// The longest wait for a whole call, of async channels. A blocking channel waits as the socket does.
    pub call_timeout: Option<Duration>,
}

setters!(ClientOptions {
    /// Another encoding.
    with_protocol protocol: Protocol,
    /// Another framing.
    with_framing framing: Framing,
    /// Another compression.
    with_compression compression: Compression,
    /// Other bounds on what the server may send.
    with_limits limits: Limits,
    /// Another set-up of the socket.
    with_socket socket: SocketOptions,
    /// TLS, or none.
    #[cfg(feature = "tls")]
    with_tls tls: Option<TlsConnector>,
    /// Another wait for a whole call.
    with_call_timeout call_timeout: Option<Duration>,
});

impl ClientOptions {
    /// One more of the [`headers`](Self::headers), or another value for one.
    #[must_use]
    pub fn with_header(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.insert(key.into(), value.into());
        self
    }

    /// Refuses what cannot work.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`] says why: the [dialect's](Dialect::check) reasons, and headers without a place for them.
    pub fn check(&self) -> Result<()> {
        self.dialect().check()?;
        if self.headers.is_empty() || self.framing == Framing::Header {
            return Ok(());
        }
        let why = format!("{} framing has no place for headers", self.framing);
        Err(ErrorKind::Usage(why.into()).into())
    }

    /// What the client speaks.
    pub fn dialect(&self) -> Dialect {
        Dialect {
            protocol: self.protocol,
            framing: self.framing,
            compression: self.compression,
        }
    }
}
