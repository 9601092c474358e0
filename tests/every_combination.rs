//! The whole Interop service in every protocol × framing × compression that two peers can speak, by every server model,
//! called over TCP by the blocking client and by the async one.
#![allow(clippy::print_stdout)] // the table is what this test says

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use generated::interop::second;
use tests::checks::{Check, Checked, Session, Style, Target};
use tests::echo::dialects;
use tests::interop::{SecondHandler, Service};
use tests::serving::Serving;
use thriftwood::processor::DefaultService;
use thriftwood::server::{Server, ServerModel};
use thriftwood::{Dialect, Protocol, Result};

/// Servers that are called at the same time: much of the time somebody waits.
const AT_ONCE: usize = 4;

/// Simple JSON is meant for readers that know what to expect: it has no form for bytes that are no text, and does not tell the
/// type of a field, so that one of another type than was declared is not recognised.
const NOT_IN_SIMPLE_JSON: [&str; 19] = [
    "describe",
    "describe_highest",
    "blob_sizes",
    "binary_of_every_byte",
    "binary_lengths",
    "union_raw",
    "keys_of_binary",
    "echo_keys",
    "evolve_wide_arguments",
    "evolve_narrow_reply",
    "evolve_to_and_fro",
    "evolve_not_utf8",
    "long_conversation",
    "blob_of_a_megabyte",
    "binary_of_a_megabyte",
    "async_binary",
    "async_evolution",
    "pipelined_mixed",
    "pipelined_large",
];

/// What is combined.
type Place = (Dialect, ServerModel, Style);

/// What the checks of one combination came to.
#[derive(Debug, Default)]
struct Cell {
    passed: usize,
    failed: Vec<String>,
}

#[test]
fn every_combination_is_served() {
    let table = Mutex::new(HashMap::new());
    let waiting = Mutex::new(servers());
    let fill_in = || {
        while let Some((dialect, model)) = next(&waiting) {
            let cells = call_by_both(dialect, model);
            locked(&table).extend(cells);
        }
    };
    thread::scope(|scope| (0..AT_ONCE).for_each(|_| drop(scope.spawn(fill_in))));
    let table = locked(&table);
    println!("{}", draw(&table));
    for (place, cell) in table.iter() {
        assert!(cell.failed.is_empty(), "{place:?}: {:#?}", cell.failed);
    }
    for (dialect, model) in servers() {
        for style in Style::ALL {
            let cell = table.get(&(dialect, model, style));
            let passed = cell.map_or(0, |cell| cell.passed);
            assert!(passed > 10, "{dialect:?} by {model}, {style:?}: {passed}");
        }
    }
}

fn servers() -> impl Iterator<Item = (Dialect, ServerModel)> {
    dialects().flat_map(|dialect| ServerModel::ALL.iter().map(move |model| (dialect, *model)))
}

fn next<I: Iterator>(each: &Mutex<I>) -> Option<I::Item> {
    locked(each).next()
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One server, and both clients.
fn call_by_both(dialect: Dialect, model: ServerModel) -> Vec<(Place, Cell)> {
    let serving = serve(dialect, model).unwrap();
    let call = |style| {
        (
            (dialect, model, style),
            call(&serving, dialect, model, style),
        )
    };
    let cells = Style::ALL.into_iter().map(call).collect();
    serving.stop();
    cells
}

/// Both services by name, and Interop without a name too.
fn serve(dialect: Dialect, model: ServerModel) -> Result<Serving> {
    let services = DefaultService(Service::default())
        .and("Interop", Service::default())
        .and("Second", second::Processor::new(SecondHandler));
    let server = Server::builder()
        .model(model)
        .protocol(dialect.protocol)
        .framing(dialect.framing)
        .compression(dialect.compression)
        .bind(&"127.0.0.1:0".parse()?, services)?;
    Ok(Serving::start(server))
}

/// All checks, also those for which services need names; megabytes by one model or other in each dialect.
fn call(serving: &Serving, dialect: Dialect, model: ServerModel, style: Style) -> Cell {
    let target = |named| Target::new(serving.endpoint().clone(), dialect, named);
    let mut all = style.checks(&target(false));
    let mut by_name = style.checks(&target(true));
    by_name.retain(|check| all.iter().all(|other| other.name != check.name));
    if has_megabytes(dialect, model) {
        all.extend(style.large_checks());
    }
    let mut cell = Cell::default();
    for (named, checks) in [(false, all), (true, by_name)] {
        let mut session = Session::new(target(named));
        for check in checks {
            cell.add(dialect, check, check.run(&mut session));
        }
        session.hang_up();
    }
    cell
}

/// The models in turn, so that each has them in some dialects, and each dialect by some model.
fn has_megabytes(dialect: Dialect, model: ServerModel) -> bool {
    let turn = dialects().position(|each| each == dialect);
    turn.is_some_and(|turn| ServerModel::ALL[turn % ServerModel::ALL.len()] == model)
}

impl Cell {
    /// Notes what a check came to. What a dialect has no form for must fail, or it is no exception any more.
    fn add(&mut self, dialect: Dialect, check: Check, checked: Checked) {
        let impossible =
            dialect.protocol == Protocol::SimpleJson && NOT_IN_SIMPLE_JSON.contains(&check.name);
        match checked {
            Ok(()) if impossible => self.failed.push(format!("{} passes", check.name)),
            Err(why) if !impossible => self.failed.push(format!("{}: {why}", check.name)),
            Ok(()) => self.passed += 1,
            Err(_) => {}
        }
    }
}

/// A line for each dialect; a column for each model, with the checks that passed, by the blocking client + by the async one.
fn draw(table: &HashMap<Place, Cell>) -> String {
    let mut text = format!("{:38}", "");
    for model in ServerModel::ALL {
        let _ = write!(text, "{model:>12}");
    }
    for dialect in dialects() {
        let Dialect {
            protocol,
            framing,
            compression,
            ..
        } = dialect;
        let _ = write!(text, "\n{protocol:12}{framing:10}{compression:16}");
        for model in ServerModel::ALL {
            let shown = Style::ALL.map(|style| match table.get(&(dialect, *model, style)) {
                None => "none".to_owned(),
                Some(cell) if cell.failed.is_empty() => cell.passed.to_string(),
                Some(cell) => format!("{} FAIL", cell.failed.len()),
            });
            let _ = write!(text, "{:>12}", shown.join("+"));
        }
    }
    text
}
