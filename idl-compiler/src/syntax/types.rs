//! Types where they are used.

use pest::iterators::Pair;

use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::style as codes;

use super::Rule;
use super::annotations::{ident, literal, optional_list};
use super::ast::{Base, Literal, Type, TypeKind};
use super::dialects::SLIST;
use super::tree::{Parts, Tree, text};

pub(super) fn field_type(tree: &mut Tree<'_>, pair: Pair<'_, Rule>) -> Type {
    let span = tree.span(&pair);
    let mut parts = Parts::of(pair);
    // invariant: the grammar gives a type at least one child.
    let pair = parts
        .next()
        .unwrap_or_else(|| unreachable!("a type without a child"));
    let (kind, cpp_type) = match pair.as_rule() {
        Rule::base => (TypeKind::Base(base(text(&pair))), None),
        Rule::identifier => {
            if text(&pair) == SLIST {
                tree.notes.slists.push(span);
            }
            (TypeKind::Named(ident(tree, &pair)), None)
        }
        _ => container(tree, pair),
    };
    Type {
        kind,
        annotations: optional_list(tree, parts.maybe(Rule::annotations)),
        cpp_type,
        span,
    }
}

fn base(word: &str) -> Base {
    match word {
        "bool" => Base::Bool,
        "byte" => Base::Byte,
        "i8" => Base::I8,
        "i16" => Base::I16,
        "i32" => Base::I32,
        "i64" => Base::I64,
        "double" => Base::Double,
        "string" => Base::String,
        "binary" => Base::Binary,
        "uuid" => Base::Uuid,
        _ => Base::Void,
    }
}

fn container(tree: &mut Tree<'_>, pair: Pair<'_, Rule>) -> (TypeKind, Option<Literal>) {
    let rule = pair.as_rule();
    let mut parts = Parts::of(pair);
    let cpp_type = cpp_type(tree, &mut parts);
    let first = Box::new(field_type(tree, parts.one(Rule::field_type)));
    match rule {
        Rule::list => (
            TypeKind::List(first),
            cpp_type.or(trailing_cpp_type(tree, &mut parts)),
        ),
        Rule::set => (TypeKind::Set(first), cpp_type),
        _ => (
            TypeKind::Map(
                first,
                Box::new(field_type(tree, parts.one(Rule::field_type))),
            ),
            cpp_type,
        ),
    }
}

fn cpp_type(tree: &Tree<'_>, parts: &mut Parts<'_>) -> Option<Literal> {
    parts
        .maybe(Rule::cpp_type)
        .map(|pair| literal(tree, &Parts::of(pair).one(Rule::literal)))
}

/// `list<T> cpp_type "…"`, the old place.
fn trailing_cpp_type(tree: &mut Tree<'_>, parts: &mut Parts<'_>) -> Option<Literal> {
    let found = cpp_type(tree, parts)?;
    let problem = Diagnostic::new(
        codes::TRAILING_CPP_TYPE,
        "`cpp_type` after the element type is deprecated",
    );
    tree.notes.problems.push(
        problem
            .at(found.span, "")
            .help("write `list cpp_type \"…\" <T>`"),
    );
    Some(found)
}
