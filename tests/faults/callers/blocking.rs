//! Callers that wait on threads of their own.

use std::thread;

use generated::ledger::ledger::BlockingClient;
use thriftwood::client::{BlockingChannel, BlockingPool, Channel, PoolOptions};
use thriftwood::transport::Endpoint;

use super::{Outcome, Told, gives_up, of_note, of_post, unconnected};
use crate::case::Case;
use crate::entry::Plan;

/// One caller, one channel; when that is closed, another one.
pub(super) fn one(case: &Case, endpoint: &Endpoint) -> Vec<Told> {
    let options = case.options();
    let mut line: Option<BlockingChannel> = None;
    let told = one_by_one(case, &case.callers[0], |plan| {
        let open = line.take().filter(BlockingChannel::is_open);
        let connected = open.map_or_else(|| BlockingChannel::connect(endpoint, &options), Ok);
        match connected {
            Ok(channel) => attempt(case, plan, line.insert(channel)),
            Err(error) => unconnected(&error),
        }
    });
    if let Some(channel) = line.filter(|_| case.says_good_bye) {
        // nobody may be there to hear it
        let _ = channel.close();
    }
    told
}

/// Several callers, and fewer connections.
pub(super) fn pool(case: &Case, endpoint: &Endpoint) -> Vec<Told> {
    let options = PoolOptions::default()
        .with_size(case.connections())
        .with_wait_timeout(None);
    let pool = BlockingPool::new(endpoint, &case.options(), options).unwrap();
    thread::scope(|scope| {
        let each = case.callers.iter();
        let callers = each.map(|plans| {
            let mut pool = pool.clone();
            scope.spawn(move || one_by_one(case, plans, |plan| attempt(case, plan, &mut pool)))
        });
        let callers: Vec<_> = callers.collect();
        let told = callers.into_iter().map(|caller| caller.join().unwrap());
        told.flatten().collect()
    })
}

fn one_by_one(case: &Case, plans: &[Plan], mut attempt: impl FnMut(&Plan) -> Outcome) -> Vec<Told> {
    let mut all = Vec::new();
    for plan in plans {
        let mut told = Told::new(plan);
        while told.is_to_try_again(case, attempt(plan)) {}
        all.push(told);
        if gives_up(&all) {
            break;
        }
    }
    all
}

fn attempt(case: &Case, plan: &Plan, channel: &mut impl Channel) -> Outcome {
    let mut client = BlockingClient::new(channel);
    let entry = plan.entry(case.seed);
    if plan.is_note() {
        of_note(case.seed, plan, client.note(entry))
    } else {
        of_post(case.seed, plan, client.post(entry))
    }
}
