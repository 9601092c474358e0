//! One connection after the other.

use super::{accept::accept_all, blocking::serve_connection, declare::declare_server, hub::Hub};
use crate::{Result, TProcessor, transport::Listener};
use std::sync::{Arc, Mutex, PoisonError};

declare_server! {
    /// Serves one connection at a time, on the thread that calls [`serve`](super::TServer::serve) (Thrift's
    /// `TSimpleServer`). Others wait in the listener's backlog. For tests, tools and services with one client.
    TSimpleServer, serves by serve
}

fn serve<S: TProcessor>(listeners: &[Listener], hub: &Arc<Hub<S>>) -> Result<()> {
    let turn = Mutex::new(());
    accept_all(listeners, hub, |admission, accepted| {
        let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
        serve_connection(hub, admission, accepted);
    })
}
