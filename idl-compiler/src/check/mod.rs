//! Rules about a program whose names are all known. Each rule reports what breaks it and changes nothing.

mod annotations;
mod clashes;
mod cycles;
mod defaults;
mod enums;
mod fields;
mod functions;
mod typedefs;

use crate::diagnostics::Diagnostics;
use crate::model::Program;

/// Looks at every rule. A program that was resolved with errors may be checked too: what stands for the unknown breaks
/// no rule.
pub fn check(program: &Program, diagnostics: &mut Diagnostics) {
    typedefs::too_big(program, diagnostics);
    enums::repeated_members(program, diagnostics);
    fields::repeated(program, diagnostics);
    fields::union_defaults(program, diagnostics);
    functions::repeated(program, diagnostics);
    cycles::no_finite_value(program, diagnostics);
    defaults::endless(program, diagnostics);
    clashes::same_namespace(program, diagnostics);
    annotations::unknown_keys(program, diagnostics);
    annotations::rust_names(program, diagnostics);
    annotations::rust_code(program, diagnostics);
    annotations::rust_types(program, diagnostics);
}
