//! Diagnostics → text for people. The one file that knows annotate-snippets.

use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Diagnostics, Label, Severity};
use crate::source::{SourceId, SourceMap, Span};

/// A line longer than this many bytes is named and not shown.
const LONGEST_LINE: usize = 1000;

/// All problems with the lines they are about, in the order in which they were found, and how many there are.
pub fn human(diagnostics: &Diagnostics, sources: &SourceMap, color: bool) -> String {
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut text = String::new();
    for diagnostic in diagnostics.all() {
        text.push_str(&renderer.render(&[group(diagnostic, sources)]));
        text.push_str("\n\n");
    }
    text.push_str(&summary(diagnostics));
    text
}

fn group<'a>(diagnostic: &'a Diagnostic, sources: &'a SourceMap) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    };
    let mut group = Group::with_title(
        level
            .primary_title(&diagnostic.message)
            .id(diagnostic.code.number()),
    );
    let labels: Vec<(&Label, AnnotationKind)> = (diagnostic
        .primary
        .iter()
        .map(|label| (label, AnnotationKind::Primary)))
    .chain(
        diagnostic
            .secondary
            .iter()
            .map(|label| (label, AnnotationKind::Context)),
    )
    .collect();
    let mut files: Vec<SourceId> = Vec::new();
    for (label, _) in &labels {
        if !files.contains(&label.span.source) {
            files.push(label.span.source);
        }
    }
    for file in files {
        let here: Vec<_> = labels
            .iter()
            .copied()
            .filter(|(label, _)| label.span.source == file)
            .collect();
        group = show(group, file, &here, sources);
    }
    let notes = diagnostic
        .notes
        .iter()
        .map(|note| Level::NOTE.message(note));
    let help = diagnostic.help.iter().map(|help| Level::HELP.message(help));
    group.elements(notes).elements(help)
}

/// Adds the lines of one file with labels on them.
fn show<'a>(
    group: Group<'a>,
    file: SourceId,
    labels: &[(&'a Label, AnnotationKind)],
    sources: &'a SourceMap,
) -> Group<'a> {
    let source = sources.get(file);
    let path = source.path.to_string_lossy();
    let lines = lines_around(&source.text, labels);
    if source.text[lines.clone()]
        .lines()
        .any(|line| line.len() > LONGEST_LINE)
    {
        let start = labels
            .first()
            .map_or(0, |(label, _)| label.span.start as usize);
        let (line, column) = sources.line_column(file, start);
        return group.element(Origin::path(path).line(line).char_column(column));
    }
    let annotations = labels.iter().map(|(label, kind)| {
        let text = Some(label.text.as_str()).filter(|text| !text.is_empty());
        kind.span(within(label.span, &lines)).label(text)
    });
    let first_line = sources.line_column(file, lines.start).0;
    let snippet = Snippet::source(&source.text[lines.clone()])
        .line_start(first_line)
        .path(path);
    group.element(snippet.annotations(annotations.collect::<Vec<Annotation<'_>>>()))
}

/// The whole lines from the first label to the last.
fn lines_around(text: &str, labels: &[(&Label, AnnotationKind)]) -> Range<usize> {
    let start = labels
        .iter()
        .map(|(label, _)| label.span.start as usize)
        .min()
        .unwrap_or(0);
    let end = labels
        .iter()
        .map(|(label, _)| label.span.end as usize)
        .max()
        .unwrap_or(0);
    let start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[end..]
        .find('\n')
        .map_or(text.len(), |length| end + length);
    start..end
}

/// A place relative to the lines that are shown.
fn within(span: Span, lines: &Range<usize>) -> Range<usize> {
    span.start as usize - lines.start..span.end as usize - lines.start
}

/// `2 errors, 1 warning`; nothing if there is nothing to count.
fn summary(diagnostics: &Diagnostics) -> String {
    let count = |severity| {
        diagnostics
            .all()
            .iter()
            .filter(|diagnostic| diagnostic.severity == severity)
            .count()
    };
    let mut parts = Vec::new();
    for (count, name) in [
        (count(Severity::Error), "error"),
        (count(Severity::Warning), "warning"),
    ] {
        match count {
            0 => {}
            1 => parts.push(format!("1 {name}")),
            _ => parts.push(format!("{count} {name}s")),
        }
    }
    let mut text = parts.join(", ");
    if let Some(error) = diagnostics
        .all()
        .iter()
        .find(|diagnostic| diagnostic.severity == Severity::Error)
    {
        // Writing to a string cannot fail.
        let _ = write!(text, "; `idlc explain {}` says more", error.code);
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests;
