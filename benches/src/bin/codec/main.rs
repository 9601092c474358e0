//! How fast values become bytes and back: our codec beside its peers, in one run.
//!
//! `cargo run --release -p benches --bin codec` builds everything, prints the tables and writes `benches/results/codec.*`.

#![allow(clippy::print_stdout, clippy::print_stderr)] // it is a program, and this is what it says
#![allow(clippy::cast_precision_loss)] // figures are estimates

mod contest;
mod contestants;
mod report;

use benches::Result;
use benches::payloads::{self, KINDS, SHAPES};
use benches::results::Results;
use clap::Parser;

use contest::judge;
use report::Outcome;

/// Measures our codec beside its peers.
#[derive(Parser)]
struct Arguments {
    /// How often everybody has a turn at every cell.
    #[arg(long, default_value_t = 15)]
    rounds: usize,
    /// How long a turn takes, in milliseconds.
    #[arg(long, default_value_t = 25)]
    milliseconds: u32,
    /// The payloads, all if none is named.
    #[arg(long, value_delimiter = ',')]
    payloads: Vec<String>,
    /// The protocols, all if none is named.
    #[arg(long, value_delimiter = ',')]
    protocols: Vec<String>,
}

const PROTOCOLS: [&str; 6] = ["binary", "compact", "json", "protobuf", "zlib", "zlib-1k"];

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let folder = tempfile::tempdir()?;
    let names = or_all(&arguments.payloads, KINDS.into_iter().chain(SHAPES));
    for name in &names {
        std::fs::write(
            folder.path().join(format!("{name}.binary")),
            payloads::in_binary(name)?,
        )?;
    }
    let mut contestants = contestants::start(folder.path())?;

    let (mut cells, mut mismatches) = (Vec::new(), Vec::new());
    for name in &names {
        for protocol in or_all(&arguments.protocols, PROTOCOLS.into_iter()) {
            let (both, failed) = judge(&mut contestants, name, &protocol, folder.path())?;
            cells.extend(both);
            mismatches.extend(failed);
        }
    }
    eprintln!(
        "everybody has read everybody: {} times not the value",
        mismatches.len()
    );

    for round in std::iter::once(None).chain((0..arguments.rounds).map(Some)) {
        for cell in &mut cells {
            cell.measure(&mut contestants, round, arguments.milliseconds)?;
        }
        eprintln!(
            "round {} of {}",
            round.map_or(0, |round| round + 1),
            arguments.rounds
        );
    }

    let command = "cargo run --release -p benches --bin codec";
    let mut results = Results::new("codec", "How fast values become bytes and back", command);
    let outcome = Outcome {
        contestants: &contestants,
        cells: &cells,
        mismatches: &mismatches,
    };
    outcome.report(&mut results)?;
    println!("{}", results.text());
    results.write(&outcome.figures())
}

fn or_all<'a>(named: &[String], all: impl Iterator<Item = &'a str>) -> Vec<String> {
    if named.is_empty() {
        all.map(str::to_owned).collect()
    } else {
        named.to_vec()
    }
}
