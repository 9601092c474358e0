//! Being told what a server does: hooks for each connection and each call, counters, and a trace.
//!
//! Nothing here takes part in serving: a hook can refuse nothing and change nothing. Where none is set, it costs a
//! branch. Counters are always kept; they cost the calls that arrive together two looks at the clock and a few additions,
//! and no lock.
//!
//! Each call has a span `call` (`tracing`, at debug level), inside its connection's, with the fields `service`, `method`,
//! `sequence` and `peer`, and at its end `outcome` and `duration`, the latter as `Duration` is written for debugging.
//!
//! All this is about servers with connections, of whichever model. The calls of
//! [`UdpServer`](crate::datagram::UdpServer), of replayed logs and of [`serve_blocking`](crate::server::serve_blocking)
//! have their spans, and no hooks and no counters.

mod call_events;
mod counters;
mod metrics;
mod observer;
mod server_events;
mod tally;
mod watch;

pub use call_events::{CallData, CallEvent, TProcessorEventHandler};
pub(crate) use counters::{Counters, Running};
pub(crate) use metrics::Outcome;
pub use metrics::{Latency, Metrics};
pub use observer::EventHandlers;
pub(crate) use observer::{Observer, Opened, Reading};
pub use server_events::{ConnectionData, TServerEventHandler};
pub(crate) use tally::Tally;
pub(crate) use watch::Watch;
