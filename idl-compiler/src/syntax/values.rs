//! Constants as written.

use pest::iterators::Pair;

use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::syntax as codes;

use super::Rule;
use super::annotations::unescape;
use super::ast::{Int, Value, ValueKind};
use super::tree::{Parts, Tree, text};

pub(super) fn value(tree: &mut Tree<'_>, pair: Pair<'_, Rule>) -> Value {
    let span = tree.span(&pair);
    // invariant: the grammar gives a value exactly one child.
    let pair = Parts::of(pair)
        .next()
        .unwrap_or_else(|| unreachable!("a value without a child"));
    let kind = match pair.as_rule() {
        Rule::int => ValueKind::Int(int(tree, &pair).value),
        Rule::double => ValueKind::Double(double(tree, &pair)),
        Rule::literal => ValueKind::String(unescape(text(&pair))),
        Rule::boolean => ValueKind::Bool(text(&pair) == "true"),
        Rule::identifier => ValueKind::Name(text(&pair).to_owned()),
        Rule::list_value => {
            let mut parts = Parts::of(pair);
            ValueKind::List(
                parts
                    .many(Rule::value)
                    .map(|pair| value(tree, pair))
                    .collect(),
            )
        }
        _ => {
            let mut parts = Parts::of(pair);
            let mut entries = Vec::new();
            while let Some(key) = parts.maybe(Rule::value) {
                entries.push((value(tree, key), value(tree, parts.one(Rule::value))));
            }
            ValueKind::Map(entries)
        }
    };
    Value { kind, span }
}

/// A whole number; 0 after one that is too big has been reported.
pub(super) fn int(tree: &mut Tree<'_>, pair: &Pair<'_, Rule>) -> Int {
    let span = tree.span(pair);
    let text = text(pair);
    // A sign stands before `0x`, and decides the range: -0x8000000000000000 is a number.
    let digits = text.trim_start_matches(['+', '-']);
    let sign = &text[..text.len() - digits.len()];
    let parsed = match digits.strip_prefix("0x") {
        Some(digits) => i64::from_str_radix(&format!("{sign}{digits}"), 16),
        None => text.parse(),
    };
    let value = parsed.unwrap_or_else(|_| {
        let problem = Diagnostic::new(
            codes::NUMBER_TOO_BIG,
            format!("`{text}` does not fit into 64 bits"),
        );
        tree.notes.problems.push(problem.at(span, "too big"));
        0
    });
    Int { value, span }
}

/// A number with a point or an exponent; 0 after one that is too big has been reported.
fn double(tree: &mut Tree<'_>, pair: &Pair<'_, Rule>) -> f64 {
    let text = text(pair);
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => value,
        _ => {
            let problem = Diagnostic::new(
                codes::NUMBER_TOO_BIG,
                format!("`{text}` does not fit into a double"),
            );
            tree.notes
                .problems
                .push(problem.at(tree.span(pair), "too big"));
            0.0
        }
    }
}
