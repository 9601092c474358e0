//! A fixed number of threads, each with one connection at a time.

use super::{
    Overload, ServerHandle, ServerOptions, TServer,
    accept::accept_all,
    blocking::{refuse_connection, serve_connection},
    hub::Hub,
    shutdown::Admission,
    threads,
    workers::Queue,
};
use crate::{
    Result, TProcessor,
    transport::{Accepted, Endpoint, Listener},
};
use std::sync::Arc;

/// Serves as many connections at once as it has threads (Thrift's `TThreadPoolServer`): a worker belongs to its peer
/// until that one leaves. Further peers wait in a queue; [`Overload`] says what happens when it is full. Handlers may
/// block.
#[derive(Debug)]
pub struct TThreadPoolServer<S> {
    listeners: Vec<Listener>,
    hub: Arc<Hub<S>>,
}

/// A peer that waits for a worker.
type Waiting = (Admission, Accepted);

impl<S: TProcessor> TThreadPoolServer<S> {
    /// A server that is ready to [`serve`](TServer::serve); peers may connect from now on, and wait.
    pub fn new(listeners: Vec<Listener>, service: S, options: ServerOptions) -> Self {
        let hub = Hub::new(&listeners, service, options);
        Self { listeners, hub }
    }

    fn start_workers(&self, queue: &Arc<Queue<Waiting>>) -> Result<()> {
        for _ in 0..self.hub.options.workers.threads.max(1) {
            let (hub, queue) = (Arc::clone(&self.hub), Arc::clone(queue));
            threads::start("worker", move || {
                while let Some((admission, accepted)) = queue.pop() {
                    serve_connection(&hub, admission, accepted);
                }
            })?;
        }
        Ok(())
    }

    fn take_on(&self, queue: &Queue<Waiting>, turned_away: &Queue<Waiting>, waiting: Waiting) {
        let overload = self.hub.options.workers.overload;
        if overload == Overload::Wait {
            // it is closed only when nobody accepts any more
            drop(queue.push_when_there_is_room(waiting));
        } else if let Err(waiting) = queue.push(waiting) {
            tracing::warn!(%overload, "the queue of connections is full");
            self.hub.observer.counters.refused();
            if overload == Overload::Refuse {
                // a queue that is full in its turn closes the connection
                drop(turned_away.push(waiting));
            }
        }
    }
}

impl<S: TProcessor> TServer for TThreadPoolServer<S> {
    fn serve(&self) -> Result<()> {
        self.hub.check()?;
        let queue = Arc::new(Queue::counted(
            self.hub.options.workers.queue,
            self.hub.observer.counters.queued(),
        ));
        let turned_away = Arc::new(Queue::new(self.hub.options.workers.queue));
        self.start_workers(&queue)?;
        let (hub, refused) = (Arc::clone(&self.hub), Arc::clone(&turned_away));
        threads::start("refusals", move || {
            while let Some((admission, accepted)) = refused.pop() {
                refuse_connection(&hub, admission, accepted);
            }
        })?;
        let accepted = accept_all(&self.listeners, &self.hub, |admission, accepted| {
            self.take_on(&queue, &turned_away, (admission, accepted));
        });
        queue.close();
        turned_away.close();
        self.hub.handle.wait_for_the_last();
        accepted
    }

    fn endpoints(&self) -> Vec<&Endpoint> {
        self.listeners.iter().map(Listener::endpoint).collect()
    }

    fn handle(&self) -> ServerHandle {
        self.hub.handle.clone()
    }
}
