//! Answering calls: a call is read, run and replied to, and only the middle step may wait.

mod multiplexed;

pub use multiplexed::{DefaultService, Either, Multiplexed, Never, NoService};
pub(crate) use multiplexed::{SEPARATOR, bare_name};

use crate::{
    Context, Error, ErrorKind, Protocols, Result, TReply, context::Entered, observe::Observer,
    protocol::TInputProtocol,
};
use pin_project_lite::pin_project;
use std::{
    any::Any,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    task::{self, Poll},
};
use tracing::Span;

/// Answers the calls of a service. `idlc` writes one for each service; [`Multiplexed`] composes several.
pub trait TProcessor: Send + Sync + 'static {
    /// A call that was read and has not run yet: plain data.
    type Call: Send + 'static;
    /// A reply that is not written yet: plain data.
    type Reply: TReply + Send + 'static;
    /// The service's name in the IDL, for logs.
    const SERVICE: &'static str;

    /// The protocols whose calls it can read. For the others, [`read`](Self::read) is not compiled, and calls are
    /// refused.
    const PROTOCOLS: Protocols = Protocols::ALL;

    /// Reads the arguments of `method`. `None`: there is no such method, and nothing was read.
    ///
    /// # Errors
    /// The arguments are malformed, or the bytes end too soon. A
    /// [`TApplicationException`](crate::TApplicationException) refuses the caller: it is sent as it is, and the
    /// connection ends.
    fn read<P: TInputProtocol>(&self, method: &str, input: &mut P) -> Result<Option<Self::Call>>;

    /// Is `method` oneway: never answered, not even with an error, and not when it comes as a plain call either?
    fn is_oneway(&self, method: &str) -> bool {
        let _ = method;
        false
    }

    /// Runs a call. `None`: it is oneway, and nothing is answered.
    fn run(&self, call: Self::Call) -> impl Future<Output = Result<Option<Self::Reply>>> + Send;
}

pin_project! {
    /// A call that runs, with its context as the current one, in a span of its own. The context is lent; it is back
    /// whenever the future was polled. A panic is an error like any other; what it leaves half-done is dropped with the
    /// handler's future, and what the handler shares is the handler's own concern.
    ///
    /// The handler's future is large, and is moved with whatever it stands in: so there are no further layers around it
    /// that would each have room for the call.
    pub(crate) struct Answering<'c, F> {
        #[pin]
        run: F,
        context: &'c mut Option<Context>,
        span: Option<Span>,
        is_told: bool,
    }
}

/// Runs a call in its context.
pub(crate) fn answer<'c, S: TProcessor>(
    service: &'c S,
    call: S::Call,
    context: &'c mut Option<Context>,
) -> Answering<'c, impl Future<Output = Result<Option<S::Reply>>> + Send> {
    let span = context.as_ref().and_then(Context::span);
    let observer = context
        .as_ref()
        .and_then(|call| call.caller().observer.as_deref());
    let is_told = observer.is_some_and(Observer::watches_handlers);
    Answering {
        run: service.run(call),
        context,
        span,
        is_told,
    }
}

impl<T, F: Future<Output = Result<T>>> Future for Answering<'_, F> {
    type Output = Result<T>;

    fn poll(self: Pin<&mut Self>, task: &mut task::Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let _traced = this.span.as_ref().map(Span::enter);
        let _current = Entered::new(this.context);
        let mut polled = Poll::Pending;
        let poll = || {
            if std::mem::take(this.is_told) {
                process_context();
            }
            polled = this.run.poll(task);
        };
        match catch_unwind(AssertUnwindSafe(poll)) {
            Ok(()) => polled,
            Err(panic) => Poll::Ready(Err(panicked(&*panic))),
        }
    }
}

/// Tells the hook of the server whose call is the current one.
#[cold]
fn process_context() {
    if let Some(call) = Context::current()
        && let Some(observer) = &call.caller().observer
    {
        observer.process(&call);
    }
}

/// The log gets the panic's text; the peer does not, since it was not written for strangers.
fn panicked(panic: &(dyn Any + Send)) -> Error {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no text");
    tracing::error!(panic = text, "the handler panicked");
    ErrorKind::Panicked.into()
}
