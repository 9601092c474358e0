//! One run, from a seed to a verdict.

use std::net::Ipv4Addr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use generated::ledger::ledger;
use tests::serving::Serving;
use thriftwood::transport::Endpoint;

use crate::callers::{self, Outcome, Told};
use crate::case::{Case, NARROW, NET};
use crate::keeper::Keeper;
use crate::log::Log;
use crate::proxy::{Orders, Proxy};
use crate::script::Kind;
use crate::tally::Tally;
use crate::verdict::Evidence;

/// No run takes that long, on any machine.
const HANG: Duration = Duration::from_mins(2);

/// Runs what a seed stands for.
///
/// # Errors
/// Everything that went wrong.
pub(crate) fn run(kind: Kind, seed: u64) -> Result<Tally, String> {
    let case = Case::of(kind, seed);
    let log = Log::default();
    let what = format!("{case}");
    let faults = log.clone();
    let (done, result) = mpsc::channel();
    // a run that hangs is left alone: the test fails
    thread::spawn(move || {
        let played = catch_unwind(AssertUnwindSafe(|| play(&case, &faults)));
        let _ = done.send(played);
    });
    let problems = match result.recv_timeout(HANG) {
        Ok(Ok(Ok(tally))) => return Ok(tally),
        Ok(Ok(Err(problems))) => problems.join("\n"),
        Ok(Err(panic)) => format!("it panics: {}", text_of(&*panic)),
        Err(_) => "it hangs".to_owned(),
    };
    Err(format!("{what}\n{log}{problems}"))
}

fn play(case: &Case, log: &Log) -> Result<Tally, Vec<String>> {
    let keeper = Keeper::new(case);
    let service = ledger::Processor::new(keeper.clone());
    let server = case.server().bind(&own_address(), service).unwrap();
    let serving = Serving::start(server);
    keeper.serves(serving.handle());
    let orders = Orders {
        kind: case.kind,
        seed: case.seed,
        log: log.clone(),
        room: case.road.is_narrow.then_some(NARROW),
    };
    let proxy = Proxy::start(serving.endpoint(), orders);
    let told = callers::call(case, proxy.endpoint());
    let evidence = Evidence {
        case,
        log,
        keeper: &keeper,
        told: &told,
    };
    await_notes(&evidence);
    proxy.stop();
    // and no connection is left
    serving.stop();
    let problems = evidence.problems();
    if problems.is_empty() {
        Ok(Tally::of(&evidence))
    } else {
        Err(problems)
    }
}

/// One of the many that this machine has for itself, with a free port: of a server that is stopped before its clients leave,
/// no other run's server is to have the address.
fn own_address() -> Endpoint {
    static RUNS: AtomicU32 = AtomicU32::new(0);
    let run = RUNS.fetch_add(1, Ordering::Relaxed);
    let [.., high, low] = run.to_be_bytes();
    let host = Ipv4Addr::new(127, 1 + (run >> 16) as u8 % 250, high, low);
    Endpoint::Tcp {
        host: host.to_string(),
        port: 0,
    }
}

/// Nobody says that a note has arrived. It does, where nothing is lost; on a machine that stands still, later than a short
/// net.
fn await_notes(evidence: &Evidence<'_>) {
    let end = Instant::now() + NET;
    let on_its_way = |told: &Told| {
        let is_kept = evidence.keeper.times(told.plan.number) > 0;
        matches!(told.outcome, Outcome::Sent) && !is_kept
    };
    while evidence.arrives() && evidence.told.iter().any(on_its_way) && Instant::now() < end {
        thread::sleep(Duration::from_millis(1));
    }
}

fn text_of(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref().copied())
        .unwrap_or("without a word")
}
