//! Being told what a server does: hooks for each connection and each call.
//!
//! Nothing here takes part in serving: a hook can note, count and refuse nothing. Where none is set, it costs a branch.

mod call_events;
mod observer;
mod server_events;
mod watch;

pub use call_events::{CallData, CallEvent, TProcessorEventHandler};
pub use observer::EventHandlers;
pub(crate) use observer::{Observer, Opened, Reading};
pub use server_events::{ConnectionData, TServerEventHandler};
pub(crate) use watch::Watch;
