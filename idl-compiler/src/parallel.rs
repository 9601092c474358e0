//! Work that threads share, and whose results come back in order.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread::{available_parallelism, scope};

/// What `work` makes of each of the jobs, in the jobs' order.
pub(crate) fn map<J: Sync, R: Send>(jobs: &[J], work: impl Fn(&J) -> R + Sync) -> Vec<R> {
    let mut results = Vec::with_capacity(jobs.len());
    each(jobs, work, |result| results.push(result));
    results
}

/// Hands on what `work` makes of each of the jobs, in the jobs' order and as soon as it is there, so that what a result
/// takes of memory can be used again. One job is done on the spot.
pub(crate) fn each<J: Sync, R: Send>(
    jobs: &[J],
    work: impl Fn(&J) -> R + Sync,
    mut take: impl FnMut(R),
) {
    let threads = available_parallelism().map_or(1, NonZero::get);
    let others = threads.min(jobs.len()).saturating_sub(1);
    if others == 0 {
        return jobs.iter().map(work).for_each(take);
    }
    let next = AtomicUsize::new(0);
    let turn = || {
        let index = next.fetch_add(1, Ordering::Relaxed);
        Some((index, work(jobs.get(index)?)))
    };
    scope(|scope| {
        let (sender, results) = mpsc::channel();
        let others: Vec<_> = (0..others)
            .map(|_| {
                let sender = sender.clone();
                // The receiver is there until all are done.
                scope.spawn(move || while turn().is_some_and(|done| sender.send(done).is_ok()) {})
            })
            .collect();
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut due = 0;
        let mut arrived = |(index, result)| {
            waiting.insert(index, result);
            while let Some(result) = waiting.remove(&due) {
                take(result);
                due += 1;
            }
        };
        while let Some(done) = turn() {
            arrived(done);
            results.try_iter().for_each(&mut arrived);
        }
        results.iter().for_each(&mut arrived);
        for other in others {
            other.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
    });
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::Duration;

    use super::map;

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        let jobs: Vec<usize> = (0..1000).collect();
        let doubled = map(&jobs, |job| 2 * job);
        assert_eq!(doubled, (0..1000).map(|job| 2 * job).collect::<Vec<_>>());
        assert!(map(&[], |job: &usize| *job).is_empty());
    }

    #[test]
    fn a_result_that_is_late_holds_up_those_behind_it() {
        let jobs: Vec<u64> = (0..100).collect();
        let main = thread::current().id();
        let same = map(&jobs, |job| {
            let late = thread::current().id() != main;
            thread::sleep(Duration::from_micros(if late { 2000 } else { 200 }));
            *job
        });
        assert_eq!(same, jobs);
    }

    #[test]
    fn a_panic_arrives() {
        let jobs: Vec<usize> = (0..100).collect();
        let outcome = std::panic::catch_unwind(|| map(&jobs, |job| assert_ne!(*job, 50)));
        assert!(outcome.is_err());
    }
}
