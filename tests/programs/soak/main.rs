//! The soak: every server model in turn under mixed traffic at full load, for an hour unless said. Each model is a process
//! of its own, which lives from the first turn to the last and rests between its turns, so that what leaks shows.
//!
//! Every answer is checked, and the first wrong one ends the program with an error. Memory, descriptors and threads of the
//! servers and of the clients are sampled each second, and compared after each turn with what they were after the first.
//! It leaves `samples.csv`, `soak.svg` and `summary.md` in the folder that it is told.
#![allow(clippy::print_stdout)] // it is a program, and this is what it says
#![allow(clippy::cast_precision_loss)] // of what is shown in millions

mod calls;
mod chart;
mod child;
mod lines;
mod measure;
mod now;
mod pulse;
mod server;
mod service;
mod sessions;
mod summary;
mod tally;
mod target;
mod turn;
mod verdict;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use peak_alloc::PeakAlloc;
use tests::certificates::Certificates;
use thriftwood::server::ServerModel;

use child::Child;
use lines::Csv;
use pulse::Pulse;
use tally::Tally;
use turn::Soak;
use verdict::Verdict;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The file of all samples.
const SAMPLES: &str = "samples.csv";

/// Why the program ends early.
type Failure = Box<dyn Error + Send + Sync>;

/// Mixed traffic for every server model in turn.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    part: Option<Part>,
    #[command(flatten)]
    plan: Plan,
}

#[derive(Subcommand)]
enum Part {
    /// The process under test; the program starts it itself
    Serve(server::Arguments),
    /// The summary and the chart of a run, once more
    Report {
        /// Where its figures are
        folder: PathBuf,
    },
}

/// How long, how often, and for whom.
#[derive(Args, Clone, Debug)]
struct Plan {
    /// How long all turns of all models take together
    #[arg(long, default_value_t = 60.0)]
    minutes: f64,
    /// How many turns each model has
    #[arg(long, default_value_t = 4)]
    rounds: u32,
    /// The models, if not all
    #[arg(long, value_delimiter = ',', value_name = "MODEL,MODEL…")]
    models: Vec<ServerModel>,
    /// Threads with blocking clients; half as many have async ones, and as many again are rude
    #[arg(long, default_value_t = 4)]
    workers: u64,
    /// What the traffic is drawn from; a random number unless said
    #[arg(long)]
    seed: Option<u64>,
    /// Where the figures go
    #[arg(long, default_value = "target/soak", value_name = "FOLDER")]
    folder: PathBuf,
}

impl Plan {
    fn models(&self) -> &[ServerModel] {
        match &self.models[..] {
            [] => ServerModel::ALL,
            some => some,
        }
    }

    fn turn(&self) -> Duration {
        let turns = self.models().len() as f64 * f64::from(self.rounds.max(1));
        Duration::from_secs_f64(self.minutes * 60.0 / turns)
    }
}

fn main() -> Result<ExitCode, Failure> {
    let arguments = Arguments::parse();
    match arguments.part {
        Some(Part::Serve(arguments)) => server::serve(&arguments).map(|()| ExitCode::SUCCESS),
        Some(Part::Report { folder }) => report(&folder),
        None => run(&arguments.plan),
    }
}

/// The turns, and then what they came to.
fn run(plan: &Plan) -> Result<ExitCode, Failure> {
    std::fs::create_dir_all(&plan.folder)?;
    let folder = tempfile::tempdir()?;
    let certificates = Certificates::make(folder.path()).map_err(|error| error.to_string())?;
    let start = |model: &ServerModel| Child::start(*model, &certificates);
    let mut children = plan
        .models()
        .iter()
        .map(start)
        .collect::<Result<Vec<_>, _>>()?;
    let seed = plan.seed.unwrap_or_else(|| fastrand::u64(..));
    println!("seed {seed}, {:?} a turn", plan.turn());
    let mut soak = Soak {
        seed,
        workers: plan.workers,
        turn: plan.turn(),
        tally: Arc::new(Tally::default()),
        pulse: Pulse::feel(),
        csv: Csv::create(&plan.folder.join(SAMPLES))?,
    };
    for round in 1..=plan.rounds {
        for at in 0..children.len() {
            let rest = soak.turn(round, at, &mut children)?;
            println!("round {round}: {}", summary::line(&rest));
        }
    }
    for child in children {
        child.stop()?;
    }
    report(&plan.folder)
}

/// What the samples in this folder say.
fn report(folder: &Path) -> Result<ExitCode, Failure> {
    let samples = lines::read(&folder.join(SAMPLES))?;
    let verdicts = Verdict::of_all(&samples);
    let summary = summary::of(&verdicts, &samples);
    println!("{summary}");
    std::fs::write(folder.join("summary.md"), &summary)?;
    std::fs::write(folder.join("soak.svg"), chart::of(&samples)?)?;
    let flat = verdicts.iter().all(Verdict::is_flat);
    Ok(ExitCode::from(u8::from(!flat)))
}
