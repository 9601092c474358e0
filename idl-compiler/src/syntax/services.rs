//! Services and their functions.

use pest::iterators::Pair;

use super::Rule;
use super::annotations::{head, ident};
use super::ast::{Field, Function, Service};
use super::fields::fields;
use super::tree::{Parts, Tree};
use super::types::field_type;

pub(super) fn service(tree: &mut Tree<'_>, pair: &Pair<'_, Rule>) -> Service {
    let mut parts = Parts::of(pair.clone());
    let name = parts.one(Rule::identifier);
    let extends = parts
        .maybe(Rule::extends)
        .map(|pair| ident(tree, &Parts::of(pair).one(Rule::identifier)));
    let functions = parts
        .many(Rule::function)
        .map(|pair| function(tree, &pair))
        .collect();
    Service {
        head: head(tree, pair, &name, parts.maybe(Rule::annotations)),
        extends,
        functions,
    }
}

fn function(tree: &mut Tree<'_>, pair: &Pair<'_, Rule>) -> Function {
    let mut parts = Parts::of(pair.clone());
    let oneway = parts.maybe(Rule::oneway).map(|word| ident(tree, &word));
    let returns = field_type(tree, parts.one(Rule::field_type));
    let name = parts.one(Rule::identifier);
    let arguments = listed(tree, parts.maybe(Rule::arguments));
    let throws = listed(tree, parts.maybe(Rule::throws));
    Function {
        head: head(tree, pair, &name, parts.maybe(Rule::annotations)),
        oneway,
        returns,
        arguments,
        throws,
    }
}

/// The fields of a list in parentheses, or none.
fn listed(tree: &mut Tree<'_>, pair: Option<Pair<'_, Rule>>) -> Vec<Field> {
    pair.map(|pair| fields(tree, &mut Parts::of(pair)))
        .unwrap_or_default()
}
