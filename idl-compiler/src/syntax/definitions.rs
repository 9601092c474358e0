//! Constants, typedefs, enums, structures.

use pest::iterators::Pair;

use super::Rule;
use super::annotations::head;
use super::ast::{Const, Definition, Enum, Member, Struct, StructKind, Typedef};
use super::fields::fields;
use super::services::service;
use super::tree::{Parts, Tree, text};
use super::types::field_type;
use super::values::{int, value};

pub(super) fn definition(tree: &mut Tree<'_>, pair: &Pair<'_, Rule>) -> Definition {
    match pair.as_rule() {
        Rule::constant => Definition::Const(constant(tree, pair)),
        Rule::typedef => Definition::Typedef(typedef(tree, pair)),
        Rule::enumeration => Definition::Enum(enumeration(tree, pair)),
        Rule::service => Definition::Service(service(tree, pair)),
        _ => Definition::Struct(structure(tree, pair)),
    }
}

fn constant(tree: &mut Tree<'_>, pair: &Pair<'_, Rule>) -> Const {
    let mut parts = Parts::of(pair.clone());
    let ty = field_type(tree, parts.one(Rule::field_type));
    let name = parts.one(Rule::identifier);
    let value = value(tree, parts.one(Rule::value));
    Const {
        head: head(tree, pair, &name, None),
        ty,
        value,
    }
}

fn typedef(tree: &mut Tree<'_>, pair: &Pair<'_, Rule>) -> Typedef {
    let mut parts = Parts::of(pair.clone());
    let ty = field_type(tree, parts.one(Rule::field_type));
    let name = parts.one(Rule::identifier);
    Typedef {
        head: head(tree, pair, &name, parts.maybe(Rule::annotations)),
        ty,
    }
}

fn enumeration(tree: &mut Tree<'_>, pair: &Pair<'_, Rule>) -> Enum {
    let mut parts = Parts::of(pair.clone());
    let name = parts.one(Rule::identifier);
    let members = parts
        .many(Rule::member)
        .map(|pair| member(tree, &pair))
        .collect();
    Enum {
        head: head(tree, pair, &name, parts.maybe(Rule::annotations)),
        members,
    }
}

fn member(tree: &mut Tree<'_>, pair: &Pair<'_, Rule>) -> Member {
    let mut parts = Parts::of(pair.clone());
    let name = parts.one(Rule::identifier);
    let value = parts.maybe(Rule::int).map(|pair| int(tree, &pair));
    Member {
        head: head(tree, pair, &name, parts.maybe(Rule::annotations)),
        value,
    }
}

fn structure(tree: &mut Tree<'_>, pair: &Pair<'_, Rule>) -> Struct {
    let mut parts = Parts::of(pair.clone());
    let kind = match parts.maybe(Rule::struct_kind) {
        Some(word) if text(&word) == "union" => StructKind::Union,
        Some(_) => StructKind::Struct,
        None => StructKind::Exception,
    };
    let name = parts.one(Rule::identifier);
    let xsd_all = parts.maybe(Rule::xsd_all).is_some();
    let fields = fields(tree, &mut parts);
    let mut head = head(tree, pair, &name, parts.maybe(Rule::annotations));
    if fields.is_empty() && head.doc.is_none() {
        // There is nothing else that a comment between empty braces could be about.
        head.doc = tree.docs.within(head.name.span, head.span);
    }
    Struct {
        head,
        kind,
        xsd_all,
        fields,
    }
}
