//! `idlc` beside Apache's compiler: the whole command, output to a folder, on the same IDL. And what `rustc` then spends on
//! the code, beside pilota's and Apache's.
//!
//! `cargo run --release -p benches --bin compiler`. Needs Debian's `thrift-compiler`, and for real files what
//! `tests/corpus/fetch target/corpus` brings. Each part that is measured is a module: it adds sections to the report and
//! returns its figures.

#![allow(clippy::cast_precision_loss)] // figures are estimates, of fewer digits than an `f64` has
#![allow(clippy::print_stdout)] // a program that reports

mod command;
mod idl;
mod rustc;
mod transpilers;

use std::fs;
use std::path::PathBuf;

use benches::results::Results;
use benches::{Result, peers};
use clap::Parser;
use serde_json::json;

/// Measures idlc beside Apache's compiler.
#[derive(Debug, Parser)]
struct Options {
    /// How many rounds to take the medians of.
    #[arg(long, default_value_t = 21)]
    rounds: usize,
    #[command(flatten)]
    rustc: rustc::Options,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let work = Work::new()?;
    let mut results = Results::new(
        "compiler",
        "idlc beside Apache's compiler",
        "cargo run --release -p benches --bin compiler",
    );
    let transpilers = transpilers::measure(&work, options.rounds, &mut results)?;
    let rustc = rustc::measure(&work, options.rustc, &mut results)?;
    print!("{}", results.text());
    results.write(&json!({ "transpilers": transpilers, "rustc": rustc }))
}

/// What all parts need.
struct Work {
    /// Our compiler.
    idlc: PathBuf,
    /// A folder of this run's own, in memory where there is such a one: no disk is measured.
    folder: PathBuf,
}

impl Work {
    fn new() -> Result<Self> {
        let idlc = peers::build_idlc()?;
        let memory = PathBuf::from("/dev/shm");
        let base = if memory.is_dir() {
            memory
        } else {
            std::env::temp_dir()
        };
        let folder = base.join(format!("thriftwood-compiler-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        Ok(Self { idlc, folder })
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        // What cannot be removed is left for the system to remove.
        let _ = fs::remove_dir_all(&self.folder);
    }
}
