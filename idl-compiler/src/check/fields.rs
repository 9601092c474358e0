//! Fields, arguments and declared exceptions.

use std::collections::BTreeMap;

use crate::diagnostics::codes::services as codes;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::{Field, Program, StructKind};

/// Of the fields that stand beside each other no two have one id or one name.
pub(super) fn repeated(program: &Program, diagnostics: &mut Diagnostics) {
    for it in &program.structs {
        repeated_in(&it.fields, diagnostics);
    }
    for function in program
        .services
        .iter()
        .flat_map(|service| &service.functions)
    {
        repeated_in(&function.arguments, diagnostics);
        repeated_in(&function.throws, diagnostics);
    }
}

fn repeated_in(fields: &[Field], diagnostics: &mut Diagnostics) {
    let mut ids: BTreeMap<i16, &Field> = BTreeMap::new();
    let mut names: BTreeMap<&str, &Field> = BTreeMap::new();
    for field in fields {
        let (id, name) = (field.id, field.head.name.as_str());
        let before = *ids.entry(id).or_insert(field);
        if !std::ptr::eq(before, field) {
            let message = format!("`{}` and `{name}` have the same field id", before.head.name);
            let problem = Diagnostic::new(codes::REPEATED_FIELD_ID, message)
                .at(field.head.span, format!("has the id {id}"))
                .and(before.head.span, format!("has the id {id}, too"))
                .help(format!("{} is free", free_id(fields)));
            diagnostics.push(problem);
        }
        let before = *names.entry(name).or_insert(field);
        if !std::ptr::eq(before, field) {
            let problem = Diagnostic::new(
                codes::REPEATED_FIELD_NAME,
                format!("two fields are called `{name}`"),
            )
            .at(field.head.span, "again")
            .and(before.head.span, "before");
            diagnostics.push(problem);
        }
    }
}

/// One more than the greatest, for it was never used; if there is no greater one, the least.
fn free_id(fields: &[Field]) -> i16 {
    let greatest = fields
        .iter()
        .map(|field| field.id)
        .max()
        .unwrap_or(0)
        .max(0);
    let taken = |id: &i16| fields.iter().any(|field| field.id == *id);
    greatest
        .checked_add(1)
        .or_else(|| (1..i16::MAX).find(|id| !taken(id)))
        .unwrap_or(1)
}

/// A union holds one member from the start at most.
pub(super) fn union_defaults(program: &Program, diagnostics: &mut Diagnostics) {
    for union in program
        .structs
        .iter()
        .filter(|it| it.kind == StructKind::Union)
    {
        let mut with_default = union.fields.iter().filter(|field| field.default.is_some());
        let Some(first) = with_default.next() else {
            continue;
        };
        for field in with_default {
            let message = format!("the union `{}` has two defaults", union.head.name);
            let problem = Diagnostic::new(codes::TWO_DEFAULTS, message)
                .at(field.head.span, "has a default")
                .and(first.head.span, "has a default, too")
                .help("leave one default, or none");
            diagnostics.push(problem);
        }
    }
}
