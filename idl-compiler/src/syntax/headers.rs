//! `include`, `cpp_include`, `namespace`.

use pest::iterators::Pair;

use super::Rule;
use super::annotations::{ident, literal, optional_list};
use super::ast::{Header, Namespace};
use super::tree::{Parts, Tree};

pub(super) fn header(tree: &Tree<'_>, pair: Pair<'_, Rule>) -> Header {
    let rule = pair.as_rule();
    let span = tree.span(&pair);
    let mut parts = Parts::of(pair);
    match rule {
        Rule::include => Header::Include(literal(tree, &parts.one(Rule::literal))),
        Rule::cpp_include => Header::CppInclude(literal(tree, &parts.one(Rule::literal))),
        _ => {
            let language = parts
                .maybe(Rule::star)
                .unwrap_or_else(|| parts.one(Rule::identifier));
            let name = parts.one(Rule::identifier);
            let annotations = optional_list(tree, parts.maybe(Rule::annotations));
            Header::Namespace(Namespace {
                language: ident(tree, &language),
                name: ident(tree, &name),
                annotations,
                span,
            })
        }
    }
}
