//! IDL → Rust source: `idlc compile` beside `thrift --gen rs`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use benches::Result;
use benches::chart::{self, Labels};
use benches::results::Results;
use benches::rounds::{Rounds, Summary};
use benches::table::{Table, number};
use serde::Serialize;

use crate::command::{Cost, run};
use crate::{Work, idl};

/// Who is measured; ratios are to Apache's.
const NAMES: [&str; 2] = ["idlc compile", "thrift --gen rs"];
const APACHE: usize = 1;

/// How long the generated files are, in lines; the second one is what the main table is about.
const LINES: [usize; 3] = [1_000, 10_000, 100_000];

/// The figures of one file.
#[derive(Debug, Serialize)]
pub(crate) struct Figures {
    file: String,
    lines: usize,
    /// Both in the order of [`NAMES`], in milliseconds.
    wall: Vec<Summary>,
    cpu: Vec<Summary>,
    /// Lines of Rust.
    rust: Vec<usize>,
}

/// Measures both compilers on files of our own and of others.
///
/// # Errors
/// A compiler cannot be started or fails, or the file system's.
pub(crate) fn measure(work: &Work, rounds: usize, results: &mut Results) -> Result<Vec<Figures>> {
    let mut figures = Vec::new();
    for lines in LINES {
        let path = work.folder.join(format!("lines{lines}.thrift"));
        fs::write(&path, idl::generated(lines))?;
        // the longest takes seconds a round, and says the same in a few
        let rounds = if lines > 10_000 {
            rounds.div_ceil(3)
        } else {
            rounds
        };
        figures.push(one(
            work,
            &format!("{} lines, generated", number(lines as f64)),
            &path,
            rounds,
        )?);
    }
    for (name, path) in idl::real()? {
        figures.push(one(work, &name, &path, rounds)?);
    }
    report(&figures, results)?;
    Ok(figures)
}

/// Measures both on one file, in turn.
fn one(work: &Work, name: &str, path: &Path, rounds: usize) -> Result<Figures> {
    let (mut wall, mut cpu) = (Rounds::new(NAMES.len()), Rounds::new(NAMES.len()));
    let mut rust = vec![0; NAMES.len()];
    for round in 0..rounds {
        for who in Rounds::order(NAMES.len(), round) {
            let out = work.folder.join(format!("out{who}"));
            let cost = compile(work, who, path, &out)?;
            wall.record(who, round, cost.wall);
            cpu.record(who, round, cost.cpu);
            if round == 0 {
                rust[who] = lines_in(&out)?;
            }
        }
    }
    let summaries = |rounds: &Rounds| {
        let each = (0..NAMES.len()).filter_map(|who| rounds.summary(who, &[APACHE]));
        each.collect()
    };
    Ok(Figures {
        file: name.to_owned(),
        lines: fs::read_to_string(path)?.lines().count(),
        wall: summaries(&wall),
        cpu: summaries(&cpu),
        rust,
    })
}

/// Compiles into an empty folder.
fn compile(work: &Work, who: usize, path: &Path, out: &Path) -> Result<Cost> {
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    fs::create_dir(out)?;
    let mut command = if who == APACHE {
        let mut thrift = Command::new("thrift");
        thrift.args(["--gen", "rs", "-out"]).arg(out).arg(path);
        thrift
    } else {
        let mut idlc = Command::new(&work.idlc);
        idlc.arg("compile").arg(path).arg("--out").arg(out);
        idlc
    };
    run(&mut command)
}

fn lines_in(folder: &Path) -> Result<usize> {
    let files: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    let mut lines = 0;
    for file in files {
        lines += fs::read_to_string(file)?.lines().count();
    }
    Ok(lines)
}

fn report(figures: &[Figures], results: &mut Results) -> Result<()> {
    results.section("IDL → Rust source");
    results.paragraph(
        "The whole command, output to a folder in memory: medians in milliseconds, of rounds in which each had its turn. \
         Ratios are medians of the rounds' own; wall time is what passes, CPU time what all threads together use.",
    );
    let mut table = Table::new([
        "File",
        "Lines",
        "idlc, wall",
        "Apache, wall",
        "Ratio",
        "idlc, CPU",
        "Apache, CPU",
        "Ratio",
        "Lines of Rust",
        "Apache's",
    ]);
    for one in figures {
        let ratio = |summary: &Summary| {
            summary
                .ratio
                .map(|ratio| format!("{ratio:.2}"))
                .unwrap_or_default()
        };
        let pair = |all: &[Summary]| {
            [
                number(all[0].median),
                number(all[APACHE].median),
                ratio(&all[0]),
            ]
        };
        let mut row = vec![one.file.clone(), number(one.lines as f64)];
        row.extend(pair(&one.wall));
        row.extend(pair(&one.cpu));
        row.extend(one.rust.iter().map(|lines| number(*lines as f64)));
        table.row(row);
    }
    results.table(&table);
    let generated = &figures[..LINES.len()];
    let points = |pick: fn(&Figures) -> &[Summary], who: usize| {
        let each = generated
            .iter()
            .map(|one| (one.lines as f64, pick(one)[who].median));
        each.collect::<Vec<_>>()
    };
    let mut lines = Vec::new();
    for (who, name) in NAMES.iter().enumerate() {
        lines.push((format!("{name}, wall"), points(|one| &one.wall, who)));
        lines.push((format!("{name}, CPU"), points(|one| &one.cpu, who)));
    }
    let labels = Labels {
        title: "Compiling IDL to Rust source",
        x: "lines of IDL",
        y: "ms",
    };
    results.chart(
        "",
        "Time over lines of IDL, for both compilers",
        chart::lines(labels, &lines)?,
    );
    Ok(())
}
