//! Many runs at once, and how to see one of them again.
#![allow(clippy::print_stdout)] // what the runs came to is worth knowing

use std::fs;
use std::ops::Range;
use std::panic;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::case::COMBINATIONS;
use crate::run::run;
use crate::script::Kind;
use crate::tally::Tally;

/// Runs at the same time: most of the time everybody waits.
const AT_ONCE: usize = 8;

static ALONE: Mutex<()> = Mutex::new(());
static PANICS: AtomicUsize = AtomicUsize::new(0);

/// Runs of one kind. `FAULT_SEED` is the only one, `FAULT_RUNS` says how many of each kind, `FAULT_FROM` where they begin.
/// With both a seed and runs, the seed is run so many times.
pub(crate) fn check(kind: Kind) -> Tally {
    let _alone = alone();
    let (seeds, times) = match (number("FAULT_SEED"), number("FAULT_RUNS")) {
        (Some(seed), times) => (seed..seed + 1, times.unwrap_or(1)),
        (None, runs) => {
            let from = number("FAULT_FROM").unwrap_or(0);
            (from..from + runs.unwrap_or(COMBINATIONS), 1)
        }
    };
    let (open, running) = (descriptors(), threads());
    let (tally, failed) = run_all(kind, &seeds, times);
    println!("{}: {tally}", kind.name());
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
    wait_until("nothing is left open", || descriptors() <= open);
    wait_until("no thread is left", || threads() <= running);
    tally
}

/// Is this all of it, and not one seed that somebody wants to see again?
pub(crate) fn is_whole() -> bool {
    number("FAULT_SEED").is_none() && number("FAULT_RUNS").is_none_or(|runs| runs >= COMBINATIONS)
}

/// The same for one seed after the other, each so many times; stops soon after the first failure.
fn run_all(kind: Kind, seeds: &Range<u64>, times: u64) -> (Tally, Vec<String>) {
    let total = (seeds.end - seeds.start) * times;
    let (next, tally, failed) = (
        AtomicU64::new(0),
        Mutex::new(Tally::default()),
        Mutex::new(Vec::new()),
    );
    let work = || {
        while locked(&failed).is_empty() {
            let turn = next.fetch_add(1, Ordering::Relaxed);
            if turn >= total {
                return;
            }
            let seed = seeds.start + turn / times;
            let panics = PANICS.load(Ordering::SeqCst);
            let done = run(kind, seed).and_then(|tally| {
                if PANICS.load(Ordering::SeqCst) > panics {
                    return Err("a thread panics, of this run or of one beside it".to_owned());
                }
                Ok(tally)
            });
            match done {
                Ok(one) => *locked(&tally) += one,
                Err(why) => locked(&failed).push(format!("{}\n{why}", again(kind, seed))),
            }
        }
    };
    thread::scope(|scope| (0..AT_ONCE).for_each(|_| drop(scope.spawn(work))));
    let tally = *locked(&tally);
    (tally, failed.into_inner().unwrap_or_default())
}

/// How to see a run again.
fn again(kind: Kind, seed: u64) -> String {
    let test = kind.name();
    format!("FAULT_SEED={seed} cargo test -p tests --test faults -- {test}")
}

fn number(variable: &str) -> Option<u64> {
    let value = std::env::var(variable).ok()?;
    let number = value.parse();
    Some(number.unwrap_or_else(|_| panic!("{variable} is no number")))
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One kind at a time: descriptors, threads and panics are the process's.
fn alone() -> MutexGuard<'static, ()> {
    static HOOK: Once = Once::new();
    let alone = locked(&ALONE);
    HOOK.call_once(|| {
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |why| {
            PANICS.fetch_add(1, Ordering::SeqCst);
            print(why);
        }));
        // the thread behind all timers is there from now on
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let moment = futures_timer::Delay::new(Duration::from_millis(1));
        runtime.expect("a runtime").block_on(moment);
    });
    alone
}

/// Descriptors that are open.
fn descriptors() -> usize {
    fs::read_dir("/proc/self/fd")
        .expect("Linux has /proc")
        .count()
}

/// Threads, but for those of tests, which begin and wait for their turn.
fn threads() -> usize {
    let tasks = fs::read_dir("/proc/self/task").expect("Linux has /proc");
    let names = tasks.map(|task| fs::read_to_string(task.expect("a thread").path().join("comm")));
    // one that has ended meanwhile has no name
    let is_test = |name: &String| Kind::ALL.iter().any(|kind| kind.name() == name.trim_end());
    names.flatten().filter(|name| !is_test(name)).count()
}

/// Waits until something comes true that must; how long it takes does not matter.
fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(30);
    while !holds() {
        assert!(Instant::now() < end, "it never came to this: {what}");
        thread::sleep(Duration::from_millis(1));
    }
}
