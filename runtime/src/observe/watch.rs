//! One call, as it is watched.

use super::{CallData, CallEvent, Outcome, Reading, TProcessorEventHandler};
use crate::{Context, Error, MessageHeader, TApplicationException, context::Caller};
use std::time::Instant;
use tracing::{Span, field::Empty};

/// What is watched of one call, from when it was read until it is answered.
#[derive(Debug)]
pub(crate) struct Watch {
    service: &'static str,
    span: Span,
    /// When it was read, if somebody wants to know.
    begun: Option<Instant>,
    data: Option<CallData>,
    outcome: Outcome,
}

impl Watch {
    /// A call was read.
    pub(crate) fn new(
        service: &'static str,
        header: &MessageHeader,
        caller: &Caller,
        reading: Option<Box<Reading>>,
    ) -> Self {
        let span = tracing::debug_span!(
            "call",
            service,
            method = %header.name,
            sequence = header.sequence,
            peer = %caller.peer,
            outcome = Empty,
            duration = Empty,
        );
        let wanted = caller.observer.is_some() || !span.is_disabled();
        let (data, bytes) = reading.map_or((None, 0), |reading| (reading.data, reading.bytes));
        let mut watch = Self {
            service,
            span,
            begun: wanted.then(Instant::now),
            data,
            outcome: Outcome::Answered,
        };
        watch.tell_of(&header.name, caller, |hook, call| {
            hook.post_read(call, bytes);
        });
        watch
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
            begun: None,
            data: reading.data,
            outcome,
        };
        watch.tell_of(&header.name, caller, |hook, call| hook.refused(call, why));
    }

    /// What the call's handler runs in.
    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    /// There will be no reply but this error.
    pub(crate) fn fail(&mut self, call: &Context, error: &Error) {
        if self.outcome == Outcome::Answered {
            self.outcome = Outcome::of(error);
            self.tell(call, |hook, call| hook.handler_error(call, error));
        }
    }

    /// An answer is about to be written.
    pub(crate) fn pre_write(&mut self, call: &Context) {
        self.tell(call, TProcessorEventHandler::pre_write);
    }

    /// The call is over. The answer takes so many bytes.
    pub(crate) fn end(mut self, call: &Context, bytes: usize) {
        self.tell(call, |hook, event| {
            if call.is_oneway() {
                hook.async_complete(event);
            } else {
                hook.post_write(event, bytes);
            }
        });
        let took = self.begun.map(|begun| begun.elapsed());
        if let Some(observer) = &call.caller().observer {
            let took = took.filter(|_| self.outcome.has_run());
            let counters = &observer.counters;
            counters.ended(self.outcome, call.is_oneway(), took);
        }
        if !self.span.is_disabled() {
            self.span.record("outcome", self.outcome.name());
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
