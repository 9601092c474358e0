//! Hooks for a server and its connections.

use crate::{Context, Identity, Peer, transport::Endpoint};
use std::{any::Any, sync::Arc};

/// What a [`TServerEventHandler`] keeps of one connection, of any type. Handlers get at it with
/// [`Context::connection_data`]; what is to be changed needs a lock, or atomics, of its own.
pub type ConnectionData = Arc<dyn Any + Send + Sync>;

/// Is told what becomes of a server's connections (Thrift's `TServerEventHandler`), in every server model alike. Each
/// method does nothing unless it is written.
///
/// The methods run where the connection is served, which waits for them: on an event loop, all of its connections do.
/// A panic in one is logged and changes nothing, but for [`process_context`](Self::process_context).
///
/// ```
/// use std::sync::{Arc, atomic::{AtomicU64, Ordering}};
/// use thriftwood::{Context, Identity, Peer, observe::{ConnectionData, TServerEventHandler}};
///
/// /// Counts the calls of each peer.
/// struct Tally;
///
/// impl TServerEventHandler for Tally {
///     fn create_context(&self, _: &Peer, _: Option<&Identity>) -> Option<ConnectionData> {
///         Some(Arc::new(AtomicU64::new(0)))
///     }
///
///     fn process_context(&self, call: &Context) {
///         if let Some(calls) = call.connection_data::<AtomicU64>() {
///             calls.fetch_add(1, Ordering::Relaxed);
///         }
///     }
/// }
/// ```
pub trait TServerEventHandler: Send + Sync + 'static {
    /// The server is about to accept connections at these endpoints (`preServe`).
    fn pre_serve(&self, endpoints: &[&Endpoint]) {
        let _ = endpoints;
    }

    /// A peer has connected, and has proved who it is if it had to (`createContext`). What is returned stays with the
    /// connection. A peer that is turned away because the server is overloaded is no connection.
    fn create_context(&self, peer: &Peer, identity: Option<&Identity>) -> Option<ConnectionData> {
        let _ = (peer, identity);
        None
    }

    /// A call was read, and its handler runs next (`processContext`); `call` is the current context already. A call
    /// that needs no handler (an unknown method, malformed arguments) does not come here. A panic here is one in the
    /// handler.
    fn process_context(&self, call: &Context) {
        let _ = call;
    }

    /// The connection is over, for whatever reason (`deleteContext`): once for each
    /// [`create_context`](Self::create_context). Contexts that a handler has kept hold the data still.
    fn delete_context(&self, peer: &Peer, data: Option<ConnectionData>) {
        let _ = (peer, data);
    }
}
