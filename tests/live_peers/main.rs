//! Live calls between our programs and those of other languages, in both roles, over everything that their libraries can
//! do. The peers stand in `tests/interop`, a folder a language, and are built into `target/peers`; so is `matrix.md`, the
//! table of what was run.
//!
//! Everything at once would be thousands of runs: of each line of a peer's matrix each transport is run and each server
//! model, but not each with each. Our own server models take turns, so that each meets each protocol and each transport.
//!
//! `PEERS=go,java cargo test -p tests --test live_peers` runs some languages only.
#![allow(clippy::print_stdout)] // the table is what the test is for

mod cells;
mod languages;
mod parallel;
mod process;
mod report;
mod run;

use std::collections::HashMap;
use std::error::Error;

use cells::Cell;
use languages::Language;
use run::Place;
use tests::certificates::Certificates;

/// Conversations at a time: they wait for each other more than they compute.
const AT_A_TIME: usize = 4;

#[test]
fn everybody_understands_everybody() -> Result<(), Box<dyn Error>> {
    let languages = languages::chosen()?;
    let built = parallel::map(2, &languages, Language::build);
    let broken: Vec<String> = built.into_iter().filter_map(Result::err).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n\n"));

    let folder = tempfile::tempdir()?;
    let certificates = Certificates::make(folder.path())?;
    let place = Place::new(folder.path(), certificates);
    let cells = cells::all(&languages);
    let mut outcomes = parallel::map(AT_A_TIME, &in_turns(&cells), |&number| {
        let cell = &cells[number];
        let outcome = run::run(cell, &place);
        println!("{}", report::brief(cell, &outcome));
        (number, outcome)
    });
    outcomes.sort_by_key(|(number, _)| *number);
    let outcomes: Vec<_> = outcomes.into_iter().map(|(_, outcome)| outcome).collect();

    let report = report::table(&languages, &cells, &outcomes);
    std::fs::write(languages::built().join("matrix.md"), &report)?;
    println!("{report}");
    let failures = report::failures(&cells, &outcomes);
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    Ok(())
}

/// The numbers of the cells, one of each language after the other: some compute all the time, others wait for what their
/// peer's kernel holds back, and together they take as long as the longer of both.
fn in_turns(cells: &[Cell]) -> Vec<usize> {
    let mut rounds: HashMap<&str, usize> = HashMap::new();
    let numbered = cells.iter().enumerate().map(|(number, cell)| {
        let round = rounds.entry(&cell.language).or_default();
        *round += 1;
        (*round, number)
    });
    let mut turns: Vec<_> = numbered.collect();
    turns.sort_unstable();
    turns.into_iter().map(|(_, number)| number).collect()
}

/// The turns that our server models take leave none out.
#[test]
fn each_server_model_meets_each_protocol_and_transport() -> Result<(), Box<dyn Error>> {
    let languages = languages::all()?;
    let cells = cells::all(&languages);
    for &model in thriftwood::server::ServerModel::ALL {
        let met = || cells.iter().filter(|cell| cell.serves(model));
        for protocol in cells::PROTOCOLS {
            let once = met().any(|cell| cell.protocol == protocol);
            assert!(once, "no client of {model} speaks {protocol}");
        }
        for transport in cells::TRANSPORTS {
            let once = met().any(|cell| cell.transport == transport);
            assert!(once, "no client of {model} comes by {transport}");
        }
    }
    Ok(())
}
