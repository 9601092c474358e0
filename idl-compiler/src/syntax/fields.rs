//! Fields, arguments, declared exceptions: all have one form.

use pest::iterators::Pair;

use super::Rule;
use super::annotations::head;
use super::ast::{Field, Requiredness};
use super::tree::{Parts, Tree, text};
use super::types::field_type;
use super::values::{int, value};

/// The fields that come next among `parts`.
pub(super) fn fields(tree: &mut Tree<'_>, parts: &mut Parts<'_>) -> Vec<Field> {
    parts
        .many(Rule::field)
        .map(|pair| field(tree, &pair))
        .collect()
}

fn field(tree: &mut Tree<'_>, pair: &Pair<'_, Rule>) -> Field {
    let mut parts = Parts::of(pair.clone());
    let id = parts.maybe(Rule::int).map(|pair| int(tree, &pair));
    let word = parts.maybe(Rule::requiredness);
    let requiredness = match word.as_ref().map(text) {
        Some("required") => Requiredness::Required,
        Some(_) => Requiredness::Optional,
        None => Requiredness::Default,
    };
    let requiredness_span = word.map(|word| tree.span(&word));
    let ty = field_type(tree, parts.one(Rule::field_type));
    let reference = parts.maybe(Rule::reference).is_some();
    let name = parts.one(Rule::field_name);
    let default = parts.maybe(Rule::value).map(|pair| value(tree, pair));
    // What is said to an XSD generator means nothing to us.
    for rule in [Rule::xsd_optional, Rule::xsd_nillable, Rule::xsd_attributes] {
        parts.maybe(rule);
    }
    let head = head(tree, pair, &name, parts.maybe(Rule::annotations));
    Field {
        head,
        id,
        requiredness,
        requiredness_span,
        ty,
        reference,
        default,
    }
}
