//! The queue: every job is taken once, and nobody sleeps while there is something to do.

use super::workers::queue::Queue;
use crate::in_every_order;
use loom::{future::block_on, thread};
use std::{
    future::poll_fn,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// Takes jobs until the queue is closed. Returns their sum.
fn take_all(queue: &Queue<usize>) -> usize {
    let mut sum = 0;
    while let Some(job) = queue.pop() {
        sum += job;
    }
    sum
}

#[test]
fn two_workers_take_what_comes_and_go_home_when_it_is_closed() {
    in_every_order(2, || {
        let queue = Arc::new(Queue::new(3));
        let workers = [(); 2].map(|()| {
            let queue = Arc::clone(&queue);
            thread::spawn(move || take_all(&queue))
        });
        for job in [1, 10, 100] {
            assert_eq!(queue.push(job), Ok(()));
        }
        queue.close();
        let sums = workers.map(|worker| worker.join().unwrap());
        assert_eq!(sums.iter().sum::<usize>(), 111);
    });
}

#[test]
fn whoever_is_woken_wakes_the_next_when_there_is_more() {
    in_every_order(2, || {
        let queue = Arc::new(Queue::new(2));
        let met = Arc::new((loom::sync::Mutex::new(0), loom::sync::Condvar::new()));
        let workers = [(); 2].map(|()| {
            let (queue, met) = (Arc::clone(&queue), Arc::clone(&met));
            // a job that takes until another runs beside it
            thread::spawn(move || {
                queue.pop();
                let mut here = met.0.lock().unwrap();
                *here += 1;
                met.1.notify_all();
                while *here < 2 {
                    here = met.1.wait(here).unwrap();
                }
            })
        });
        assert_eq!((queue.push(()), queue.push(())), (Ok(()), Ok(())));
        for worker in workers {
            worker.join().unwrap();
        }
    });
}

#[test]
fn threads_and_tasks_wait_for_room_and_get_it() {
    in_every_order(2, || {
        let queue = Arc::new(Queue::new(1));
        let pushed = {
            let queue = Arc::clone(&queue);
            thread::spawn(move || {
                queue.push_when_there_is_room(1).unwrap();
                queue.push_when_there_is_room(10).unwrap();
            })
        };
        let tasks = {
            let (queue, made) = (Arc::clone(&queue), AtomicUsize::new(0));
            thread::spawn(move || {
                let job = || 100 + made.fetch_add(1, Ordering::Relaxed);
                block_on(poll_fn(|task| queue.poll_push(task, job)));
            })
        };
        let sum = (0..3).filter_map(|_| queue.pop()).sum::<usize>();
        assert_eq!(sum, 111);
        pushed.join().unwrap();
        tasks.join().unwrap();
        queue.close();
        assert_eq!(queue.pop(), None);
    });
}
