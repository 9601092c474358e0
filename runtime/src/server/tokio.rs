//! A task for each connection, on a runtime with as many threads as one likes.

use super::{
    accept::accept_all,
    declare::declare_server,
    event_loop::{EventLoop, serve_accepted, serve_arrivals},
    hub::Hub,
    threads,
};
use crate::{Error, Result, TProcessor, transport::Listener};
use std::sync::Arc;
use tokio::{runtime::Builder, sync::mpsc::unbounded_channel, task::spawn_blocking};

declare_server! {
    /// Serves each connection in a task of a multi-threaded tokio runtime. Its threads share the work as it comes,
    /// whoever's it is; with hundreds of busy connections a thread, single calls may wait much longer than most
    /// ([`TThreadedSelectorServer`](super::TThreadedSelectorServer) is fairer). For services that live on tokio anyway:
    /// [`serve_async`](Self::serve_async) uses the runtime that is there.
    TTokioServer, serves by serve
}

impl<S: TProcessor> TTokioServer<S> {
    /// Serves on the tokio runtime that polls this, which must have its I/O and time drivers. Connections are accepted
    /// on one of its blocking threads.
    ///
    /// # Errors
    /// As [`TServer::serve`](super::TServer::serve).
    pub async fn serve_async(&self) -> Result<()> {
        self.hub.check()?;
        let (arrivals, arriving) = unbounded_channel();
        let (listeners, hub) = (Arc::clone(&self.listeners), Arc::clone(&self.hub));
        threads::probe(1)?;
        let accepting = spawn_blocking(move || {
            accept_all(&listeners, &hub, |admission, accepted| {
                // only a server that was cut off takes no more of them
                let _ = arrivals.send((admission, accepted));
            })
        });
        // this runtime goes on, so each connection looks out for the deadline itself
        let serve = |hub: Arc<Hub<S>>, admission, accepted| async move {
            let handle = hub.handle.clone();
            tokio::select! {
                () = serve_accepted(hub, admission, accepted) => {}
                () = handle.cut_off() => {}
            }
        };
        serve_arrivals(Arc::clone(&self.hub), arriving, serve).await;
        accepting.await.map_err(Error::other)?
    }
}

fn serve<S: TProcessor>(listeners: &[Listener], hub: &Arc<Hub<S>>) -> Result<()> {
    threads::probe(hub.options.selectors.get())?;
    let runtime = Builder::new_multi_thread()
        .worker_threads(hub.options.selectors.get())
        .enable_all()
        .build()?;
    let tasks = EventLoop::on(runtime, hub, serve_accepted)?;
    let accepted = accept_all(listeners, hub, |admission, accepted| {
        tasks.arrivals().hand((admission, accepted));
    });
    tasks.end();
    accepted
}
