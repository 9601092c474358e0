//! Names that meet in one Rust module.

use std::collections::BTreeMap;

use crate::diagnostics::codes::names as codes;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::{Head, Item, Program};

/// Files with one namespace become one module.
pub(super) fn same_namespace(program: &Program, diagnostics: &mut Diagnostics) {
    let mut seen: BTreeMap<(&str, bool, &str), &Head> = BTreeMap::new();
    for file in &program.files {
        let Some(namespace) = file.rust_namespace() else {
            continue;
        };
        for item in &file.items {
            let head = program.head(*item);
            let constant = matches!(item, Item::Constant(_));
            let before = *seen
                .entry((namespace, constant, &head.name))
                .or_insert(head);
            // Two of one file are an error, and have been reported.
            if before.file != head.file {
                let message = format!(
                    "two files of the namespace `{namespace}` define `{}`",
                    head.name
                );
                let problem = Diagnostic::new(codes::CLASH, message)
                    .at(head.span, "gets another name in Rust")
                    .and(before.span, "has the name already");
                diagnostics.push(problem);
            }
        }
    }
}
