//! Pools of blocking connections.

use crate::support::{Running, calculator::calculator::BlockingClient, processor};
use std::{
    io::Write as _,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};
use thriftwood::{
    ErrorKind, Result,
    client::{BlockingChannel, BlockingPool, ClientOptions, PoolOptions},
    server::ServerOptions,
    transport::{Endpoint, ListenOptions, Listener, TMemoryTransport, TTransport as _, memory},
};

type Pool = BlockingPool<TMemoryTransport>;

/// A pool, and the servers' ends of its connections.
fn pool(options: PoolOptions) -> (Pool, mpsc::Receiver<TMemoryTransport>) {
    let (connected, ends) = mpsc::channel();
    let connect = move || {
        let (here, there) = memory::pair();
        connected.send(there).unwrap();
        Ok(BlockingChannel::over(here, &ClientOptions::default()))
    };
    (BlockingPool::with(connect, options).unwrap(), ends)
}

fn at_once() -> PoolOptions {
    PoolOptions::default().with_wait_timeout(Some(Duration::ZERO))
}

#[test]
fn a_connection_is_used_again_and_there_are_never_too_many() {
    let (pool, ends) = pool(at_once().with_size(2));
    for _ in 0..3 {
        let _one = pool.get().unwrap();
        let _two = pool.get().unwrap();
        let none = pool.get().unwrap_err();
        assert!(matches!(none.kind(), ErrorKind::Timeout), "{none}");
        assert_eq!(pool.connections(), 2);
    }
    assert_eq!(ends.try_iter().count(), 2);
    let refused = BlockingPool::<TMemoryTransport>::with(|| unreachable!(), at_once().with_size(0));
    assert!(matches!(refused.unwrap_err().kind(), ErrorKind::Usage(_)));
}

#[test]
fn whoever_waits_gets_what_comes_back() {
    let (pool, _ends) = pool(PoolOptions::default().with_size(1).with_wait_timeout(None));
    let first = pool.get().unwrap();
    let waiting = {
        let pool = pool.clone();
        thread::spawn(move || pool.get().map(|_| pool.connections()))
    };
    drop(first);
    assert_eq!(waiting.join().unwrap().unwrap(), 1);
}

#[test]
fn a_connection_that_is_not_quiet_is_replaced() {
    let (pool, ends) = pool(at_once().with_size(1));
    drop(pool.get().unwrap());
    let mut first = ends.recv().unwrap();
    drop(pool.get().unwrap());
    assert!(ends.try_recv().is_err());
    // something that nobody asked for
    first.write_all(&[0]).unwrap();
    drop(pool.get().unwrap());
    let second = ends.recv().unwrap();
    // the end
    drop(second);
    drop(pool.get().unwrap());
    assert!(ends.try_recv().is_ok());
    assert_eq!(pool.connections(), 1);
}

#[test]
fn a_connection_that_failed_or_could_not_be_made_leaves_its_place_to_another() {
    let (pool, ends) = pool(at_once().with_size(1));
    let mut client = BlockingClient::new(pool.get().unwrap());
    drop(ends.recv().unwrap());
    client.add(1, 1).unwrap_err();
    drop(client);
    assert_eq!(pool.connections(), 0);

    let tries = Arc::new(AtomicUsize::new(0));
    let connect = {
        let tries = Arc::clone(&tries);
        move || -> Result<BlockingChannel<TMemoryTransport>> {
            tries.fetch_add(1, Ordering::Relaxed);
            Err(ErrorKind::Closed.into())
        }
    };
    let pool = BlockingPool::with(connect, at_once().with_size(1)).unwrap();
    for _ in 0..3 {
        assert!(matches!(pool.get().unwrap_err().kind(), ErrorKind::Closed));
        let error = BlockingClient::new(pool.clone()).add(1, 1).unwrap_err();
        assert!(!error.may_have_run());
    }
    assert_eq!((tries.load(Ordering::Relaxed), pool.connections()), (6, 0));
}

#[test]
fn what_lies_idle_for_too_long_is_not_used_again() {
    let (pool, ends) = pool(at_once().with_idle_timeout(Some(Duration::ZERO)));
    let (one, two) = (pool.get().unwrap(), pool.get().unwrap());
    drop((one, two));
    thread::sleep(Duration::from_millis(1));
    drop(pool.get().unwrap());
    assert_eq!((ends.try_iter().count(), pool.connections()), (3, 1));
}

#[test]
fn calls_over_sockets_and_a_server_that_comes_back() {
    let listen = |at: &Endpoint| Listener::bind(at, &ListenOptions::default()).unwrap();
    let listener = listen(&"127.0.0.1:0".parse().unwrap());
    let endpoint = listener.endpoint().clone();
    let running = Running::start(listener, processor(), ServerOptions::default());
    let pool = BlockingPool::new(&endpoint, &ClientOptions::default(), at_once()).unwrap();
    let mut client = BlockingClient::new(pool.clone());
    assert_eq!(client.add(1, 2).unwrap(), 3);
    assert_eq!(client.add(2, 2).unwrap(), 4);
    assert_eq!(pool.connections(), 1);
    running.stop();

    let running = Running::start(listen(&endpoint), processor(), ServerOptions::default());
    assert_eq!(client.add(3, 2).unwrap(), 5);
    assert_eq!(pool.connections(), 1);
    drop((client, pool));
    running.stop();

    let (mut here, _there) = memory::pair();
    assert!(here.is_quiet());
}
