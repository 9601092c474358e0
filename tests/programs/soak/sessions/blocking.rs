//! Blocking clients: one connection and some calls, a pool and some threads, too little time, and a cut in the middle.

use std::thread;
use std::time::Duration;

use fastrand::Rng;
use thriftwood::Error;
use thriftwood::client::{BlockingChannel, BlockingPool, Channel, PoolOptions};
use thriftwood::server::ServerModel;

use super::scissors::Scissors;
use super::{Ended, Traffic, is_late, never};
use crate::calls::{self, Unanswered};
use crate::now::{Now, now};
use crate::target::{PATIENCE, Route};

pub(super) fn session(traffic: &Traffic<'_>, token: &str, draw: &mut Rng) -> Ended {
    match draw.u8(..100) {
        0..75 => alone(traffic, token, draw),
        75..85 => pooled(traffic, draw),
        85..93 => impatient(traffic, draw),
        _ => cut(traffic, draw),
    }
}

/// Some calls, and many now and then, over one connection.
fn alone(traffic: &Traffic<'_>, token: &str, draw: &mut Rng) -> Ended {
    let channel = Now::new(connect(traffic, &traffic.target.route(draw))?);
    for _ in 0..length(traffic, draw) {
        let answered = match draw.u8(..20) {
            0 => now(calls::oneway(&channel, token, draw)),
            _ => now(calls::any(&channel, draw)),
        };
        traffic.count(answered, never)?;
        if traffic.is_over() {
            break;
        }
    }
    // half of them leave without a good-bye
    if draw.bool() {
        channel.with(|channel| channel.call_oneway("fire", &fire(token)))?;
    }
    Ok(())
}

/// A oneway call that nobody waits for, and that changes nothing.
fn fire(token: &str) -> generated::interop::interop::FireArgs {
    let token = token.to_owned();
    generated::interop::interop::FireArgs { token, n: 0 }
}

/// How many calls a session makes.
fn length(traffic: &Traffic<'_>, draw: &mut Rng) -> u32 {
    match draw.u8(..20) {
        // who is served alone keeps everybody waiting
        0 if traffic.target.model != ServerModel::Simple => draw.u32(..3000),
        0..5 => draw.u32(..200),
        _ => draw.u32(..20),
    }
}

/// Some threads with fewer connections.
fn pooled(traffic: &Traffic<'_>, draw: &mut Rng) -> Ended {
    let route = traffic.target.route(draw);
    let size = draw.usize(1..=traffic.target.most_at_once());
    let options = PoolOptions::default()
        .with_size(size)
        .with_wait_timeout(Some(PATIENCE));
    let pool = BlockingPool::new(&route.endpoint, &route.options, options)?;
    let ended = in_threads(traffic, &pool, draw, never);
    (0..pool.connections()).for_each(|_| traffic.tally.connections.one_more());
    ended
}

/// Half as many threads again as connections, with some calls each.
fn in_threads<T: thriftwood::transport::TTransport>(
    traffic: &Traffic<'_>,
    pool: &BlockingPool<T>,
    draw: &mut Rng,
    explains: fn(&Error) -> bool,
) -> Ended {
    thread::scope(|scope| {
        let threads: Vec<_> = (0..draw.u8(2..=4))
            .map(|_| {
                let (pool, mut draw) = (pool.clone(), draw.fork());
                scope.spawn(move || {
                    for _ in 0..draw.u32(..40) {
                        let channel = Now::new(pool.clone());
                        let answered = now(calls::any(&channel, &mut draw));
                        traffic.count(answered, explains)?;
                    }
                    Ok(())
                })
            })
            .collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().expect("no worker panics"))
    })
}

/// Calls that have too little time, some of them.
fn impatient(traffic: &Traffic<'_>, draw: &mut Rng) -> Ended {
    let mut route = traffic.target.route(draw);
    let patience = Duration::from_micros(draw.u64(50..20_000));
    route.options.call_timeout = Some(patience);
    let channel = Now::new(connect(traffic, &route)?);
    for _ in 0..draw.u32(1..20) {
        traffic.count(now(calls::any(&channel, draw)), is_late)?;
        if !channel.with(|channel| channel.is_open()) {
            break;
        }
    }
    Ok(())
}

/// Somebody cuts the connections of a pool, which makes others.
fn cut(traffic: &Traffic<'_>, draw: &mut Rng) -> Ended {
    let route = traffic.target.bare_route(draw);
    let scissors = Scissors::default();
    let connect = {
        let (scissors, route) = (scissors.clone(), route.clone());
        move || {
            let socket = scissors.connect(&route.endpoint)?;
            Ok(BlockingChannel::over(socket, &route.options))
        }
    };
    let options = PoolOptions::default()
        .with_size(draw.usize(1..=traffic.target.most_at_once()))
        .with_wait_timeout(Some(PATIENCE));
    let pool = BlockingPool::with(connect, options)?;
    let (cuts, mut later) = (draw.u8(1..5), draw.fork());
    thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..cuts {
                thread::sleep(Duration::from_micros(later.u64(..10_000)));
                scissors.cut();
            }
        });
        in_threads(traffic, &pool, draw, |_| true)
    })?;
    (0..scissors.connections()).for_each(|_| traffic.tally.connections.one_more());
    Ok(())
}

fn connect(traffic: &Traffic<'_>, route: &Route) -> Result<BlockingChannel, Unanswered> {
    let channel = BlockingChannel::connect(&route.endpoint, &route.options)?;
    traffic.tally.connections.one_more();
    Ok(channel)
}
