//! The ambient call context: who calls, how, and what travels beside the arguments.
//!
//! A handler asks [`Context::current`]. The context is set only while the handler's future is being polled, so
//! tasks that take turns on one thread never see each other's, and nothing leaks into the thread that polls.

use crate::{
    Error, Framing, Identity, MessageHeader, Protocol,
    framing::{Heading, Metadata},
    observe::{ConnectionData, Observer, Watch},
};
use std::{
    any::Any,
    cell::RefCell,
    collections::BTreeMap,
    fmt,
    future::{Future, poll_fn},
    net::SocketAddr,
    path::PathBuf,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tracing::Span;

/// The other end of a connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Peer {
    /// A TCP socket.
    Tcp(SocketAddr),
    /// A UDP socket: whoever says so sent the datagram.
    Udp(SocketAddr),
    /// A Unix socket, and the path that it is bound to (clients hardly ever bind one).
    Unix(Option<PathBuf>),
    /// The other half of a pair in this process.
    Memory,
    /// A transport that does not say.
    #[default]
    Unknown,
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) | Self::Udp(address) => address.fmt(f),
            Self::Unix(Some(path)) => write!(f, "unix:{}", path.display()),
            Self::Unix(None) => f.write_str("unix"),
            Self::Memory => f.write_str("memory"),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

impl Peer {
    /// Whoever comes last in a list of addresses: each proxy on the way adds the one that it has seen.
    pub(crate) fn forwarded(list: &str) -> Option<Self> {
        let last = list.rsplit(',').next()?.trim();
        let bare = last.trim_start_matches('[').trim_end_matches(']');
        let without_port = || bare.parse().ok().map(|ip| SocketAddr::new(ip, 0));
        last.parse().ok().or_else(without_port).map(Self::Tcp)
    }
}

/// What is the same for every call of one connection.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) peer: Peer,
    pub(crate) observer: Option<Arc<Observer>>,
    /// Most peers are not asked who they are, and most servers keep nothing of a connection.
    known: Option<Box<Known>>,
}

/// What is known of a peer.
#[derive(Clone, Debug, Default)]
struct Known {
    identity: Option<Arc<Identity>>,
    data: Option<ConnectionData>,
}

impl Caller {
    pub(crate) fn new(peer: Peer) -> Self {
        Self {
            peer,
            observer: None,
            known: None,
        }
    }

    /// Another peer, for whom this one speaks.
    pub(crate) fn on_behalf_of(&self, peer: Peer) -> Self {
        Self {
            peer,
            ..self.clone()
        }
    }

    /// Who the peer has proved to be.
    pub(crate) fn identity(&self) -> Option<&Identity> {
        self.known.as_deref()?.identity.as_deref()
    }

    pub(crate) fn identify(&mut self, identity: Option<Arc<Identity>>) {
        if identity.is_some() {
            self.known.get_or_insert_default().identity = identity;
        }
    }

    /// What an event handler keeps of the connection.
    pub(crate) fn data(&self) -> Option<&ConnectionData> {
        self.known.as_deref()?.data.as_ref()
    }

    pub(crate) fn keep(&mut self, data: Option<ConnectionData>) {
        if data.is_some() {
            self.known.get_or_insert_default().data = data;
        }
    }
}

/// What a handler may know about the call that it answers, and all that the answer needs. Cloning is cheap: all of it
/// is shared.
#[derive(Clone, Debug)]
pub struct Context {
    call: Arc<CallContext>,
}

#[derive(Debug)]
struct CallContext {
    caller: Arc<Caller>,
    header: MessageHeader,
    heading: Heading,
    oneway: bool,
    reply_metadata: Mutex<Metadata>,
    /// Gone once the call is answered.
    watch: Mutex<Option<Watch>>,
}

thread_local! {
    static CURRENT: RefCell<Option<Context>> = const { RefCell::new(None) };
}

impl Context {
    pub(crate) fn new(
        caller: &Arc<Caller>,
        header: MessageHeader,
        heading: Heading,
        oneway: bool,
        watch: Watch,
    ) -> Self {
        let caller = Arc::clone(caller);
        Self {
            call: Arc::new(CallContext {
                caller,
                header,
                heading,
                oneway,
                reply_metadata: Mutex::default(),
                watch: Mutex::new(Some(watch)),
            }),
        }
    }

    /// The context of the call that runs here; `None` outside a handler, and in a task or thread that the handler
    /// started (hand it a clone, and run the work with [`Context::scope`]).
    pub fn current() -> Option<Self> {
        CURRENT.with_borrow(Clone::clone)
    }

    /// Who calls: the other end of the connection or, behind a proxy and where the server
    /// [was told to believe it](crate::ServerDialect::forwarded), whoever the proxy says.
    pub fn peer(&self) -> &Peer {
        &self.call.caller.peer
    }

    /// Who the caller has proved to be: under TLS, with a certificate. `None`: it did not have to, or did not want to.
    pub fn identity(&self) -> Option<&Identity> {
        self.call.caller.identity()
    }

    /// What the server's [event handler](crate::observe::TServerEventHandler::create_context) keeps of the connection,
    /// if it is a `T`.
    pub fn connection_data<T: Any>(&self) -> Option<&T> {
        self.call.caller.data()?.downcast_ref()
    }

    /// The protocol that the call came in, and that the reply will go out in.
    pub fn protocol(&self) -> Protocol {
        self.call.heading.protocol
    }

    /// How the caller marks where a message ends.
    pub fn framing(&self) -> Framing {
        self.call.heading.framing
    }

    /// The method as the caller named it: of a multiplexed call, `service:method`.
    pub fn method(&self) -> &str {
        &self.call.header.name
    }

    /// The caller's number for this call; the reply repeats it.
    pub fn sequence(&self) -> i32 {
        self.call.header.sequence
    }

    /// What travelled beside the arguments, by key. Empty where the framing has no place for it: all but
    /// [`Framing::Header`] and [`Framing::Http`], where the keys are the names of header fields in lower case.
    pub fn metadata(&self) -> &BTreeMap<String, String> {
        &self.call.heading.metadata
    }

    /// Lets this travel beside the reply; the last value of a key counts. Where the framing has no place for it, as
    /// [`metadata`](Self::metadata) says, it is dropped. What cannot be a header field of HTTP makes a call over HTTP fail.
    pub fn set_reply_metadata(&self, key: impl Into<String>, value: impl Into<String>) {
        self.reply_metadata().insert(key.into(), value.into());
    }

    pub(crate) fn take_reply_metadata(&self) -> Metadata {
        std::mem::take(&mut self.reply_metadata())
    }

    /// Nothing is half-done under the lock, so a panic elsewhere does not spoil it.
    fn reply_metadata(&self) -> MutexGuard<'_, Metadata> {
        let metadata = self.call.reply_metadata.lock();
        metadata.unwrap_or_else(PoisonError::into_inner)
    }

    /// Is the caller told nothing of what becomes of the call?
    pub fn is_oneway(&self) -> bool {
        self.call.oneway
    }

    pub(crate) fn caller(&self) -> &Caller {
        &self.call.caller
    }

    /// What the call runs in, for whoever traces it.
    pub(crate) fn span(&self) -> Span {
        self.watch().as_ref().map_or_else(Span::none, Watch::span)
    }

    /// Nobody is answered, but whoever watches is told of the error.
    pub(crate) fn fail(&self, error: &Error) {
        let watch = self.take_watch();
        let watch = watch.map(|mut watch| {
            watch.fail(self, error);
            watch
        });
        *self.watch() = watch;
    }

    /// To end it with: the call is answered.
    pub(crate) fn take_watch(&self) -> Option<Watch> {
        self.watch().take()
    }

    fn watch(&self) -> MutexGuard<'_, Option<Watch>> {
        let watch = self.call.watch.lock();
        watch.unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn header(&self) -> &MessageHeader {
        &self.call.header
    }

    pub(crate) fn heading(&self) -> &Heading {
        &self.call.heading
    }

    /// Runs `future` with this context as the current one, whichever thread polls it.
    pub async fn scope<F: Future>(self, future: F) -> F::Output {
        let mut future = pin!(future);
        poll_fn(|task| {
            let _entered = self.enter();
            future.as_mut().poll(task)
        })
        .await
    }

    pub(crate) fn enter(&self) -> Entered {
        Entered {
            outer: CURRENT.replace(Some(self.clone())),
        }
    }
}

/// Puts the outer context back, also when the poll panics.
pub(crate) struct Entered {
    outer: Option<Context>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.set(self.outer.take());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TMessageType;
    use std::{
        future::ready,
        task::{Poll, Waker},
    };

    fn context(method: &str) -> Context {
        let caller = Caller::new(Peer::Memory);
        let header = MessageHeader::new(method, TMessageType::Call, 1);
        let watch = Watch::new("none", &header, &caller, None);
        Context::new(&Arc::new(caller), header, Heading::default(), false, watch)
    }

    fn current_method() -> Option<String> {
        Context::current().map(|context| context.method().to_owned())
    }

    #[test]
    fn tasks_that_take_turns_see_their_own() {
        let seen_in_turns = || async {
            let first = current_method();
            let mut waited = false;
            poll_fn(|_| {
                if std::mem::replace(&mut waited, true) {
                    Poll::Ready(())
                } else {
                    Poll::Pending
                }
            })
            .await;
            (first, current_method())
        };
        let (mut a, mut b) = (
            pin!(context("a").scope(seen_in_turns())),
            pin!(context("b").scope(seen_in_turns())),
        );
        let mut task = std::task::Context::from_waker(Waker::noop());
        assert!(a.as_mut().poll(&mut task).is_pending());
        assert!(b.as_mut().poll(&mut task).is_pending());
        assert_eq!(current_method(), None);
        let own = |name: &str| Poll::Ready((Some(name.to_owned()), Some(name.to_owned())));
        assert_eq!(a.as_mut().poll(&mut task), own("a"));
        assert_eq!(b.as_mut().poll(&mut task), own("b"));
    }

    #[test]
    fn an_inner_scope_gives_the_outer_one_back_even_after_a_panic() {
        let outer = context("outer").scope(async {
            let inner = std::panic::AssertUnwindSafe(|| {
                let mut inner =
                    pin!(context("inner").scope(async { panic!("{:?}", current_method()) }));
                let _: Poll<()> = inner
                    .as_mut()
                    .poll(&mut std::task::Context::from_waker(Waker::noop()));
            });
            let panicked = std::panic::catch_unwind(inner).unwrap_err();
            ready((panicked.downcast_ref::<String>().cloned(), current_method())).await
        });
        let seen = pin!(outer).poll(&mut std::task::Context::from_waker(Waker::noop()));
        assert_eq!(
            seen,
            Poll::Ready((Some("Some(\"inner\")".to_owned()), Some("outer".to_owned())))
        );
    }
}
