//! `idlc compile`: files → Rust, or the stages in between.

use std::io::{self, Write};

use idlc::diagnostics::Diagnostics;
use idlc::output::{Action, Step, carry_out, plan};
use idlc::source::SourceMap;
use idlc::{Containers, Options, Protocols};

use crate::Failure;
use crate::cli::{self, Compile, Input, Stage};

/// Does what `options` say.
pub(crate) fn compile(
    options: &Compile,
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Result<(), Failure> {
    if !options.emit.is_empty() {
        return emit(options, sources, diagnostics);
    }
    let Input {
        files,
        include_dirs,
    } = &options.input;
    let program = idlc::analyze(files, include_dirs, sources, diagnostics)?;
    let generated = idlc::rust::tree(&program, style(options))?;
    // The process ends soon, and the system takes its memory back at once, not name by name.
    std::mem::forget(program);
    let steps = plan(&options.out, generated)?;
    if options.check {
        return compare(&steps);
    }
    carry_out(&steps)?;
    report(&steps)
}

fn style(options: &Compile) -> Options {
    let containers = match options.containers {
        cli::Containers::Btree => Containers::BTree,
        cli::Containers::Hash => Containers::Hash,
    };
    Options {
        containers,
        serde: options.serde,
        protocols: options
            .protocols
            .as_ref()
            .map_or_else(Protocols::default, |chosen| {
                chosen.iter().copied().collect()
            }),
        recurse: options.recurse,
    }
}

/// One line for each file, and what became of it.
fn report(steps: &[Step]) -> Result<(), Failure> {
    for step in steps {
        let done = match step.action {
            Action::Write => "wrote",
            Action::Keep => "unchanged",
            Action::Remove => "removed",
        };
        writeln!(io::stdout(), "{done} {}", step.path.display())?;
    }
    Ok(())
}

/// One line for each file that is not as it should be.
fn compare(steps: &[Step]) -> Result<(), Failure> {
    let mut differs = false;
    for step in steps.iter().filter(|step| step.action != Action::Keep) {
        differs = true;
        let how = match step.action {
            Action::Remove => "superfluous",
            _ if step.path.exists() => "differs",
            _ => "missing",
        };
        writeln!(io::stdout(), "{how} {}", step.path.display())?;
    }
    if differs { Err(Failure::Input) } else { Ok(()) }
}

/// Prints what the stages hand on, as far as they get.
fn emit(
    options: &Compile,
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Result<(), Failure> {
    let Input {
        files,
        include_dirs,
    } = &options.input;
    let loaded = idlc::load::load(files, include_dirs, sources, diagnostics);
    if options.emit.contains(&Stage::Ast) {
        let documents: Vec<_> = loaded
            .files
            .iter()
            .map(|file| (&file.path, &file.document))
            .collect();
        print_json(&documents)?;
    }
    diagnostics.stop_on_error()?;
    if options.emit.iter().all(|stage| *stage == Stage::Ast) {
        return Ok(());
    }
    let program = idlc::resolve::resolve(&loaded, diagnostics);
    idlc::check::check(&program, diagnostics);
    diagnostics.stop_on_error()?;
    if options.emit.contains(&Stage::Model) {
        print_json(&program)?;
    }
    if options.emit.contains(&Stage::Views) {
        print_json(&idlc::rust::views(&program, style(options)))?;
    }
    Ok(())
}

fn print_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    let mut output = io::BufWriter::new(io::stdout());
    serde_json::to_writer_pretty(&mut output, value).map_err(io::Error::from)?;
    writeln!(output)?;
    Ok(output.flush()?)
}
