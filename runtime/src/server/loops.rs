//! Event loops with worker threads or without: what the models that have them differ in is how many of each.

use super::{
    AcceptPolicy,
    accept::accept_all,
    event_loop::{EventLoop, Job, hand_over, serve_accepted},
    hub::Hub,
    threads,
    workers::Queue,
};
use crate::{Result, TProcessor, transport::Listener};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// Serves on so many loops, one at least. Handlers run on so many worker threads, or on the loops if there are none.
pub(super) fn serve_on_loops<S: TProcessor>(
    listeners: &[Listener],
    hub: &Arc<Hub<S>>,
    loops: usize,
    workers: usize,
) -> Result<()> {
    if workers == 0 {
        let start = |_| EventLoop::start(hub, serve_accepted);
        let loops = (0..loops.max(1)).map(start).collect::<Result<_, _>>()?;
        return serve_each(listeners, hub, loops, None);
    }
    let queue = Arc::new(Queue::counted(
        hub.options.workers.queue,
        hub.observer.counters.queued(),
    ));
    let start = |_| {
        let queue = Arc::clone(&queue);
        EventLoop::start(hub, move |hub, admission, accepted| {
            hand_over(hub, Arc::clone(&queue), admission, accepted)
        })
    };
    let loops: Vec<_> = (0..loops.max(1)).map(start).collect::<Result<_, _>>()?;
    let served = start_workers(workers, &loops, &queue)
        .and_then(|()| serve_each(listeners, hub, loops, Some(&queue)));
    // those that have started end with it, also where there are no threads for the others
    queue.close();
    served
}

/// Starts so many workers. Those of a loop may use its timers and its sockets.
fn start_workers<S: TProcessor>(
    workers: usize,
    loops: &[EventLoop],
    queue: &Arc<Queue<Job<S>>>,
) -> Result<()> {
    for index in 0..workers {
        let queue = Arc::clone(queue);
        let _runtime = loops[index % loops.len()].runtime().enter(); // invariant: there is at least one loop
        threads::start("worker", move || {
            while let Some(job) = queue.pop() {
                job.run(&queue);
            }
        })?;
    }
    Ok(())
}

/// Deals connections out to the loops in turn.
fn serve_each<S: TProcessor>(
    listeners: &[Listener],
    hub: &Hub<S>,
    loops: Vec<EventLoop>,
    queue: Option<&Queue<Job<S>>>,
) -> Result<()> {
    let turn = AtomicUsize::new(0);
    let fairly = queue.filter(|_| hub.options.accept_policy == AcceptPolicy::Fair);
    let accepted = accept_all(listeners, hub, |admission, accepted| {
        let turn = turn.fetch_add(1, Ordering::Relaxed);
        let arrivals = loops[turn % loops.len()].arrivals(); // invariant: there is at least one loop
        let arrival = (admission, accepted);
        match fairly {
            None => arrivals.hand(arrival),
            // it is closed only when nobody accepts any more
            Some(queue) => {
                let welcome = Job::Welcome(Box::new((arrivals.clone(), arrival)));
                drop(queue.push_when_there_is_room(welcome));
            }
        }
    });
    loops.into_iter().for_each(EventLoop::end);
    accepted
}
