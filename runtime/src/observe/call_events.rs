//! Hooks for single calls.

use crate::{Error, Peer, TApplicationException, context::Caller};
use std::{any::Any, fmt};

/// What a [`TProcessorEventHandler`] keeps of one call, of any type.
pub type CallData = Box<dyn Any + Send>;

/// Is told how far each call is (Thrift's `TProcessorEventHandler`), in every server model alike. Each method does
/// nothing unless it is written.
///
/// ```text
/// get_context, pre_read ─┬─ post_read ── the handler ─┬──────────────────┬─ pre_write, post_write    answered
///                        │                            └─ handler_error ──┤
///                        └─ refused                                      └─ async_complete           oneway
/// ```
///
/// A call that is cut off by the end of its connection ends where it is; what
/// [`get_context`](Self::get_context) returned is dropped in any case (`freeContext`). The methods run where the call
/// is read and written, which waits for them. A panic in one is logged and changes nothing.
pub trait TProcessorEventHandler: Send + Sync + 'static {
    /// A call has begun to arrive, and its method is known (`getContext`). What is returned comes back in every later
    /// event of the call, in [`CallEvent::data`].
    fn get_context(&self, call: &CallEvent<'_>) -> Option<CallData> {
        let _ = call;
        None
    }

    /// The arguments are about to be read (`preRead`). Where the handler runs on the thread that reads, they may not be
    /// all here yet: then they are read again when they are, without another event.
    fn pre_read(&self, call: &mut CallEvent<'_>) {
        let _ = call;
    }

    /// The arguments were read (`postRead`): the message has so many `bytes`, decompressed and without what frames it.
    fn post_read(&self, call: &mut CallEvent<'_>, bytes: usize) {
        let _ = (call, bytes);
    }

    /// There is no such method, or the arguments are malformed: no handler runs. The caller is told `why`, unless the
    /// call is oneway. Nothing else of this call follows.
    fn refused(&self, call: &mut CallEvent<'_>, why: &TApplicationException) {
        let _ = (call, why);
    }

    /// The handler failed with an error that its method does not declare (`handlerError`): it returned one, it
    /// [panicked](crate::ErrorKind::Panicked), it took [too long](crate::ErrorKind::Late), or the server was
    /// [overloaded](crate::ErrorKind::Overloaded) and it never ran. Or its reply is too long to be written.
    fn handler_error(&self, call: &mut CallEvent<'_>, error: &Error) {
        let _ = (call, error);
    }

    /// The reply, or the exception in its place, is about to be written (`preWrite`).
    fn pre_write(&self, call: &mut CallEvent<'_>) {
        let _ = call;
    }

    /// The reply, or the exception in its place, was written (`postWrite`): so many `bytes`, with what frames them, and
    /// before they are compressed. They are sent next.
    fn post_write(&self, call: &mut CallEvent<'_>, bytes: usize) {
        let _ = (call, bytes);
    }

    /// A oneway call is over (`asyncComplete`).
    fn async_complete(&self, call: &mut CallEvent<'_>) {
        let _ = call;
    }
}

/// The call that a [`TProcessorEventHandler`] is told of.
pub struct CallEvent<'c> {
    pub(super) service: &'static str,
    pub(super) method: &'c str,
    pub(super) caller: &'c Caller,
    pub(super) data: Option<&'c mut CallData>,
}

impl CallEvent<'_> {
    /// The service's name in the IDL.
    pub fn service(&self) -> &'static str {
        self.service
    }

    /// The method as the caller named it: of a multiplexed call, `service:method`.
    pub fn method(&self) -> &str {
        self.method
    }

    /// Who calls.
    pub fn peer(&self) -> &Peer {
        &self.caller.peer
    }

    /// What [`TServerEventHandler::create_context`](super::TServerEventHandler::create_context) returned for the
    /// connection, if it is a `T`.
    pub fn connection_data<T: Any>(&self) -> Option<&T> {
        self.caller.data()?.downcast_ref()
    }

    /// What [`get_context`](TProcessorEventHandler::get_context) returned for this call, if it is a `T`.
    pub fn data<T: Any>(&mut self) -> Option<&mut T> {
        self.data.as_deref_mut()?.downcast_mut()
    }
}

impl fmt::Debug for CallEvent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallEvent")
            .field("service", &self.service)
            .field("method", &self.method)
            .field("peer", &self.caller.peer)
            .finish_non_exhaustive()
    }
}
