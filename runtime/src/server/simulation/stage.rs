//! Worker threads, of which one runs at a time.

use super::service::Service;
use crate::server::{event_loop::Job, workers::Queue};
use std::{
    cell::RefCell,
    sync::mpsc::{Receiver, Sender, channel},
    thread::{self, JoinHandle},
    time::Duration,
};

/// What a worker says before it stops.
#[derive(Debug)]
enum Stop {
    /// A handler waits.
    InHandler,
    /// The job is done.
    Done,
}

thread_local! {
    /// Of a worker's thread.
    static STAGE: RefCell<Option<(Sender<Stop>, Receiver<()>)>> = const { RefCell::new(None) };
}

/// Stops here, in a handler, until the simulation lets it go on.
pub(super) fn wait() {
    STAGE.with_borrow(|stage| {
        let (stops, go) = stage.as_ref().unwrap();
        stops.send(Stop::InHandler).unwrap();
        go.recv().unwrap();
    });
}

/// A worker.
pub(super) struct Worker {
    jobs: Sender<Job<Service>>,
    go: Sender<()>,
    stops: Receiver<Stop>,
    pub(super) standing: Standing,
    thread: JoinHandle<()>,
}

/// What a worker does while the others run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Idle,
    InHandler,
}

impl Worker {
    pub(super) fn start() -> Self {
        let (jobs, take) = channel::<Job<Service>>();
        let (go, gone) = channel();
        let (stop, stops) = channel();
        let runtime = tokio::runtime::Handle::current();
        let thread = thread::spawn(move || {
            let _entered = runtime.enter();
            // nobody else waits for this worker
            let nobody = Queue::new(1);
            STAGE.set(Some((stop.clone(), gone)));
            while let Ok(job) = take.recv() {
                job.run(&nobody);
                stop.send(Stop::Done).unwrap();
            }
        });
        Self {
            jobs,
            go,
            stops,
            standing: Standing::Idle,
            thread,
        }
    }

    /// Gives it a job, and lets it run until it stops.
    pub(super) fn take(&mut self, job: Job<Service>) {
        self.jobs.send(job).unwrap();
        self.run();
    }

    /// Lets its handler end, and it run until it stops again.
    pub(super) fn go_on(&mut self) {
        self.go.send(()).unwrap();
        self.run();
    }

    fn run(&mut self) {
        // far longer than anything takes that is not blocked
        let stop = self.stops.recv_timeout(Duration::from_mins(1));
        self.standing = match stop.expect("a worker stops") {
            Stop::InHandler => Standing::InHandler,
            Stop::Done => Standing::Idle,
        };
    }

    pub(super) fn end(self) {
        drop(self.jobs);
        self.thread.join().unwrap();
    }
}
