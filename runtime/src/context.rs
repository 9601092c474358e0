//! The ambient call context: who calls, how, and what travels beside the arguments.
//!
//! A handler asks [`Context::current`]. The context is set only while the handler's future is being polled, so
//! tasks that take turns on one thread never see each other's, and nothing leaks into the thread that polls.

mod caller;

pub(crate) use caller::Caller;
pub use caller::Peer;

use crate::{
    Error, Framing, Identity, MessageHeader, Protocol, TMessageType,
    framing::{Heading, Metadata},
    observe::{Outcome, Watch},
};
use std::{
    any::Any,
    cell::RefCell,
    collections::BTreeMap,
    future::{Future, poll_fn},
    pin::pin,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU8, Ordering},
    },
    time::{Duration, Instant},
};
use tracing::Span;

/// What a handler may know about the call that it answers, and all that the answer needs. Cloning is cheap: all of it
/// is shared.
#[derive(Clone, Debug)]
pub struct Context {
    call: Arc<CallContext>,
}

/// One call. Its memory is used again for the next one, unless a handler has kept the context.
#[derive(Debug)]
struct CallContext {
    /// `None` between two calls.
    caller: Option<Arc<Caller>>,
    /// Its reply's already, but for the service that may stand in the name.
    header: MessageHeader,
    heading: Heading,
    oneway: bool,
    reply_metadata: OnceLock<Mutex<Metadata>>,
    /// When it was taken up, if somebody wants to know.
    begun: Option<Instant>,
    /// An [`Outcome`], by its place among all of them.
    outcome: AtomicU8,
    /// For whoever watches.
    watch: Option<Box<Mutex<Watch>>>,
}

/// The caller of no call.
static NOBODY: Caller = Caller::new(Peer::Unknown);

thread_local! {
    static CURRENT: RefCell<Option<Context>> = const { RefCell::new(None) };
}

impl Context {
    #[inline]
    pub(crate) fn new(
        spare: Option<Self>,
        caller: &Arc<Caller>,
        header: MessageHeader,
        heading: Heading,
        oneway: bool,
        begun: Option<Instant>,
        watch: Option<Watch>,
    ) -> Self {
        let mut context = spare.unwrap_or_else(Self::blank);
        if Arc::get_mut(&mut context.call).is_none() {
            context = Self::blank();
        }
        if let Some(own) = Arc::get_mut(&mut context.call) {
            if !own
                .caller
                .as_ref()
                .is_some_and(|old| Arc::ptr_eq(old, caller))
            {
                own.caller = Some(Arc::clone(caller));
            }
            own.header = header;
            own.header.kind = TMessageType::Reply;
            own.heading = heading;
            own.oneway = oneway;
            own.reply_metadata.take();
            own.begun = begun;
            *own.outcome.get_mut() = Outcome::Answered as u8;
            own.watch = watch.map(|watch| Box::new(Mutex::new(watch)));
        }
        context
    }

    /// One of no call.
    fn blank() -> Self {
        Self {
            call: Arc::new(CallContext {
                caller: None,
                header: MessageHeader::new("", TMessageType::Call, 0),
                heading: Heading::default(),
                oneway: false,
                reply_metadata: OnceLock::new(),
                begun: None,
                outcome: AtomicU8::new(Outcome::Answered as u8),
                watch: None,
            }),
        }
    }

    /// The memory alone, for another call; `None` if a handler has kept the context.
    pub(crate) fn forget(mut self) -> Option<Self> {
        let own = Arc::get_mut(&mut self.call)?;
        own.caller = None;
        own.header = MessageHeader::new("", TMessageType::Call, 0);
        own.heading = Heading::default();
        own.reply_metadata.take();
        own.watch = None;
        Some(self)
    }

    /// The context of the call that runs here; `None` outside a handler, and in a task or thread that the handler
    /// started (hand it a clone, and run the work with [`Context::scope`]).
    pub fn current() -> Option<Self> {
        CURRENT.with_borrow(Clone::clone)
    }

    /// Who calls: the other end of the connection or, behind a proxy and where the server
    /// [was told to believe it](crate::ServerDialect::forwarded), whoever the proxy says.
    pub fn peer(&self) -> &Peer {
        &self.caller().peer
    }

    /// Who the caller has proved to be: under TLS, with a certificate. `None`: it did not have to, or did not want to.
    pub fn identity(&self) -> Option<&Identity> {
        self.caller().identity()
    }

    /// What the server's [event handler](crate::observe::TServerEventHandler::create_context) keeps of the connection,
    /// if it is a `T`.
    pub fn connection_data<T: Any>(&self) -> Option<&T> {
        self.caller().data()?.downcast_ref()
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
        let metadata = self.call.reply_metadata.get_or_init(Mutex::default);
        unpoisoned(metadata).insert(key.into(), value.into());
    }

    pub(crate) fn take_reply_metadata(&self) -> Metadata {
        let set = self.call.reply_metadata.get();
        set.map_or_else(Metadata::default, |set| {
            std::mem::take(&mut unpoisoned(set))
        })
    }

    /// Is the caller told nothing of what becomes of the call?
    pub fn is_oneway(&self) -> bool {
        self.call.oneway
    }

    pub(crate) fn caller(&self) -> &Caller {
        self.call.caller.as_deref().unwrap_or(&NOBODY)
    }

    /// When it was taken up, if somebody wants to know.
    pub(crate) fn begun(&self) -> Option<Instant> {
        self.call.begun
    }

    /// How long that is ago.
    pub(crate) fn took(&self) -> Option<Duration> {
        self.call.begun.map(|begun| begun.elapsed())
    }

    /// What became of it, as far as one knows now.
    pub(crate) fn outcome(&self) -> Outcome {
        Outcome::ALL[usize::from(self.call.outcome.load(Ordering::Relaxed))] // invariant: it is one of them
    }

    /// What the call runs in, if somebody traces it.
    pub(crate) fn span(&self) -> Option<Span> {
        self.watch().map(|watch| unpoisoned(watch).span())
    }

    /// It ends with this error, unless it ended with another one. Whoever watches is told.
    pub(crate) fn fail(&self, error: &Error) {
        if self.outcome() == Outcome::Answered {
            let outcome = Outcome::of(error) as u8;
            self.call.outcome.store(outcome, Ordering::Relaxed);
            self.watched(|watch| watch.fail(self, error));
        }
    }

    /// For whoever watches.
    pub(crate) fn watched(&self, tell: impl FnOnce(&mut Watch)) {
        if let Some(watch) = self.watch() {
            tell(&mut unpoisoned(watch));
        }
    }

    fn watch(&self) -> Option<&Mutex<Watch>> {
        self.call.watch.as_deref()
    }

    pub(crate) fn header(&self) -> &MessageHeader {
        &self.call.header
    }

    pub(crate) fn heading(&self) -> &Heading {
        &self.call.heading
    }

    /// Runs `future` with this context as the current one, whichever thread polls it.
    pub async fn scope<F: Future>(self, future: F) -> F::Output {
        let (mut future, mut own) = (pin!(future), Some(self));
        poll_fn(|task| {
            let _entered = Entered::new(&mut own);
            future.as_mut().poll(task)
        })
        .await
    }
}

/// Nothing is half-done under these locks, so a panic elsewhere does not spoil what they guard.
fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// While this is here, the context that it was given is the current one; the outer one waits in its place. Both go back
/// where they were at the end, also of a panic.
pub(crate) struct Entered<'c> {
    exchanged: &'c mut Option<Context>,
}

impl<'c> Entered<'c> {
    pub(crate) fn new(context: &'c mut Option<Context>) -> Self {
        CURRENT.with_borrow_mut(|current| std::mem::swap(current, context));
        Self { exchanged: context }
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        CURRENT.with_borrow_mut(|current| std::mem::swap(current, self.exchanged));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        future::ready,
        task::{Poll, Waker},
    };

    fn context(method: &str) -> Context {
        let caller = Arc::new(Caller::new(Peer::Memory));
        let header = MessageHeader::new(method, TMessageType::Call, 1);
        Context::new(None, &caller, header, Heading::default(), false, None, None)
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
