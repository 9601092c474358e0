//! Names, strings and annotations.

use pest::iterators::Pair;

use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::syntax as codes;

use super::Rule;
use super::ast::{Annotation, Head, Ident, Literal};
use super::tree::{Parts, Tree, text};

/// A name where a dotted one is fine.
pub(super) fn ident(tree: &Tree<'_>, pair: &Pair<'_, Rule>) -> Ident {
    Ident {
        text: text(pair).to_owned(),
        span: tree.span(pair),
    }
}

/// The head of the construct `whole`, whose name is `name` and may not be dotted.
pub(super) fn head(
    tree: &mut Tree<'_>,
    whole: &Pair<'_, Rule>,
    name: &Pair<'_, Rule>,
    annotations: Option<Pair<'_, Rule>>,
) -> Head {
    let name = ident(tree, name);
    if name.text.contains('.') {
        let problem = Diagnostic::new(
            codes::DOTTED_NAME,
            format!("`{}` is defined with a dot in its name", name.text),
        );
        tree.notes.problems.push(
            problem
                .at(name.span, "a plain name is wanted")
                .help("use `_` instead of the dot"),
        );
    }
    let span = tree.span(whole);
    let doc = tree.docs.of(span.start as usize, name.span.start as usize);
    Head {
        name,
        doc,
        annotations: optional_list(tree, annotations),
        span,
    }
}

/// `"…"` or `'…'`
pub(super) fn literal(tree: &Tree<'_>, pair: &Pair<'_, Rule>) -> Literal {
    Literal {
        text: unescape(text(pair)),
        span: tree.span(pair),
    }
}

/// The text between the quotes, escapes replaced.
pub(super) fn unescape(quoted: &str) -> String {
    let body = &quoted[1..quoted.len() - 1];
    let mut text = String::with_capacity(body.len());
    let mut chars = body.chars();
    while let Some(char) = chars.next() {
        if char != '\\' {
            text.push(char);
            continue;
        }
        match chars.next() {
            Some('r') => text.push('\r'),
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            // The lexical pass lets only quotes and backslashes come here.
            other => text.extend(other),
        }
    }
    text
}

/// `(key = "value", flag)`, or nothing.
pub(super) fn optional_list(
    tree: &Tree<'_>,
    annotations: Option<Pair<'_, Rule>>,
) -> Vec<Annotation> {
    annotations
        .map(|pair| {
            Parts::of(pair)
                .many(Rule::annotation)
                .map(|pair| annotation(tree, pair))
                .collect()
        })
        .unwrap_or_default()
}

fn annotation(tree: &Tree<'_>, pair: Pair<'_, Rule>) -> Annotation {
    let mut parts = Parts::of(pair);
    let key = ident(tree, &parts.one(Rule::annotation_key));
    let value = parts
        .maybe(Rule::literal)
        .map_or_else(|| "1".to_owned(), |literal| unescape(text(&literal)));
    Annotation { key, value }
}
