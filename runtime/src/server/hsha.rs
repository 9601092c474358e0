//! One event loop for all bytes, and worker threads for all handlers.

use super::{declare::declare_server, hub::Hub, loops::serve_on_loops};
use crate::{Result, TProcessor, transport::Listener};
use std::sync::Arc;

declare_server! {
    /// Reads and frames on one event loop, and runs handlers on worker threads (Thrift's `THsHaServer`, half-sync and
    /// half-async). Handlers may block: as many at once as there are workers. The calls of one connection run one after
    /// the other, unless `in_flight` allows more.
    THsHaServer, serves by serve
}

fn serve<S: TProcessor>(listeners: &[Listener], hub: &Arc<Hub<S>>) -> Result<()> {
    serve_on_loops(listeners, hub, 1, hub.options.workers.threads.max(1))
}
