//! One call, as it is watched.

use super::{CallData, CallEvent, Outcome, Reading, TProcessorEventHandler};
use crate::{Context, Error, MessageHeader, TApplicationException, context::Caller};
use std::time::Duration;
use tracing::{Level, Span, field::Empty, level_filters::LevelFilter};

/// What is watched of one call, from when it was read until it is answered: for a hook, or for a trace.
#[derive(Debug)]
pub(crate) struct Watch {
    service: &'static str,
    span: Span,
    data: Option<CallData>,
}

impl Watch {
    /// A call was read. `None`: nobody watches.
    #[inline]
    pub(crate) fn new(
        service: &'static str,
        header: &MessageHeader,
        caller: &Caller,
        reading: Option<Box<Reading>>,
    ) -> Option<Self> {
        let observer = caller.observer.as_deref();
        let is_hooked = observer.is_some_and(super::Observer::watches_calls);
        let is_traced = LevelFilter::current() >= Level::DEBUG;
        if is_hooked || is_traced {
            Self::of(service, header, caller, reading, is_hooked)
        } else {
            None
        }
    }

    #[cold]
    fn of(
        service: &'static str,
        header: &MessageHeader,
        caller: &Caller,
        reading: Option<Box<Reading>>,
        is_hooked: bool,
    ) -> Option<Self> {
        let span = tracing::debug_span!(
            "call",
            service,
            method = %header.name,
            sequence = header.sequence,
            peer = %caller.peer,
            outcome = Empty,
            duration = Empty,
        );
        if span.is_disabled() && !is_hooked {
            return None;
        }
        let (data, bytes) = reading.map_or((None, 0), |reading| (reading.data, reading.bytes));
        let mut watch = Self {
            service,
            span,
            data,
        };
        watch.tell_of(&header.name, caller, |hook, call| {
            hook.post_read(call, bytes);
        });
        Some(watch)
    }

    /// A call was read that nobody runs.
    pub(crate) fn refuse(
        service: &'static str,
        header: &MessageHeader,
        caller: &Caller,
        reading: Option<Box<Reading>>,
        oneway: bool,
        why: &TApplicationException,
    ) {
        let outcome = Outcome::of_refusal(why);
        if let Some(observer) = &caller.observer {
            observer.counters.ended(outcome, oneway, None);
        }
        let Some(reading) = reading else { return };
        let mut watch = Self {
            service,
            span: Span::none(),
            data: reading.data,
        };
        watch.tell_of(&header.name, caller, |hook, call| hook.refused(call, why));
    }

    /// What the call's handler runs in.
    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    /// There will be no reply but this error.
    pub(crate) fn fail(&mut self, call: &Context, error: &Error) {
        self.tell(call, |hook, call| hook.handler_error(call, error));
    }

    /// An answer is about to be written.
    pub(crate) fn pre_write(&mut self, call: &Context) {
        self.tell(call, TProcessorEventHandler::pre_write);
    }

    /// The call is over. The answer takes so many bytes.
    pub(crate) fn end(&mut self, call: &Context, bytes: usize, took: Option<Duration>) {
        self.tell(call, |hook, event| {
            if call.is_oneway() {
                hook.async_complete(event);
            } else {
                hook.post_write(event, bytes);
            }
        });
        if !self.span.is_disabled() {
            self.span.record("outcome", call.outcome().name());
            self.span
                .record("duration", took.as_ref().map(tracing::field::debug));
            self.span.in_scope(|| tracing::debug!("the call is over"));
        }
    }

    fn tell(
        &mut self,
        call: &Context,
        what: impl FnOnce(&dyn TProcessorEventHandler, &mut CallEvent<'_>),
    ) {
        self.tell_of(call.method(), call.caller(), what);
    }

    fn tell_of(
        &mut self,
        method: &str,
        caller: &Caller,
        what: impl FnOnce(&dyn TProcessorEventHandler, &mut CallEvent<'_>),
    ) {
        let Some(observer) = &caller.observer else {
            return;
        };
        observer.tell(|hook| {
            let mut event = CallEvent {
                service: self.service,
                method,
                caller,
                data: self.data.as_mut(),
            };
            what(hook, &mut event);
        });
    }
}
