//! `idlc`: flags → compile → print → exit code.

mod cli;
mod compile;

use std::io::{self, IsTerminal, Write};
use std::panic::catch_unwind;
use std::process::ExitCode;
use std::thread;

use clap::{CommandFactory, Parser};

use cli::{Cli, Color, Command, ErrorFormat, Input, Report};
use compile::compile;
use idlc::diagnostics::suggest::closest;
use idlc::diagnostics::{Code, Diagnostics, Stopped, json, render};
use idlc::output::Refused;
use idlc::rust::Bug;
use idlc::source::SourceMap;

/// What went wrong, as an exit code.
enum Failure {
    /// In the input; it has been reported.
    Input,
    /// On the command line; this says what.
    Usage(String),
    /// Standard output cannot be written to.
    Output(io::Error),
    /// A generated file may not or cannot be written.
    Refused(Refused),
    /// In idlc.
    Bug(Bug),
}

impl From<Stopped> for Failure {
    fn from(_: Stopped) -> Self {
        Self::Input
    }
}

impl From<Bug> for Failure {
    fn from(bug: Bug) -> Self {
        Self::Bug(bug)
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let (code, message) = ending(catch_unwind(|| run(&cli)));
    if let Some(message) = message {
        // With standard error closed there is nobody to tell.
        let _ = writeln!(io::stderr(), "idlc: {message}");
    }
    ExitCode::from(code)
}

/// The exit code, and what is left to say.
fn ending(outcome: thread::Result<Result<(), Failure>>) -> (u8, Option<String>) {
    let Ok(result) = outcome else {
        let message = "this is a bug in idlc; please report it with the files that lead to it";
        return (70, Some(message.to_owned()));
    };
    match result {
        Ok(()) => (0, None),
        Err(Failure::Input) => (1, None),
        // Whoever reads has read enough: `idlc explain | head`.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => (0, None),
        Err(Failure::Output(error)) => {
            let message = format!("cannot write to standard output: {error}");
            (1, Some(message))
        }
        Err(Failure::Usage(message)) => (2, Some(message)),
        Err(Failure::Refused(refused)) => (1, Some(refused.to_string())),
        Err(Failure::Bug(bug)) => (70, Some(describe(&bug))),
    }
}

/// What to report, and where the text is that shows it.
fn describe(bug: &Bug) -> String {
    let place = bug.dump().map_or_else(
        |error| format!("its text cannot be kept: {error}"),
        |path| format!("its text is in `{}`", path.display()),
    );
    format!("this is a bug in idlc; please report it: {bug} ({place})")
}

fn run(cli: &Cli) -> Result<(), Failure> {
    match &cli.command {
        Command::Compile(options) => reporting(&cli.report, |sources, diagnostics| {
            compile(options, sources, diagnostics)
        }),
        Command::Check(input) => reporting(&cli.report, |sources, diagnostics| {
            check(input, sources, diagnostics)
        }),
        Command::Explain { code: Some(code) } => explain(code),
        Command::Explain { code: None } => list_codes(),
        Command::Completions { shell } => {
            // Into memory first: clap_complete panics where a write fails, as at a closed pipe.
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "idlc", &mut script);
            Ok(io::stdout().write_all(&script)?)
        }
    }
}

/// Does `work`, then shows the problems it has found, whatever came of it.
fn reporting(
    report: &Report,
    work: impl FnOnce(&mut SourceMap, &mut Diagnostics) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut sources = SourceMap::default();
    let mut diagnostics = Diagnostics::new(report.strict, report.deny_warnings);
    let result = work(&mut sources, &mut diagnostics);
    let text = match report.error_format {
        ErrorFormat::Human => render::human(&diagnostics, &sources, wants_color(report.color)),
        ErrorFormat::Json => json::json(&diagnostics, &sources),
    };
    // With standard error closed there is nobody to tell; the exit code still says it.
    let _ = io::stderr().write_all(text.as_bytes());
    result
}

fn wants_color(color: Color) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            io::stderr().is_terminal()
                && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        }
    }
}

fn check(
    input: &Input,
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Result<(), Failure> {
    idlc::analyze(&input.files, &input.include_dirs, sources, diagnostics)?;
    Ok(())
}

fn explain(number: &str) -> Result<(), Failure> {
    let code = Code::parse(number).ok_or_else(|| {
        let hint = closest(number, Code::all().map(Code::number))
            .map(|code| format!("; did you mean {code}?"));
        Failure::Usage(format!(
            "there is no code `{number}`{}",
            hint.unwrap_or_default()
        ))
    })?;
    Ok(writeln!(
        io::stdout(),
        "{code}: {}\n\n{}",
        code.title(),
        code.explanation()
    )?)
}

fn list_codes() -> Result<(), Failure> {
    let mut output = io::BufWriter::new(io::stdout());
    for code in Code::all() {
        writeln!(output, "{code}  {}", code.title())?;
    }
    Ok(output.flush()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_mistakes_end_with_70() {
        let bug = Bug {
            template: "structure.rs",
            message: "`}` closes nothing".into(),
            text: "struct A }".into(),
        };
        let (code, message) = ending(Ok(Err(Failure::Bug(bug))));
        let message = message.expect("says what to do");
        assert_eq!(code, 70);
        assert!(
            message.contains("please report it: the template `structure.rs`"),
            "{message}"
        );
        let kept = message.split('`').nth_back(1).expect("names a file");
        assert_eq!(
            std::fs::read_to_string(kept).expect("was written"),
            "struct A }"
        );
        std::fs::remove_file(kept).expect("is there");

        let (code, message) = ending(Err(Box::new("a panic's payload")));
        assert_eq!(code, 70);
        assert!(message.is_some_and(|message| message.starts_with("this is a bug in idlc")));
    }

    #[test]
    fn a_reader_that_has_enough_is_no_failure() {
        let closed = io::Error::from(io::ErrorKind::BrokenPipe);
        assert_eq!(ending(Ok(Err(Failure::Output(closed)))), (0, None));
        let full = io::Error::from(io::ErrorKind::StorageFull);
        assert_eq!(ending(Ok(Err(Failure::Output(full)))).0, 1);
    }
}
