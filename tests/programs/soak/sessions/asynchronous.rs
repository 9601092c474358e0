//! Async clients: many calls at once over one connection; some are left, some have too little time, and some lose their
//! connection and get another.

use std::time::Duration;

use fastrand::Rng;
use thriftwood::client::{Backoff, TokioChannel};
use thriftwood::{Error, Result};
use tokio::runtime;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{sleep, timeout};

use super::scissors::Scissors;
use super::{Ended, Traffic, is_late, never};
use crate::calls::{self, Answered};

pub(super) fn session(traffic: &Traffic<'_>, _: &str, draw: &mut Rng) -> Ended {
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(Error::other)?.block_on(async {
        match draw.u8(..100) {
            0..70 => pipelined(traffic, draw).await,
            70..85 => impatient(traffic, draw).await,
            _ => cut(traffic, draw).await,
        }
    })
}

async fn pipelined(traffic: &Traffic<'_>, draw: &mut Rng) -> Ended {
    let route = traffic.target.route(draw);
    let channel = TokioChannel::connect(&route.endpoint, &route.options).await?;
    traffic.tally.connections.one_more();
    for _ in 0..draw.u8(1..10) {
        burst(traffic, &channel, draw, never).await?;
    }
    if draw.bool() {
        channel.close().await?; // the others are dropped
    }
    Ok(())
}

/// Many calls at once, some of which are left when they have begun.
async fn burst(
    traffic: &Traffic<'_>,
    channel: &TokioChannel,
    draw: &mut Rng,
    explains: fn(&Error) -> bool,
) -> Ended {
    let mut calls = JoinSet::new();
    for _ in 0..draw.u32(1..60) {
        let (channel, mut draw) = (channel.clone(), draw.fork());
        calls.spawn(async move {
            let patience = match draw.u8(..10) {
                0 => Duration::from_micros(draw.u64(..5000)),
                _ => Duration::MAX,
            };
            timeout(patience, calls::any(&channel, &mut draw)).await
        });
    }
    if draw.u8(..10) == 0 {
        calls.join_next().await;
        let left = calls.len();
        calls.abort_all(); // all that have not been answered
        (0..left).for_each(|_| traffic.tally.abandoned.one_more());
    }
    while let Some(ended) = calls.join_next().await {
        settle(traffic, ended, explains)?;
    }
    Ok(())
}

type Patient = Result<Answered, tokio::time::error::Elapsed>;

fn settle(
    traffic: &Traffic<'_>,
    ended: Result<Patient, JoinError>,
    explains: fn(&Error) -> bool,
) -> Ended {
    match ended {
        Ok(Ok(answered)) => traffic.count(answered, explains),
        Ok(Err(_elapsed)) => {
            traffic.tally.abandoned.one_more();
            Ok(())
        }
        Err(error) if error.is_cancelled() => Ok(()),
        Err(error) => Err(Error::other(error).into()),
    }
}

async fn impatient(traffic: &Traffic<'_>, draw: &mut Rng) -> Ended {
    let mut route = traffic.target.route(draw);
    let patience = Duration::from_micros(draw.u64(50..20_000));
    route.options.call_timeout = Some(patience);
    let channel = TokioChannel::connect(&route.endpoint, &route.options).await?;
    traffic.tally.connections.one_more();
    for _ in 0..draw.u8(1..5) {
        burst(traffic, &channel, draw, is_late).await?;
    }
    Ok(())
}

/// Somebody cuts the connection again and again, and the channel makes another.
async fn cut(traffic: &Traffic<'_>, draw: &mut Rng) -> Ended {
    let mut route = traffic.target.bare_route(draw);
    route.options.reconnect = Some(Backoff::default().with_first(Duration::from_millis(1)));
    let scissors = Scissors::default();
    let connect = {
        let (scissors, endpoint) = (scissors.clone(), route.endpoint);
        move || {
            let stream = scissors.connect_async(&endpoint);
            async { stream.map_err(Error::other) }
        }
    };
    let channel = TokioChannel::connect_with(connect, &route.options).await?;
    let (cuts, mut later) = (draw.u8(1..5), draw.fork());
    let cutting = async {
        for _ in 0..cuts {
            sleep(Duration::from_micros(later.u64(..10_000))).await;
            scissors.cut();
        }
    };
    let calling = async {
        for _ in 0..draw.u8(1..8) {
            burst(traffic, &channel, draw, |_| true).await?;
        }
        Ok(())
    };
    let ((), ended) = tokio::join!(cutting, calling);
    (0..scissors.connections()).for_each(|_| traffic.tally.connections.one_more());
    ended
}
