//! One event loop that does everything.

use super::{declare::declare_server, hub::Hub, loops::serve_on_loops};
use crate::{Result, TProcessor, transport::Listener};
use std::sync::Arc;

declare_server! {
    /// Serves all connections on one event loop, handlers included (Thrift's `TNonblockingServer`). A handler that awaits
    /// lets the others run; one that blocks its thread holds up everybody. For many peers and short handlers.
    TNonblockingServer, serves by serve
}

fn serve<S: TProcessor>(listeners: &[Listener], hub: &Arc<Hub<S>>) -> Result<()> {
    serve_on_loops(listeners, hub, 1, 0)
}
