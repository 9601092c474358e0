//! Servers: who runs which loop, where.
//!
//! ```no_run
//! # use thriftwood::{TProcessor, server::{Server, ServerModel, TServer as _}};
//! # fn main_with(calculator: impl TProcessor) -> thriftwood::Result<()> {
//! let server = Server::builder().model(ServerModel::Simple).bind(&"127.0.0.1:9090".parse()?, calculator)?;
//! let handle = server.handle(); // for whoever stops it
//! server.serve()
//! # }
//! ```

mod accept;
mod block_on;
mod blocking;
mod budget;
mod builder;
mod declare;
mod desk;
#[cfg(feature = "tokio")]
mod event_loop;
#[cfg(feature = "tokio")]
mod hsha;
mod hub;
#[cfg(feature = "tokio")]
mod loops;
mod model;
#[cfg(feature = "tokio")]
mod nonblocking;
mod options;
#[cfg(feature = "tokio")]
mod selector;
mod shutdown;
mod simple;
#[cfg(all(test, unix, feature = "tokio"))]
mod simulation;
mod thread_pool;
mod threaded;
mod threads;
#[cfg(feature = "tokio")]
mod tokio;
mod workers;

#[cfg(feature = "tokio")]
pub use self::tokio::TTokioServer;
pub(crate) use block_on::block_on;
pub use blocking::serve_blocking;
pub use builder::{Server, ServerBuilder};
use desk::Desk;
#[cfg(feature = "tokio")]
pub use hsha::THsHaServer;
pub use model::ServerModel;
#[cfg(feature = "tokio")]
pub use nonblocking::TNonblockingServer;
pub use options::{AcceptPolicy, Overload, ServerOptions, Timeouts, WorkerOptions};
#[cfg(feature = "tokio")]
pub use selector::TThreadedSelectorServer;
pub use shutdown::ServerHandle;
pub use simple::TSimpleServer;
pub use thread_pool::TThreadPoolServer;
pub use threaded::TThreadedServer;

use crate::{Result, transport::Endpoint};

/// What threads meet at. `tests/interleavings` has others in its place.
mod sync {
    pub(super) use std::sync::{
        Condvar, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    };
}

/// A server with its listener and its service (Thrift's `TServer`).
pub trait TServer: Send + Sync {
    /// Serves until somebody [stops](ServerHandle::stop) it, and the last peer is served.
    ///
    /// # Errors
    /// The listener is broken. What goes wrong with one peer is logged, and concerns nobody else.
    fn serve(&self) -> Result<()>;

    /// Where it listens, in the order of its listeners; of port 0, the port that was given.
    fn endpoints(&self) -> Vec<&Endpoint>;

    /// Stops it from elsewhere.
    fn handle(&self) -> ServerHandle;
}
