//! Callers that share one connection.

use std::sync::Arc;
use std::time::Duration;

use generated::ledger::ledger::Client;
use thriftwood::client::TokioChannel;
use thriftwood::transport::Endpoint;
use tokio::runtime::Builder;
use tokio::time::{sleep, timeout};

use super::{ATTEMPTS, Outcome, Told, gives_up, of_note, of_post};
use crate::case::Case;
use crate::entry::Plan;

/// How long a caller waits that does not wait.
const HASTE: Duration = Duration::from_millis(2);
const BEAT: Duration = Duration::from_millis(1);
/// The end of a connection takes half a second at most, and that of a busy machine's not much longer.
const GOOD_BYE: Duration = Duration::from_secs(20);

pub(super) fn call(case: &Case, endpoint: &Endpoint) -> Vec<Told> {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(call_over_one(Arc::new(case.clone()), endpoint))
}

async fn call_over_one(case: Arc<Case>, endpoint: &Endpoint) -> Vec<Told> {
    let Some(channel) = connect(&case, endpoint).await else {
        return Vec::new();
    };
    let call = |plans: &Vec<Plan>| {
        let (case, plans, channel) = (Arc::clone(&case), plans.clone(), channel.clone());
        tokio::spawn(async move { one_by_one(&case, &plans, channel).await })
    };
    let callers: Vec<_> = case.callers.iter().map(call).collect();
    let mut told = Vec::new();
    for caller in callers {
        told.extend(caller.await.expect("no caller panics"));
    }
    // what its caller has left may be sent yet, where the machine stood still meanwhile
    let nothing_left = async {
        while channel.in_flight() > 0 {
            sleep(BEAT).await;
        }
    };
    let over = timeout(GOOD_BYE, nothing_left).await;
    over.expect("nothing is left of any call");
    if case.says_good_bye {
        // nobody may be there to hear it
        let said = timeout(GOOD_BYE, channel.close()).await;
        let _ = said.expect("a connection ends in time");
    }
    told
}

/// The first connection, which is not made again by itself.
async fn connect(case: &Case, endpoint: &Endpoint) -> Option<TokioChannel> {
    let options = case.options();
    for _ in 0..ATTEMPTS {
        if let Ok(channel) = TokioChannel::connect(endpoint, &options).await {
            return Some(channel);
        }
    }
    None
}

async fn one_by_one(case: &Case, plans: &[Plan], channel: TokioChannel) -> Vec<Told> {
    let client = Client::new(channel);
    let mut all = Vec::new();
    for plan in plans {
        let mut told = Told::new(plan);
        while told.is_to_try_again(case, attempt(case, plan, &client).await) {}
        all.push(told);
        if gives_up(&all) {
            break;
        }
    }
    all
}

async fn attempt(case: &Case, plan: &Plan, client: &Client<TokioChannel>) -> Outcome {
    let entry = plan.entry(case.seed);
    let call = async {
        if plan.is_note() {
            of_note(case.seed, plan, client.note(entry).await)
        } else {
            of_post(case.seed, plan, client.post(entry).await)
        }
    };
    if plan.leaves {
        timeout(HASTE, call).await.unwrap_or(Outcome::Left)
    } else {
        call.await
    }
}
