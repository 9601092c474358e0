//! A fixed number of threads, each with one connection at a time.

use super::{
    Overload,
    accept::accept_all,
    blocking::{refuse_connection, serve_connection},
    declare::declare_server,
    hub::Hub,
    shutdown::Admission,
    threads,
    workers::Queue,
};
use crate::{
    Result, TProcessor,
    transport::{Accepted, Listener},
};
use std::sync::Arc;

declare_server! {
    /// Serves as many connections at once as it has threads (Thrift's `TThreadPoolServer`): a worker belongs to its peer
    /// until that one leaves. Further peers wait in a queue; [`Overload`] says what happens when it is full. Handlers may
    /// block.
    TThreadPoolServer, serves by serve
}

/// A peer that waits for a worker.
type Waiting = (Admission, Accepted);

/// A worker's way with a peer.
type Serve<S> = fn(&Hub<S>, Admission, Accepted);

fn serve<S: TProcessor>(listeners: &[Listener], hub: &Arc<Hub<S>>) -> Result<()> {
    let options = &hub.options.workers;
    let queue = Queue::counted(options.queue, hub.observer.counters.queued());
    let (queue, turned_away) = (Arc::new(queue), Arc::new(Queue::new(options.queue)));
    let served = start_workers(hub, &queue, &turned_away).and_then(|()| {
        accept_all(listeners, hub, |admission, accepted| {
            take_on(hub, &queue, &turned_away, (admission, accepted));
        })
    });
    queue.close();
    turned_away.close();
    hub.handle.wait_for_the_last();
    served
}

fn start_workers<S: TProcessor>(
    hub: &Arc<Hub<S>>,
    queue: &Arc<Queue<Waiting>>,
    turned_away: &Arc<Queue<Waiting>>,
) -> Result<()> {
    for _ in 0..hub.options.workers.threads.max(1) {
        start_worker("worker", hub, queue, serve_connection)?;
    }
    start_worker("refusals", hub, turned_away, refuse_connection)
}

fn start_worker<S: TProcessor>(
    name: &str,
    hub: &Arc<Hub<S>>,
    queue: &Arc<Queue<Waiting>>,
    serve: Serve<S>,
) -> Result<()> {
    let (hub, queue) = (Arc::clone(hub), Arc::clone(queue));
    threads::start(name, move || {
        while let Some((admission, accepted)) = queue.pop() {
            serve(&hub, admission, accepted);
        }
    })?;
    Ok(())
}

fn take_on<S: TProcessor>(
    hub: &Hub<S>,
    queue: &Queue<Waiting>,
    turned_away: &Queue<Waiting>,
    waiting: Waiting,
) {
    let overload = hub.options.workers.overload;
    if overload == Overload::Wait {
        // it is closed only when nobody accepts any more
        drop(queue.push_when_there_is_room(waiting));
    } else if let Err(waiting) = queue.push(waiting) {
        tracing::warn!(%overload, "the queue of connections is full");
        hub.observer.counters.refused();
        if overload == Overload::Refuse {
            // a queue that is full in its turn closes the connection
            drop(turned_away.push(waiting));
        }
    }
}
