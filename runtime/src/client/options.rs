//! What a client speaks, how much it believes, and how long it waits.

use super::Backoff;
#[cfg(feature = "tls")]
use crate::transport::tls::{TlsClientOptions, TlsConnector};
use crate::{
    Compression, Dialect, ErrorKind, Framing, Limits, Protocol, Result, ThriftUrl, ZlibLevel,
    framing::{HttpTarget, check_metadata},
    options::setters,
    transport::{Endpoint, SocketOptions},
};
use std::{collections::BTreeMap, time::Duration};

/// How a client is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClientOptions {
    /// The encoding of every message.
    pub protocol: Protocol,
    /// Where a message ends.
    pub framing: Framing,
    /// How the bytes below the framing are compressed.
    pub compression: Compression,
    /// How hard calls are compressed, if they are. The server may have another level.
    pub zlib_level: ZlibLevel,
    /// What travels beside the arguments of every call, by key: the server's [`Context`](crate::Context) has it as
    /// metadata. [`Framing::Header`] has a place for it, and [`Framing::Http`] for what can be its header fields.
    pub headers: BTreeMap<String, String>,
    /// With [`Framing::Http`], the path that calls are posted to; `None`, the default, is `/`.
    pub http_path: Option<String>,
    /// With [`Framing::Http`], the host that is asked for; `None`, the default, is the one that was connected to.
    pub http_host: Option<String>,
    /// The most that the server may send.
    pub limits: Limits,
    /// The connection, and the longest waits for it and of a single read or write.
    pub socket: SocketOptions,
    /// TLS on the connection; `None`, the default, is none.
    #[cfg(feature = "tls")]
    pub tls: Option<TlsConnector>,
    /// The longest wait for a whole call, however many reads and writes it takes; of async channels, also for a place
    /// among the calls in flight and for a connection. `None`, the default, waits for ever.
    pub call_timeout: Option<Duration>,
    /// The most calls of an async channel that are under way at once, 1024 unless said. More wait for a place.
    pub in_flight: usize,
    /// How an async channel connects again after its connection broke; `None` never does.
    pub reconnect: Option<Backoff>,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            protocol: Protocol::default(),
            framing: Framing::default(),
            compression: Compression::default(),
            zlib_level: ZlibLevel::default(),
            headers: BTreeMap::new(),
            http_path: None,
            http_host: None,
            limits: Limits::default(),
            socket: SocketOptions::default(),
            #[cfg(feature = "tls")]
            tls: None,
            call_timeout: None,
            in_flight: 1024,
            reconnect: Some(Backoff::default()),
        }
    }
}

setters!(ClientOptions {
    /// Another encoding.
    with_protocol protocol: Protocol,
    /// Another framing.
    with_framing framing: Framing,
    /// Another compression.
    with_compression compression: Compression,
    /// Another effort, where there is compression.
    with_zlib_level zlib_level: ZlibLevel,
    /// Another path, with HTTP.
    with_http_path http_path: Option<String>,
    /// Another host, with HTTP.
    with_http_host http_host: Option<String>,
    /// Other bounds on what the server may send.
    with_limits limits: Limits,
    /// Another set-up of the socket.
    with_socket socket: SocketOptions,
    /// TLS, or none.
    #[cfg(feature = "tls")]
    with_tls tls: Option<TlsConnector>,
    /// Another wait for a whole call.
    with_call_timeout call_timeout: Option<Duration>,
    /// Another number of calls under way at once.
    with_in_flight in_flight: usize,
    /// Another way to connect again, or none.
    with_reconnect reconnect: Option<Backoff>,
});

impl ClientOptions {
    /// One more of the [`headers`](Self::headers), or another value for one.
    #[must_use]
    pub fn with_header(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.insert(key.into(), value.into());
        self
    }

    /// Everything that a peer must speak alike, and how hard it is compressed.
    #[must_use]
    pub fn with_dialect(self, dialect: Dialect) -> Self {
        Self {
            protocol: dialect.protocol,
            framing: dialect.framing,
            compression: dialect.compression,
            zlib_level: dialect.zlib_level,
            ..self
        }
    }

    /// What `url` says of the dialect, and of TLS: where that is asked for and there is none, it is TLS with the
    /// operating system's authorities. The [level](Self::zlib_level) stays if the URL has none.
    ///
    /// # Errors
    /// There is TLS, and the URL has none; or the operating system's authorities cannot be read.
    pub fn with_url(self, url: &ThriftUrl) -> Result<Self> {
        let level = url.zlib_level().unwrap_or(self.zlib_level);
        let mut options = self.with_dialect(url.dialect()).with_zlib_level(level);
        if let Some(path) = url.path() {
            options.http_path = Some(path.to_owned());
        }
        #[cfg(feature = "tls")]
        {
            if url.is_tls() && options.tls.is_none() {
                options.tls = Some(TlsConnector::new(TlsClientOptions::default())?);
            }
            url.agrees_on_tls(options.tls.is_some(), "the client's options")?;
            Ok(options)
        }
        #[cfg(not(feature = "tls"))]
        Ok(options)
    }

    /// Refuses what cannot work.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`] says why: the [dialect's](Dialect::check) reasons, headers without a place for them, what HTTP
    /// cannot say, and no call that may be in flight.
    pub fn check(&self) -> Result<()> {
        self.dialect().check()?;
        if self.framing == Framing::Http {
            self.http_target().check()?;
            check_metadata(&self.headers)?;
        }
        let has_place = matches!(self.framing, Framing::Header | Framing::Http);
        let why = if !self.headers.is_empty() && !has_place {
            format!("{} framing has no place for headers", self.framing).into()
        } else if self.in_flight == 0 {
            "no call may be in flight, so none can be made".into()
        } else {
            return Ok(());
        };
        Err(ErrorKind::Usage(why).into())
    }

    /// Where calls are posted to.
    pub(super) fn http_target(&self) -> HttpTarget {
        let HttpTarget { path, host } = HttpTarget::default();
        HttpTarget {
            path: self.http_path.clone().unwrap_or(path),
            host: self.http_host.clone().unwrap_or(host),
        }
    }

    /// The same for calls to this endpoint, whose host is asked for unless another was said.
    pub(super) fn toward(&self, endpoint: &Endpoint) -> Self {
        let host = matches!(endpoint, Endpoint::Tcp { .. }).then(|| endpoint.to_string());
        Self {
            http_host: self.http_host.clone().or(host),
            ..self.clone()
        }
    }

    /// What the client speaks.
    pub fn dialect(&self) -> Dialect {
        Dialect {
            protocol: self.protocol,
            framing: self.framing,
            compression: self.compression,
            zlib_level: self.zlib_level,
        }
    }
}
