//! Enums and the numbers of their members.

use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::types as codes;
use crate::model::{Enum, FileId, Member};
use crate::source::Span;
use crate::syntax::ast;

use super::Resolver;
use super::heads::head;

impl Resolver<'_, '_> {
    pub(super) fn enums(&mut self) {
        for (file, it) in self.names.enums.clone() {
            let head = head(file, &it.head);
            let members = self.enum_members(file, &it.members);
            self.program.enums.push(Enum { head, members });
        }
    }

    fn enum_members(&mut self, file: FileId, written: &[ast::Member]) -> Vec<Member> {
        // In 64 bits the number after the largest one is still a number.
        let mut next = 0_i64;
        let mut members = Vec::new();
        for it in written {
            let (value, span) = it
                .value
                .map_or((next, it.head.name.span), |value| (value.value, value.span));
            let value = self.enum_value(value, it, span);
            next = i64::from(value) + 1;
            members.push(Member {
                head: head(file, &it.head),
                value,
            });
        }
        members
    }

    fn enum_value(&mut self, value: i64, member: &ast::Member, span: Span) -> i32 {
        let Ok(fits) = i32::try_from(value) else {
            let name = &member.head.name.text;
            let label = match member.value {
                Some(_) => "not from -2147483648 to 2147483647".to_owned(),
                None => format!("the one before plus one is {value}"),
            };
            let message = format!("the number of `{name}` does not fit into 32 bits");
            self.report(Diagnostic::new(codes::ENUM_RANGE, message).at(span, label));
            // The members after it count on from 0, so that this is said once.
            return 0;
        };
        fits
    }
}
