//! Structs that hold themselves.

use crate::diagnostics::codes::types as codes;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::graph::{Graph, Step};
use crate::model::Program;

/// A struct every value of which holds another such value cannot be built.
pub(super) fn no_finite_value(program: &Program, diagnostics: &mut Diagnostics) {
    let name = |index: usize| program.structs[index].head.name.as_str();
    for circle in always_held(program).circles() {
        let [(first, place), rest @ ..] = circle.steps.as_slice() else {
            continue;
        };
        let message = format!("a value of `{}` would never end", name(*first));
        let mut problem = Diagnostic::new(codes::NO_FINITE_VALUE, message)
            .at(*place, circle.path(name))
            .help("make one of these fields `optional`, or a list")
            .note(
                "in Rust each of these fields can be left out, whatever is said about its presence",
            );
        for (index, span) in rest {
            problem = problem.and(*span, format!("and every `{}` has this", name(*index)));
        }
        diagnostics.push(problem);
    }
}

/// Which struct every value of a struct holds, and in which field.
pub(super) fn always_held(program: &Program) -> Graph {
    let edges = program.structs.iter().map(|it| {
        let fields = it.fields.iter().filter(|field| it.always_has(field));
        fields
            .filter_map(|field| Some((field.ty.held(program)?.0 as usize, field.head.span)))
            .collect()
    });
    Graph::new(&edges.collect::<Vec<Vec<Step>>>())
}
