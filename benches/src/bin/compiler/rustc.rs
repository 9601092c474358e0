//! Generated Rust → machine code: what `rustc` spends on the code that each compiler made of the same IDL.
//!
//! The libraries are built before. Each program reads and writes all structs, of the generated ones every tenth, through
//! which it reaches all of them: what nobody uses costs nobody anything, and would say nothing.

mod crates;
mod libraries;
mod sources;
mod structs;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use benches::Result;
use benches::results::Results;
use benches::rounds::{Rounds, Summary};
use benches::table::{Table, number};
use clap::Args;
use serde::Serialize;

use crate::Work;
use crate::command::run;
use crates::{CRATES, PILOTA, folded};
use libraries::Libraries;
use sources::Source;

/// How `rustc` is asked, and what the table calls it.
const WAYS: [(&str, &[&str]); 3] = [
    ("check", &["--emit=metadata"]),
    (
        "release, 16 units",
        &["-Copt-level=3", "-Ccodegen-units=16"],
    ),
    ("release, 1 unit", &["-Copt-level=3", "-Ccodegen-units=1"]),
];

/// The figures of one crate.
#[derive(Debug, Serialize)]
pub(crate) struct Figures {
    /// What the IDL is called.
    idl: &'static str,
    name: &'static str,
    /// Lines of generated Rust.
    lines: usize,
    /// Processor time in milliseconds, and the bytes of machine code beyond an empty program's, in the order of [`WAYS`].
    cpu: Vec<Option<Summary>>,
    code: Vec<u64>,
}

/// How much is measured.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Options {
    /// How many rounds of rustc, five minutes each.
    #[arg(long, default_value_t = 1)]
    rustc_rounds: usize,
    /// How many structs rustc is measured on: a multiple of ten. 200 take a quarter of an hour a round.
    #[arg(long, default_value_t = 20)]
    structs: usize,
}

/// Measures `rustc` on everybody's crate.
///
/// # Errors
/// Something cannot be built, or the file system's.
pub(crate) fn measure(
    work: &Work,
    options: Options,
    results: &mut Results,
) -> Result<Vec<Figures>> {
    let libraries = Libraries::build()?;
    let bench = Bench {
        libraries: &libraries,
        folder: work.folder.join("rustc"),
    };
    fs::create_dir_all(&bench.folder)?;
    results.section("Generated Rust → machine code");
    results.paragraph(
        "`rustc` alone on a program that reads and writes; the libraries are built before. Seconds of processor time; \
         machine code beyond an empty program's, in KB. In brackets: how many times pilota's.",
    );
    let mut all = Vec::new();
    for source in sources::all(options.structs)? {
        let figures = bench.measure(work, &source, options.rustc_rounds)?;
        report(&figures, &source, results);
        all.extend(figures);
    }
    results.paragraph(
        "pilota reads and writes both of its protocols, and asks for the size before it writes, as volo does. Apache's \
         code calls its protocols through `dyn` pointers, so that it is compiled once for all of them. Ours is compiled \
         once a protocol: the first row has the two that pilota has, the second one all that there are.",
    );
    Ok(all)
}

struct Bench<'a> {
    libraries: &'a Libraries,
    folder: PathBuf,
}

impl Bench<'_> {
    /// Everybody's code for one file of IDL.
    fn measure(&self, work: &Work, source: &Source, rounds: usize) -> Result<Vec<Figures>> {
        let (programs, lines): (Vec<_>, Vec<_>) = self.programs(work, source)?.into_iter().unzip();
        let empty = self.folder.join("empty.rs");
        fs::write(&empty, "fn main() {}\n")?;
        let mut times = vec![Rounds::new(CRATES.len()); source.ways];
        let mut code = vec![vec![0; source.ways]; CRATES.len()];
        for (way, times) in times.iter_mut().enumerate() {
            let nothing = self.compile(&empty, way)?.1;
            for round in 0..rounds {
                for who in Rounds::order(CRATES.len(), round) {
                    let (cpu, bytes) = self.compile(&programs[who], way)?;
                    times.record(who, round, cpu);
                    code[who][way] = bytes.saturating_sub(nothing);
                }
            }
        }
        let figures = code.into_iter().enumerate().map(|(who, code)| Figures {
            idl: source.module,
            name: CRATES[who].name,
            lines: lines[who],
            cpu: times
                .iter()
                .map(|times| times.summary(who, &[PILOTA]))
                .collect(),
            code,
        });
        Ok(figures.collect())
    }

    /// Everybody's program, and how many lines of it were generated. It uses what all compilers have made.
    fn programs(&self, work: &Work, source: &Source) -> Result<Vec<(PathBuf, usize)>> {
        let idl = self.folder.join(format!("{}.thrift", source.module));
        fs::write(&idl, &source.idl)?;
        let mut generated = Vec::new();
        for one in &CRATES {
            let text = one.generate(work, self.libraries, &idl, &self.folder, source.module)?;
            let types = one.types(&text);
            generated.push((one, text, types));
        }
        let everybodys = |root: &&String| {
            let has = |types: &BTreeMap<_, _>| types.contains_key(*root);
            generated.iter().all(|(_, _, types)| has(types))
        };
        let roots: Vec<String> = source.roots.iter().map(|root| folded(root)).collect();
        let roots: Vec<&String> = roots.iter().filter(everybodys).collect();
        let mut programs = Vec::new();
        for (one, text, types) in &generated {
            let path = self.folder.join(format!("{}.rs", one.file));
            let names: Vec<&String> = roots.iter().map(|root| &types[*root]).collect();
            fs::write(&path, one.program(text, source.module, &names))?;
            programs.push((path, text.lines().count()));
        }
        Ok(programs)
    }

    /// Milliseconds of processor time, and the bytes of machine code, of a check none.
    fn compile(&self, source: &Path, way: usize) -> Result<(f64, u64)> {
        let (_, arguments) = WAYS[way];
        let out = self.folder.join("out");
        let mut rustc = Command::new("rustc");
        rustc
            .args(["--edition=2024", "--crate-type=bin", "--cap-lints=allow"])
            .args(arguments)
            .args(self.libraries.arguments())
            .arg("-o")
            .arg(&out)
            .arg(source);
        let cost = run(&mut rustc)?;
        let bytes = if way == 0 { 0 } else { machine_code(&out)? };
        Ok((cost.cpu, bytes))
    }
}

/// The size of a program's `.text` section, as binutils' `size` says.
fn machine_code(program: &Path) -> Result<u64> {
    let output = Command::new("size").arg("-A").arg(program).output();
    let output = output.map_err(|error| format!("size: {error}; apt-get install binutils"))?;
    let text = String::from_utf8(output.stdout)?;
    let mut sections = text.lines().map(str::split_whitespace);
    let size = sections.find_map(|mut words| match words.next() {
        Some(".text") => words.next()?.parse().ok(),
        _ => None,
    });
    size.ok_or_else(|| format!("{} has no machine code", program.display()).into())
}

fn report(figures: &[Figures], source: &Source, results: &mut Results) {
    results.paragraph(&source.about);
    let ways = &WAYS[..source.ways];
    let mut head = vec!["Code".to_owned(), "Lines of Rust".to_owned()];
    head.extend(ways.iter().map(|(name, _)| format!("{name}, s")));
    head.extend(ways[1..].iter().map(|(name, _)| format!("{name}, KB")));
    let mut table = Table::new(head);
    let base = &figures[PILOTA];
    for one in figures {
        let times = |value: f64, base: f64| format!("{} ({:.2})", number(value), value / base);
        let mut row = vec![
            one.name.to_owned(),
            times(one.lines as f64, base.lines as f64),
        ];
        row.extend(one.cpu.iter().map(|summary| {
            let text = summary.map(|s| {
                let ratio = s.ratio.unwrap_or(f64::NAN);
                format!("{} ({ratio:.2})", number(s.median / 1e3))
            });
            text.unwrap_or_default()
        }));
        let code = one.code.iter().zip(&base.code).skip(1);
        row.extend(code.map(|(bytes, base)| times(*bytes as f64 / 1e3, *base as f64 / 1e3)));
        table.row(row);
    }
    results.table(&table);
}
