//! A task for each connection, on a runtime with as many threads as one likes.

use super::{
    ServerHandle, ServerOptions, TServer,
    accept::accept_all,
    event_loop::{EventLoop, serve_accepted, serve_arrivals},
    hub::Hub,
};
use crate::{
    Error, Result, TProcessor,
    transport::{Endpoint, Listener},
};
use std::sync::Arc;
use tokio::{runtime::Builder, sync::mpsc::unbounded_channel, task::spawn_blocking};

/// Serves each connection in a task of a multi-threaded tokio runtime. Its threads share the work as it comes, whoever's
/// it is; with hundreds of busy connections a thread, single calls may wait much longer than most
/// ([`TThreadedSelectorServer`](super::TThreadedSelectorServer) is fairer). For services that live on tokio anyway:
/// [`serve_async`](Self::serve_async) uses the runtime that is there.
#[derive(Debug)]
pub struct TTokioServer<S> {
    listeners: Arc<[Listener]>,
    hub: Arc<Hub<S>>,
}

impl<S: TProcessor> TTokioServer<S> {
    /// A server that is ready to serve; peers may connect from now on, and wait.
    pub fn new(listeners: Vec<Listener>, service: S, options: ServerOptions) -> Self {
        let hub = Hub::new(&listeners, service, options);
        let listeners = listeners.into();
        Self { listeners, hub }
    }

    /// Serves on the tokio runtime that polls this, which must have its I/O and time drivers. Connections are accepted
    /// on one of its blocking threads.
    ///
    /// # Errors
    /// As [`TServer::serve`].
    pub async fn serve_async(&self) -> Result<()> {
        self.hub.check()?;
        let (arrivals, arriving) = unbounded_channel();
        let (listeners, hub) = (Arc::clone(&self.listeners), Arc::clone(&self.hub));
        let accepting = spawn_blocking(move || {
            accept_all(&listeners, &hub, |admission, accepted| {
                // only a server that was cut off takes no more of them
                let _ = arrivals.send((admission, accepted));
            })
        });
        serve_arrivals(Arc::clone(&self.hub), arriving, serve_accepted).await;
        accepting.await.map_err(Error::other)?
    }
}

impl<S: TProcessor> TServer for TTokioServer<S> {
    fn serve(&self) -> Result<()> {
        self.hub.check()?;
        let threads = self.hub.options.selectors.get();
        let runtime = Builder::new_multi_thread()
            .worker_threads(threads)
            .enable_all()
            .build()?;
        let tasks = EventLoop::on(runtime, &self.hub, serve_accepted)?;
        let accepted = accept_all(&self.listeners, &self.hub, |admission, accepted| {
            tasks.arrivals().hand((admission, accepted));
        });
        tasks.end();
        accepted
    }

    fn endpoints(&self) -> Vec<&Endpoint> {
        self.listeners.iter().map(Listener::endpoint).collect()
    }

    fn handle(&self) -> ServerHandle {
        self.hub.handle.clone()
    }
}
