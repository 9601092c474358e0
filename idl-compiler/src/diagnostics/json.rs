//! Diagnostics → JSON for tools: one object a line.

use serde::Serialize;

use super::{Code, Diagnostic, Diagnostics, Label, Severity};
use crate::source::SourceMap;

/// One line of output. `file`, `line` and `column` are those of the primary label.
#[derive(Serialize)]
struct Record<'a> {
    code: Code,
    severity: Severity,
    message: &'a str,
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    /// The primary one first.
    labels: Vec<Place<'a>>,
    help: &'a [String],
    notes: &'a [String],
}

/// Lines and columns count from 1, columns in characters; the end is just past the last character.
#[derive(Serialize)]
struct Place<'a> {
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    text: &'a str,
}

/// All problems, one JSON object a line, in the order in which they were found.
pub fn json(diagnostics: &Diagnostics, sources: &SourceMap) -> String {
    diagnostics
        .all()
        .iter()
        .map(|diagnostic| record(diagnostic, sources))
        .collect()
}

fn record(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let primary = diagnostic
        .primary
        .as_ref()
        .map(|label| place(label, sources));
    let record = Record {
        code: diagnostic.code,
        severity: diagnostic.severity,
        message: &diagnostic.message,
        file: primary.as_ref().map(|place| place.file.clone()),
        line: primary.as_ref().map(|place| place.line),
        column: primary.as_ref().map(|place| place.column),
        labels: primary
            .into_iter()
            .chain(
                diagnostic
                    .secondary
                    .iter()
                    .map(|label| place(label, sources)),
            )
            .collect(),
        help: &diagnostic.help,
        notes: &diagnostic.notes,
    };
    // invariant: strings, numbers and lists of them always have a JSON form.
    serde_json::to_string(&record).unwrap_or_default() + "\n"
}

fn place<'a>(label: &'a Label, sources: &SourceMap) -> Place<'a> {
    let span = label.span;
    let (line, column) = sources.line_column(span.source, span.start as usize);
    let (end_line, end_column) = sources.line_column(span.source, span.end as usize);
    let file = sources.get(span.source).path.to_string_lossy().into_owned();
    Place {
        file,
        line,
        column,
        end_line,
        end_column,
        text: &label.text,
    }
}
