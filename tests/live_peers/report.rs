//! What was run and what came of it, as a table.

use std::collections::BTreeSet;

use tests::matrix::Role;

use crate::cells::{Cell, Over};
use crate::languages::{Language, OURS};
use crate::run::Outcome;

/// Everything, in Markdown.
pub(crate) fn table(languages: &[Language], cells: &[Cell], outcomes: &[Outcome]) -> String {
    let runs: Vec<(&Cell, &Outcome)> = cells.iter().zip(outcomes).collect();
    let mut text = String::from("# Our programs and those of other languages\n");
    for language in languages {
        let of_it = |run: &&(&Cell, &Outcome)| run.0.language == language.name;
        let runs: Vec<_> = runs.iter().filter(of_it).copied().collect();
        write(&mut text, language, &runs);
    }
    let good = outcomes
        .iter()
        .filter(|outcome| outcome.failure.is_none())
        .count();
    let checks: usize = outcomes.iter().map(|outcome| outcome.passed).sum();
    let all = outcomes.len();
    line(
        &mut text,
        &format!("\n{good} of {all} conversations went well, with {checks} checks."),
    );
    text
}

/// One conversation in a line.
pub(crate) fn brief(cell: &Cell, outcome: &Outcome) -> String {
    format!("{}: {}", cell.name(), mark(cell, outcome))
}

/// What went wrong, a text each.
pub(crate) fn failures(cells: &[Cell], outcomes: &[Outcome]) -> Vec<String> {
    let failed = |(cell, outcome): (&Cell, &Outcome)| {
        let why = outcome.failure.as_ref()?;
        Some(format!("=== {}\n{why}", cell.name()))
    };
    cells.iter().zip(outcomes).filter_map(failed).collect()
}

fn write(text: &mut String, language: &Language, runs: &[(&Cell, &Outcome)]) {
    line(text, &format!("\n## {}\n", language.name));
    if language.name == OURS {
        line(
            text,
            "| protocol | transport | our client at our server |  |\n|---|---|---|---|",
        );
    } else {
        line(
            text,
            "| protocol | transport | our client at its server | its client at ours |\n|---|---|---|---|",
        );
    }
    for (protocol, transport) in rows(runs) {
        let of_row = |role| {
            let here = |run: &&(&Cell, &Outcome)| {
                let cell = run.0;
                cell.role == role && cell.protocol == protocol && cell.transport == transport
            };
            let runs = runs.iter().filter(here);
            runs.map(|(cell, outcome)| mark(cell, outcome))
                .collect::<Vec<_>>()
                .join("; ")
        };
        let (server, client) = (of_row(Role::Server), of_row(Role::Client));
        line(
            text,
            &format!("| {protocol} | {transport} | {server} | {client} |"),
        );
    }
    let remarks = remarks(language, runs);
    if !remarks.is_empty() {
        line(text, "\nThe library's own limits:\n");
        for remark in remarks {
            line(text, &format!("- {remark}"));
        }
    }
}

/// Each protocol with each transport that was run, in order.
fn rows<'c>(runs: &[(&'c Cell, &Outcome)]) -> Vec<(&'c str, &'c str)> {
    let mut rows = Vec::new();
    for (cell, _) in runs {
        let row = (cell.protocol.as_str(), cell.transport.as_str());
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    rows
}

fn mark(cell: &Cell, outcome: &Outcome) -> String {
    let (model, over) = (&cell.model, cell.over.name());
    let seconds = outcome.seconds;
    match (&outcome.failure, cell.over) {
        (Some(_), _) => format!("**{model}{over} FAILED**"),
        (None, Over::Nameless) => format!("{model}{over} refused"),
        (None, _) if outcome.skipped.is_empty() => {
            format!("{model}{over} {} ({seconds:.1} s)", outcome.passed)
        }
        (None, _) => {
            let (passed, skipped) = (outcome.passed, outcome.skipped.len());
            format!("{model}{over} {passed} − {skipped} ({seconds:.1} s)")
        }
    }
}

/// What the peer's file says that the library cannot do, and what was left out of a run for it.
fn remarks(language: &Language, runs: &[(&Cell, &Outcome)]) -> Vec<String> {
    let cannot = language
        .matrix
        .cannot
        .iter()
        .map(|line| format!("cannot {line}"));
    let skipped = runs.iter().flat_map(|(cell, outcome)| {
        let role = match cell.role {
            Role::Client => "its client",
            Role::Server => "its server",
        };
        outcome
            .skipped
            .iter()
            .map(move |what| format!("{role} skips {what}"))
    });
    let skipped: BTreeSet<String> = skipped.collect();
    cannot.chain(skipped).collect()
}

fn line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}
