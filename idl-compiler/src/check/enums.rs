//! Enums. Two members may have one number, but not one name.

use std::collections::BTreeMap;

use crate::diagnostics::codes::types as codes;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::Program;

pub(super) fn repeated_members(program: &Program, diagnostics: &mut Diagnostics) {
    for it in &program.enums {
        let mut seen = BTreeMap::new();
        for member in &it.members {
            let name = member.head.name.as_str();
            if let Some(before) = seen.insert(name, member.head.span) {
                let message = format!("`{}` has two members `{name}`", it.head.name);
                let problem = Diagnostic::new(codes::REPEATED_MEMBER, message)
                    .at(member.head.span, "again")
                    .and(before, "before");
                diagnostics.push(problem);
            }
        }
    }
}
