//! Servers beside each other, under the same load: what a call costs whom. `cargo run --release -p benches --bin rpc`
#![allow(clippy::print_stdout, clippy::print_stderr)] // a report to stdout, what is under way to stderr

mod contestants;
mod growth;
mod idle;
mod matrix;
mod namesakes;
mod report;
mod run;
mod shapes;

use benches::Result;
use clap::{Parser, Subcommand};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use contestants::Contestant;

/// Measures servers beside each other.
#[derive(Parser)]
struct Flags {
    #[command(subcommand)]
    what: Option<What>,
    /// How many times everybody has a turn
    #[arg(long, global = true, default_value_t = 3)]
    passes: usize,
    /// Seconds that are measured in a turn
    #[arg(long, global = true, default_value_t = 0.6)]
    seconds: f64,
    /// Only the servers whose names begin so; may be given several times (the floors are always there)
    #[arg(long, global = true)]
    only: Vec<String>,
}

/// What to measure. Without a word: the matrix.
#[derive(Clone, Copy, Default, Subcommand)]
enum What {
    /// The echo: payloads, connections, calls under way
    #[default]
    Matrix,
    /// The echo with 16 calls under way on every connection
    Pipelined,
    /// How the cost grows with connections, payload and calls under way: of our models, unless others are named
    Growth,
    /// What 10 000 idle connections take of memory
    Idle,
    /// The other methods: nothing, a record, a list of numbers
    Methods,
}

fn main() -> Result<()> {
    let flags = Flags::parse();
    allow_many_descriptors()?;
    let session = run::Session::prepare(&flags.chosen(), flags.passes, flags.seconds)?;
    let report = match flags.what.unwrap_or_default() {
        What::Matrix => matrix::matrix(&session),
        What::Pipelined => matrix::pipelined(&session),
        What::Methods => matrix::methods(&session),
        What::Growth => growth::growth(&session),
        What::Idle => idle::idle(&session),
    }?;
    println!("{report}");
    Ok(())
}

impl Flags {
    fn chosen(&self) -> Vec<Contestant> {
        let growing = matches!(self.what, Some(What::Growth));
        let wanted = |one: &Contestant| {
            let named = |start: &String| one.name.starts_with(start.as_str());
            match &*self.only {
                _ if one.name == contestants::FLOOR => true,
                [] if growing => one.is_model(),
                _ if one.is_floor() && !growing => true,
                [] => true,
                some => some.iter().any(named),
            }
        };
        contestants::ALL.iter().copied().filter(wanted).collect()
    }
}

/// As many descriptors as the system gives, for this program and those that it starts: a connection takes one on each
/// side, of some servers two.
fn allow_many_descriptors() -> Result<()> {
    let limits = getrlimit(Resource::Nofile);
    Ok(setrlimit(
        Resource::Nofile,
        Rlimit {
            current: limits.maximum,
            ..limits
        },
    )?)
}
