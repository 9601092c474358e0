//! Work that threads share, and whose results come back in order.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{available_parallelism, scope};

/// What `work` makes of each of the jobs, in the jobs' order. One job is done on the spot.
pub(crate) fn map<J: Sync, R: Send>(jobs: &[J], work: impl Fn(&J) -> R + Sync) -> Vec<R> {
    if jobs.len() < 2 {
        return jobs.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let take_turns = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(index) else {
                return done;
            };
            done.push((index, work(job)));
        }
    };
    let threads = available_parallelism().map_or(1, NonZero::get);
    let mut done = scope(|scope| {
        let others: Vec<_> = (1..threads.min(jobs.len()))
            .map(|_| scope.spawn(take_turns))
            .collect();
        let mut done = take_turns();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::map;

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        let jobs: Vec<usize> = (0..1000).collect();
        let doubled = map(&jobs, |job| 2 * job);
        assert_eq!(doubled, (0..1000).map(|job| 2 * job).collect::<Vec<_>>());
        assert!(map(&[], |job: &usize| *job).is_empty());
    }

    #[test]
    fn a_panic_arrives() {
        let jobs: Vec<usize> = (0..100).collect();
        let outcome = std::panic::catch_unwind(|| map(&jobs, |job| assert_ne!(*job, 50)));
        assert!(outcome.is_err());
    }
}
