//! Fields, union members, arguments and declared exceptions: their ids, presence and defaults.

use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::services as codes;
use crate::model::{Field, FileId, Requiredness};
use crate::syntax::ast;

use super::Resolver;
use super::heads::head;

/// Where a field stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// In a struct or an exception.
    Field,
    /// In a union.
    Member,
    Argument,
    /// In `throws`.
    Thrown,
}

impl Resolver<'_, '_> {
    /// All but the defaults, which [`Resolver::field_defaults`] adds.
    pub(super) fn fields(
        &mut self,
        file: FileId,
        written: &[ast::Field],
        role: Role,
    ) -> Vec<Field> {
        let mut next_free = -1;
        let field = |it: &ast::Field| Field {
            id: self.field_id(it, &mut next_free),
            requiredness: self.requiredness(it, role),
            head: head(file, &it.head),
            ty: self.ty(file, &it.ty),
            reference: it.reference,
            default: None,
        };
        written.iter().map(field).collect()
    }

    /// The defaults of `fields`, which were made from `written`.
    pub(super) fn field_defaults(
        &mut self,
        file: FileId,
        written: &[ast::Field],
        fields: &mut [Field],
    ) {
        for (it, field) in written.iter().zip(fields) {
            field.default = it
                .default
                .as_ref()
                .and_then(|value| self.value(file, value, &field.ty));
        }
    }

    /// As Apache's compiler without `--allow-neg-keys`: an id that is missing, 0 or negative is the next of -1, -2 …;
    /// of one that is too big the low 16 bits go on the wire.
    fn field_id(&mut self, field: &ast::Field, next_free: &mut i16) -> i16 {
        let name = &field.head.name;
        let Some(written) = field.id.filter(|id| id.value > 0) else {
            let id = *next_free;
            // A struct of 32768 fields without ids starts over; the repetition is reported with all others.
            *next_free = next_free.wrapping_sub(1);
            self.report(match field.id {
                None => Diagnostic::new(codes::NO_FIELD_ID, format!("`{}` has no field id", name.text))
                    .at(name.span, format!("gets the id {id}, by its place among the fields without one"))
                    .help("number it: an id that depends on the order of lines changes when a line is added"),
                Some(written) => {
                    let message = format!("`{}` has a field id that is not positive", name.text);
                    Diagnostic::new(codes::FIELD_ID_NOT_POSITIVE, message)
                        .at(written.span, format!("the id on the wire is {id}, as if none were written"))
                        .note("Apache's compiler does the same unless it is told --allow-neg-keys")
                }
            });
            return id;
        };
        let id = written.value as i16;
        if i64::from(id) != written.value {
            let message = format!("the field id of `{}` does not fit into 16 bits", name.text);
            let problem = Diagnostic::new(codes::FIELD_ID_TOO_BIG, message)
                .at(written.span, format!("the id on the wire is {id}"))
                .help("use an id from 1 to 32767");
            self.report(problem);
        }
        id
    }

    fn requiredness(&mut self, field: &ast::Field, role: Role) -> Requiredness {
        let (effective, problem) = match (role, field.requiredness) {
            (Role::Member, Requiredness::Required) => (
                Requiredness::Optional,
                Some("a union has one of its members, none is required"),
            ),
            (Role::Thrown, Requiredness::Required) => (
                Requiredness::Optional,
                Some("a function throws at most one of its exceptions"),
            ),
            (Role::Argument, Requiredness::Optional) => {
                (Requiredness::Default, Some("every argument is passed"))
            }
            (Role::Member | Role::Thrown, _) => (Requiredness::Optional, None),
            (Role::Field | Role::Argument, said) => (said, None),
        };
        if let Some(reason) = problem {
            let word = if field.requiredness == Requiredness::Required {
                "required"
            } else {
                "optional"
            };
            let span = field.requiredness_span.unwrap_or(field.head.name.span);
            let problem = Diagnostic::new(
                codes::REQUIREDNESS_IGNORED,
                format!("`{word}` has no effect here"),
            )
            .at(span, reason)
            .help(format!("leave `{word}` out"));
            self.report(problem);
        }
        effective
    }
}
