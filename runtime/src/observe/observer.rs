//! Who is told what happens at a server.

use super::{
    CallData, CallEvent, ConnectionData, Counters, TProcessorEventHandler, TServerEventHandler,
};
use crate::{Context, Peer, context::Caller, transport::Endpoint};
use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

/// The hooks of a server; none unless said.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct EventHandlers {
    /// Is told of the connections.
    pub server: Option<Arc<dyn TServerEventHandler>>,
    /// Is told of the calls.
    pub processor: Option<Arc<dyn TProcessorEventHandler>>,
}

impl fmt::Debug for EventHandlers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventHandlers")
            .field("server", &self.server.is_some())
            .field("processor", &self.processor.is_some())
            .finish()
    }
}

/// What all connections of a server report to.
#[derive(Debug)]
pub(crate) struct Observer {
    handlers: EventHandlers,
    pub(crate) counters: Counters,
}

/// A call that is being read, for a hook that wants to know.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) data: Option<CallData>,
    /// How long its message is.
    pub(crate) bytes: usize,
}

impl Observer {
    pub(crate) fn new(handlers: EventHandlers) -> Self {
        Self {
            handlers,
            counters: Counters::new(),
        }
    }

    pub(crate) fn pre_serve(&self, endpoints: &[&Endpoint]) {
        if let Some(handler) = &self.handlers.server {
            told(|| handler.pre_serve(endpoints));
        }
    }

    /// A connection is open; it is over when what is returned is dropped.
    pub(crate) fn open(self: &Arc<Self>, caller: &mut Caller) -> Option<Box<Opened>> {
        let handler = self.handlers.server.as_ref()?;
        let data = told(|| handler.create_context(&caller.peer, caller.identity()));
        caller.keep(data.flatten());
        Some(Box::new(Opened {
            handler: Arc::clone(handler),
            peer: caller.peer.clone(),
            data: caller.data().cloned(),
        }))
    }

    /// A handler runs next. A panic of the hook's goes on.
    pub(crate) fn process(&self, call: &Context) {
        if let Some(handler) = &self.handlers.server {
            handler.process_context(call);
        }
    }

    /// A call is about to be read, perhaps not for the first time.
    #[inline]
    pub(crate) fn begin(
        &self,
        reading: &mut Option<Box<Reading>>,
        service: &'static str,
        method: &str,
        caller: &Caller,
    ) {
        if let Some(handler) = &self.handlers.processor
            && reading.is_none()
        {
            *reading = Some(begin(&**handler, service, method, caller));
        }
    }

    /// Is there a hook for calls?
    pub(crate) fn watches_calls(&self) -> bool {
        self.handlers.processor.is_some()
    }

    /// Is there a hook that is told before a handler runs?
    pub(crate) fn watches_handlers(&self) -> bool {
        self.handlers.server.is_some()
    }

    /// Tells the hook for calls.
    pub(crate) fn tell(&self, what: impl FnOnce(&dyn TProcessorEventHandler)) {
        if let Some(handler) = &self.handlers.processor {
            told(|| what(&**handler));
        }
    }
}

/// Tells a hook that a call is about to be read.
#[cold]
#[expect(
    clippy::unnecessary_box_returns,
    reason = "it is kept, and handed on, as a box"
)]
fn begin(
    hook: &dyn TProcessorEventHandler,
    service: &'static str,
    method: &str,
    caller: &Caller,
) -> Box<Reading> {
    let mut reading = Box::<Reading>::default();
    let mut event = CallEvent {
        service,
        method,
        caller,
        data: None,
    };
    reading.data = told(|| hook.get_context(&event)).flatten();
    event.data = reading.data.as_mut();
    told(|| hook.pre_read(&mut event));
    reading
}

/// A connection that a hook was told of.
pub(crate) struct Opened {
    handler: Arc<dyn TServerEventHandler>,
    peer: Peer,
    data: Option<ConnectionData>,
}

impl Drop for Opened {
    fn drop(&mut self) {
        let data = self.data.take();
        told(|| self.handler.delete_context(&self.peer, data));
    }
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened")
            .field("peer", &self.peer)
            .finish_non_exhaustive()
    }
}

/// Lets no panic of a hook end the connection, or the thread that serves many. What it leaves half-done is the hook's
/// own concern.
fn told<T>(hook: impl FnOnce() -> T) -> Option<T> {
    let told = catch_unwind(AssertUnwindSafe(hook));
    told.inspect_err(|_| tracing::error!("an event handler panicked"))
        .ok()
}
