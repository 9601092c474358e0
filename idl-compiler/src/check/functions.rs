//! The functions of services.

use std::collections::BTreeMap;

use crate::diagnostics::codes::services as codes;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::{Function, Program, Service};

/// A function's name is what goes on the wire, so a service has it once, the functions of its parents included.
pub(super) fn repeated(program: &Program, diagnostics: &mut Diagnostics) {
    for service in &program.services {
        let mut inherited: BTreeMap<&str, (&Service, &Function)> = BTreeMap::new();
        let mut parent = service.extends;
        while let Some(it) = parent.map(|id| &program[id]) {
            for function in &it.functions {
                inherited
                    .entry(&function.head.name)
                    .or_insert((it, function));
            }
            parent = it.extends;
        }
        let mut own: BTreeMap<&str, &Function> = BTreeMap::new();
        for function in &service.functions {
            let name = function.head.name.as_str();
            let (message, before) = match (own.insert(name, function), inherited.get(name)) {
                (Some(before), _) => (
                    format!("`{}` has two functions `{name}`", service.head.name),
                    (before, "before".to_owned()),
                ),
                (None, Some((from, before))) => {
                    let label = format!("inherited from `{}`", from.head.name);
                    (
                        format!("`{}` has `{name}` from its parent", service.head.name),
                        (*before, label),
                    )
                }
                (None, None) => continue,
            };
            let problem = Diagnostic::new(codes::REPEATED_FUNCTION, message)
                .at(function.head.span, "again")
                .and(before.0.head.span, before.1)
                .note("functions are told apart by name alone, not by their arguments");
            diagnostics.push(problem);
        }
    }
}
