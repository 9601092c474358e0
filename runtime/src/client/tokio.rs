//! Calls over an async stream, on tokio: many at once, over one connection.
//!
//! A caller encodes its call into what its connection is to send next, under a short lock, and waits. One task per
//! channel writes all that has gathered, reads replies, and hands each, unread, to the caller whose sequence id it has;
//! the caller decodes it. So what is slow in one call holds up no other, and what is wrong with one harms no other,
//! unless the connection itself is out of step.

mod admission;
mod driver;
mod link;
mod pending;
mod reply;
mod session;

use super::{AsyncChannel, ClientOptions, exchange::closed};
use crate::{
    Error, ErrorKind, Result, TMessageType, ThriftUrl,
    transport::{
        Endpoint,
        asynchronous::{self, BoxStream},
    },
    wire::Wire,
};
use driver::{Connect, Driven};
use link::Link;
use reply::Reply;
use std::{
    collections::BTreeMap,
    fmt,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::Instant,
};

/// What callers and the driver meet at. `tests/interleavings` has others in its place.
mod sync {
    pub(super) use std::sync::{Mutex, MutexGuard};
    pub(super) use tokio::sync::{Notify, Semaphore};
}

/// A channel over async streams. Clones share one connection, and any number of tasks may call at once: the calls are
/// sent as they come, [`in_flight`](ClientOptions::in_flight) of them at most, and answered in whatever order the
/// server likes.
///
/// A call that lasts too long, or whose future is dropped, is left alone: its reply is dropped when it comes, and the
/// connection goes on. A connection that breaks fails the calls under way with [`Lost`](ErrorKind::Lost), and
/// [`Error::may_have_run`] says of each whether the server may have it. The next call connects again, as
/// [`reconnect`](ClientOptions::reconnect) says, and waits for that.
///
/// Over HTTP, whose messages have no numbers and whose servers may end a connection with any answer, one call is under
/// way at a time, and the others wait for it.
///
/// When the last clone goes, the connection is ended in order, in the background and within half a second; a oneway
/// call that was waited for is not lost. [`close`](Self::close) waits for the end, and for the calls of other clones.
pub struct TokioChannel {
    handle: Arc<Handle>,
    /// What came beside the last reply to this clone.
    heard: Mutex<BTreeMap<String, String>>,
}

/// What the clones share.
struct Handle {
    link: Arc<Link>,
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.link.desert();
    }
}

impl TokioChannel {
    /// Connects to a server over TCP or a Unix socket, under TLS if the options have it.
    ///
    /// # Errors
    /// Names every address that was tried, and what each one said; or says why there is no TLS with the server. Options
    /// that cannot work are refused at once.
    pub async fn connect(endpoint: &Endpoint, options: &ClientOptions) -> Result<Self> {
        let options = &options.toward(endpoint);
        let settings = (endpoint.clone(), options.clone());
        let connect: Connect = Box::new(move || {
            let (endpoint, options) = settings.clone();
            Box::pin(async move { connected(&endpoint, &options).await })
        });
        Self::start(connect, options).await
    }

    /// Connects to where `url` says, and speaks as it says; the rest is in the options.
    ///
    /// # Errors
    /// As [`connect`](Self::connect) and [`ClientOptions::with_url`].
    pub async fn connect_url(url: &ThriftUrl, options: &ClientOptions) -> Result<Self> {
        Self::connect(url.endpoint(), &options.clone().with_url(url)?).await
    }

    /// Connects over streams of your own: `connect` is called now, and whenever the connection broke. A write that fails
    /// must have sent nothing; where a stream cannot promise that, [`Error::may_have_run`] cannot either, unless the options
    /// have [`tls`](ClientOptions::tls), which nothing else looks at here.
    ///
    /// # Errors
    /// Those of `connect`. Options that cannot work are refused at once.
    pub async fn connect_with<C, F, S>(connect: C, options: &ClientOptions) -> Result<Self>
    where
        C: Fn() -> F + Send + Sync + 'static,
        F: Future<Output = Result<S>> + Send + 'static,
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let connect: Connect = Box::new(move || {
            let connecting = connect();
            Box::pin(async move { Ok(Box::new(connecting.await?) as BoxStream) })
        });
        Self::start(connect, options).await
    }

    async fn start(connect: Connect, options: &ClientOptions) -> Result<Self> {
        options.check()?;
        let stream = connect().await.map_err(Error::unsent)?;
        Ok(Self::driven(stream, Some(connect), options))
    }

    /// A channel over any stream that is connected. There is no other once it is broken: calls fail with
    /// [`Closed`](ErrorKind::Closed) then. Options that cannot work are what every call fails with.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn over(
        stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
        options: &ClientOptions,
    ) -> Self {
        Self::driven(Box::new(stream), None, options)
    }

    fn driven(stream: BoxStream, connect: Option<Connect>, options: &ClientOptions) -> Self {
        let link = Arc::new(Link::new(options));
        match options.check() {
            Ok(()) => {
                let driven = Driven(Arc::clone(&link));
                tokio::spawn(driver::drive(driven, stream, connect));
            }
            Err(refusal) => link.end(Some(refusal)),
        }
        Self {
            handle: Arc::new(Handle { link }),
            heard: Mutex::default(),
        }
    }

    /// How many calls of all clones are under way. One that is left counts until it is written.
    pub fn in_flight(&self) -> usize {
        self.handle.link.in_flight()
    }

    /// What came beside the last reply to this clone, by key; empty for a clone that has just been made.
    /// [`Framing::Header`](crate::Framing::Header) and [`Framing::Http`](crate::Framing::Http) have a place for it. Tasks that want to tell their replies apart have
    /// a clone each.
    pub fn reply_metadata(&self) -> BTreeMap<String, String> {
        self.heard().clone()
    }

    /// Takes no more calls, of any clone; waits for those that are under way, and ends the streams in order: a
    /// compressed one with its checksum, TLS with its good-bye.
    ///
    /// # Errors
    /// The server is not there any more.
    pub async fn close(self) -> Result<()> {
        self.handle.link.close();
        self.handle.link.ended().await
    }

    fn heard(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, String>> {
        // a map is replaced as a whole, so a panic elsewhere does not spoil it
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn run<A: Wire>(&self, method: &str, kind: TMessageType, arguments: &A) -> Result<Reply> {
        let link = &self.handle.link;
        let limit = link.options().call_timeout;
        let until = limit.and_then(|limit| Instant::now().checked_add(limit));
        let admitted = by(until, link.admit(method, kind, arguments)).await;
        let ticket = admitted.map_err(Error::unsent)?;
        by(until, ticket.reply()).await
    }
}

impl AsyncChannel for TokioChannel {
    async fn call<A: Wire + Send + Sync, R: Wire + Send>(
        &self,
        method: &str,
        arguments: A,
    ) -> Result<R> {
        let Reply::Whole(reply) = self.run(method, TMessageType::Call, &arguments).await? else {
            // invariant: only oneway calls come to nothing
            return Err(closed());
        };
        let limits = &self.handle.link.options().limits;
        let heading = reply.heading;
        let ((_, answer), _) = heading.protocol.read_reply(&reply.bytes, limits)?;
        *self.heard() = heading.metadata.into_pairs();
        answer.map_err(Error::from)
    }

    async fn call_oneway<A: Wire + Send + Sync>(&self, method: &str, arguments: A) -> Result<()> {
        self.run(method, TMessageType::Oneway, &arguments).await?;
        Ok(())
    }
}

impl Clone for TokioChannel {
    fn clone(&self) -> Self {
        Self {
            handle: Arc::clone(&self.handle),
            heard: Mutex::default(),
        }
    }
}

impl fmt::Debug for TokioChannel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokioChannel")
            .field("in_flight", &self.in_flight())
            .finish_non_exhaustive()
    }
}

/// Connects, and shakes hands if there is TLS.
async fn connected(endpoint: &Endpoint, options: &ClientOptions) -> Result<BoxStream> {
    let stream = asynchronous::connect(endpoint, &options.socket).await?;
    #[cfg(feature = "tls")]
    if let Some(tls) = &options.tls {
        return Ok(Box::new(tls.connect_async(stream, endpoint).await?));
    }
    Ok(Box::new(stream))
}

/// What `work` comes to, if it does in time.
async fn by<T>(until: Option<Instant>, work: impl Future<Output = Result<T>>) -> Result<T> {
    match until {
        None => work.await,
        Some(until) => tokio::time::timeout_at(until, work)
            .await
            .unwrap_or_else(|_| Err(ErrorKind::Timeout.into())),
    }
}
