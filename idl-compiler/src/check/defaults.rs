//! What a struct is before anything is set in it.

use crate::diagnostics::codes::types as codes;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::graph::{Graph, Step};
use crate::model::{Program, Struct, StructKind, Value};
use crate::source::Span;

use super::cycles::always_held;

/// A default that needs itself can never be built. Fields without a declared default that lead back to their struct are
/// left out, so every such circle goes through a declared one.
pub(super) fn endless(program: &Program, diagnostics: &mut Diagnostics) {
    let structs = program.structs.len();
    let name = |index: usize| match program.structs.get(index) {
        Some(it) => it.head.name.as_str(),
        None => program.constants[index - structs].head.name.as_str(),
    };
    for circle in needs(program).circles() {
        let [(first, place), rest @ ..] = circle.steps.as_slice() else {
            continue;
        };
        let message = format!("the default of `{}` needs itself", name(*first));
        let mut problem = Diagnostic::new(codes::ENDLESS_DEFAULT, message)
            .at(*place, circle.path(name))
            .help("leave out one of these defaults");
        for (index, span) in rest {
            problem = problem.and(*span, format!("part of `{}`", name(*index)));
        }
        diagnostics.push(problem);
    }
}

/// Nodes are the defaults of all structs, then all constants; edges are what must be built to build them.
fn needs(program: &Program) -> Graph {
    let mut part_of = vec![0; program.structs.len()];
    for (part, group) in always_held(program).groups().into_iter().enumerate() {
        for index in group {
            part_of[index] = part;
        }
    }
    let of_struct = |(index, it): (usize, &Struct)| {
        let mut edges = Vec::new();
        for field in &it.fields {
            let place = field.head.span;
            if let Some(default) = &field.default {
                needed_by(program, default, place, &mut edges);
            } else if let Some(held) = field.ty.held(program).filter(|_| it.always_has(field)) {
                let held = held.0 as usize;
                if part_of[held] != part_of[index] {
                    edges.push((held, place));
                }
            }
        }
        edges
    };
    let structs = program.structs.iter().enumerate().map(of_struct);
    let constants = program.constants.iter().map(|it| {
        let mut edges = Vec::new();
        needed_by(program, &it.value, it.head.span, &mut edges);
        edges
    });
    Graph::new(&structs.chain(constants).collect::<Vec<Vec<Step>>>())
}

fn needed_by(program: &Program, value: &Value, place: Span, edges: &mut Vec<Step>) {
    match value {
        Value::Bool(_)
        | Value::Int(_)
        | Value::Double(_)
        | Value::String(_)
        | Value::Uuid(_)
        | Value::Enum(..) => {}
        Value::List(elements) => elements
            .iter()
            .for_each(|it| needed_by(program, it, place, edges)),
        Value::Map(entries) => {
            for (key, value) in entries {
                needed_by(program, key, place, edges);
                needed_by(program, value, place, edges);
            }
        }
        Value::Struct(id, members) => {
            // The fields that are not given start as in the struct's default.
            let it = &program[*id];
            if it.kind != StructKind::Union && members.len() < it.fields.len() {
                edges.push((id.0 as usize, place));
            }
            for (_, it) in members {
                needed_by(program, it, place, edges);
            }
        }
        Value::Constant(id) => edges.push((program.structs.len() + id.0 as usize, place)),
    }
}
