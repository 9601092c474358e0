//! New connections on their way to an event loop.

use super::super::{hub::Hub, shutdown::Admission, threads::none_left};
use crate::{TProcessor, transport::Accepted};
use std::{future::Future, io, sync::Arc, thread};
use tokio::{
    runtime::{Builder, Handle, Runtime},
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};

/// A connection, and its place in the count.
pub(in super::super) type Arrival = (Admission, Accepted);

/// Serves every connection that arrives, in a task of its own, until no more can arrive and the last one is over, or
/// until the deadline of a stop: whatever still runs then is the runtime's to drop.
pub(in super::super) async fn serve_arrivals<
    S: TProcessor,
    F: Future<Output = ()> + Send + 'static,
>(
    hub: Arc<Hub<S>>,
    mut arrivals: UnboundedReceiver<Arrival>,
    serve: impl Fn(Arc<Hub<S>>, Admission, Accepted) -> F,
) {
    let handle = hub.handle.clone();
    let serving = async {
        // nothing is ever sent: every connection holds a sender, so it ends with the last of them
        let (present, mut over) = unbounded_channel();
        while let Some((admission, accepted)) = arrivals.recv().await {
            let admission = admission.present(present.clone());
            tokio::spawn(serve(Arc::clone(&hub), admission, accepted));
        }
        drop(present);
        over.recv().await;
    };
    tokio::select! {
        () = serving => {}
        () = handle.cut_off() => {}
    }
}

/// The way to an event loop.
#[derive(Clone, Debug)]
pub(in super::super) struct Arrivals(UnboundedSender<Arrival>);

impl Arrivals {
    /// Hands a connection over. A loop that has ended closes it.
    pub(in super::super) fn hand(&self, arrival: Arrival) {
        let _ = self.0.send(arrival);
    }
}

/// A thread with an event loop.
#[derive(Debug)]
pub(in super::super) struct EventLoop {
    arrivals: Arrivals,
    runtime: Handle,
    thread: thread::JoinHandle<()>,
}

impl EventLoop {
    /// Starts one.
    ///
    /// # Errors
    /// The system has no thread or no descriptor for it.
    pub(in super::super) fn start<S: TProcessor, F: Future<Output = ()> + Send + 'static>(
        hub: &Arc<Hub<S>>,
        serve: impl Fn(Arc<Hub<S>>, Admission, Accepted) -> F + Send + 'static,
    ) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        Self::on(runtime, hub, serve)
    }

    /// The same on a runtime of any kind.
    ///
    /// # Errors
    /// The system has no thread for it.
    pub(in super::super) fn on<S: TProcessor, F: Future<Output = ()> + Send + 'static>(
        runtime: Runtime,
        hub: &Arc<Hub<S>>,
        serve: impl Fn(Arc<Hub<S>>, Admission, Accepted) -> F + Send + 'static,
    ) -> io::Result<Self> {
        let (arrivals, arriving) = unbounded_channel();
        let (hub, handle) = (Arc::clone(hub), runtime.handle().clone());
        let run = move || {
            runtime.block_on(serve_arrivals(hub, arriving, serve));
            // a handler that blocks is not waited for
            runtime.shutdown_background();
        };
        let thread = thread::Builder::new()
            .name("event loop".to_owned())
            .spawn(run)
            .map_err(|error| none_left(&error))?;
        Ok(Self {
            arrivals: Arrivals(arrivals),
            runtime: handle,
            thread,
        })
    }

    /// The way to it.
    pub(in super::super) fn arrivals(&self) -> &Arrivals {
        &self.arrivals
    }

    /// Its runtime, whose timers and sockets other threads may use too.
    pub(in super::super) fn runtime(&self) -> &Handle {
        &self.runtime
    }

    /// Waits until its last connection is over.
    pub(in super::super) fn end(self) {
        drop(self.arrivals);
        // a panic has been reported already, on that thread
        let _ = self.thread.join();
    }
}
