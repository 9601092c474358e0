//! Several event loops for all bytes, and worker threads for all handlers.

use super::{declare::declare_server, hub::Hub, loops::serve_on_loops};
use crate::{Result, TProcessor, transport::Listener};
use std::sync::Arc;

declare_server! {
    /// Deals connections out to several event loops, and runs handlers on worker threads (Thrift's
    /// `TThreadedSelectorServer`). With no workers, handlers run on the loops: they must not block then, and nothing
    /// crosses threads; each loop is what [`TNonblockingServer`](super::TNonblockingServer) has one of. For thousands of
    /// peers on many processors.
    TThreadedSelectorServer, serves by serve
}

fn serve<S: TProcessor>(listeners: &[Listener], hub: &Arc<Hub<S>>) -> Result<()> {
    let (loops, workers) = (hub.options.selectors.get(), hub.options.workers.threads);
    serve_on_loops(listeners, hub, loops, workers)
}
