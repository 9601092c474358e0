//! The queue under real threads.

use super::Queue;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

#[test]
fn every_job_is_taken_once_and_none_is_left_when_it_is_closed() {
    let queue = Arc::new(Queue::new(8));
    let sum = Arc::new(AtomicUsize::new(0));
    let take = || {
        let (queue, sum) = (Arc::clone(&queue), Arc::clone(&sum));
        thread::spawn(move || {
            while let Some(job) = queue.pop() {
                sum.fetch_add(job, Ordering::Relaxed);
            }
        })
    };
    let takers: Vec<_> = (0..4).map(|_| take()).collect();
    for job in 1..=10_000 {
        queue.push_when_there_is_room(job).unwrap();
    }
    queue.close();
    for taker in takers {
        taker.join().unwrap();
    }
    assert_eq!(sum.load(Ordering::Relaxed), 10_000 * 10_001 / 2);
}

#[cfg(feature = "tokio")]
#[test]
fn a_job_that_is_not_done_goes_behind_those_that_wait() {
    let queue = Queue::new(2);
    assert_eq!((queue.has_jobs(), queue.exchange(1)), (false, 1));
    assert_eq!((queue.push(2), queue.push(3)), (Ok(()), Ok(())));
    assert_eq!((queue.has_jobs(), queue.exchange(1)), (true, 2));
    queue.close();
    assert_eq!(
        (queue.pop(), queue.pop(), queue.pop()),
        (Some(3), Some(1), None)
    );
}

#[test]
fn a_full_queue_gives_the_job_back_and_so_does_a_closed_one() {
    let queue = Queue::new(2);
    assert_eq!(
        (queue.push(1), queue.push(2), queue.push(3)),
        (Ok(()), Ok(()), Err(3))
    );
    queue.close();
    assert_eq!(queue.push_when_there_is_room(4), Err(4));
    assert_eq!(
        (queue.pop(), queue.pop(), queue.pop()),
        (Some(1), Some(2), None)
    );
}
