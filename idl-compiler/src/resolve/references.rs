//! Names in values: constants and enum members.

use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::{names, types as codes};
use crate::diagnostics::suggest::closest;
use crate::model::{ConstantId, EnumId, FileId, Item, Type, TypeKind, Value};
use crate::source::Span;
use crate::syntax::ast::Ident;

use super::Resolver;
use super::advice::{Wanted, last};
use super::scalars::Scalar;

/// What a name in a value stands for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Meaning {
    Constant(ConstantId),
    /// A member by its index.
    Member(EnumId, usize),
    /// An enum is named, but it has no such member.
    NoMember(EnumId),
}

impl Resolver<'_, '_> {
    /// What `name` means in `file`, whatever is expected.
    pub(super) fn meaning(&self, file: FileId, name: &str) -> Option<Meaning> {
        let mut nearly = None;
        for (file, name) in self.names.readings(file, name) {
            if let Some((id, _)) = self.names.scope(file).constants.get(name) {
                return Some(Meaning::Constant(*id));
            }
            let Some((path, member)) = name.rsplit_once('.') else {
                continue;
            };
            let Some(id) = self
                .names
                .scope(file)
                .types
                .get(path)
                .and_then(|(item, _)| self.enum_behind(*item))
            else {
                continue;
            };
            match self.member(id, member) {
                Some(index) => return Some(Meaning::Member(id, index)),
                None => nearly = nearly.or(Some(Meaning::NoMember(id))),
            }
        }
        nearly
    }

    fn enum_behind(&self, item: Item) -> Option<EnumId> {
        let kind = match item {
            Item::Enum(id) => return Some(id),
            Item::Typedef(id) => self.known(&self.program[id].ty)?.kind,
            _ => return None,
        };
        if let TypeKind::Enum(id) = kind {
            Some(id)
        } else {
            None
        }
    }

    fn member(&self, id: EnumId, name: &str) -> Option<usize> {
        self.program[id]
            .members
            .iter()
            .position(|member| member.head.name == name)
    }

    /// The value of a name, for a place of the type `ty`.
    pub(super) fn named_value(
        &mut self,
        file: FileId,
        name: &str,
        span: Span,
        ty: &Type,
    ) -> Option<Value> {
        let expected = match self.known(ty)?.kind {
            TypeKind::Enum(id) => Some(id),
            _ => None,
        };
        match (self.meaning(file, name), expected) {
            (Some(Meaning::Constant(id)), _) => self.constant(id, span, ty),
            (Some(Meaning::Member(id, index)), Some(expected)) if id == expected => {
                Some(Value::Enum(id, index))
            }
            (Some(Meaning::Member(id, index)), None) => {
                self.scalar(Scalar::Member(id, index), span, ty)
            }
            (meaning, Some(expected)) => self.member_of(expected, file, name, span, meaning),
            (Some(Meaning::NoMember(id)), None) => self.no_member(id, name, span),
            (None, None) => self.unknown_value(file, name, span),
        }
    }

    /// Apache's compiler looks for what is behind the last dot among the members of the expected enum, whatever stands
    /// before it. We also take the bare name.
    fn member_of(
        &mut self,
        id: EnumId,
        file: FileId,
        name: &str,
        span: Span,
        meaning: Option<Meaning>,
    ) -> Option<Value> {
        let Some(index) = self.member(id, last(name)) else {
            return match meaning {
                None => self.unknown_value(file, name, span),
                Some(_) => self.no_member(id, name, span),
            };
        };
        if name.contains('.') {
            let expected = &self.program[id].head;
            let instead = format!("{}.{}", expected.name, last(name));
            let message = format!("`{name}` is taken for `{instead}`");
            let problem = Diagnostic::new(codes::FOREIGN_MEMBER, message)
                .at(span, format!("`{}` is expected", expected.name))
                .and(expected.span, "its member of that name is taken")
                .help(format!("name the member of `{}` itself", expected.name))
                .note(
                    "Apache's compiler looks at the last part of the name only, and says nothing",
                );
            self.report(problem);
        }
        Some(Value::Enum(id, index))
    }

    fn no_member(&mut self, id: EnumId, name: &str, span: Span) -> Option<Value> {
        let it = &self.program[id];
        let message = format!("the enum `{}` has no member `{}`", it.head.name, last(name));
        let problem = Diagnostic::new(codes::NO_SUCH_MEMBER, message)
            .at(span, "no such member")
            .and(it.head.span, "the enum");
        let near = closest(
            last(name),
            it.members.iter().map(|it| it.head.name.as_str()),
        );
        let problem = match near {
            Some(near) => problem.help(format!("did you mean `{}.{near}`?", it.head.name)),
            None => problem,
        };
        self.report(problem);
        None
    }

    fn unknown_value(&mut self, file: FileId, name: &str, span: Span) -> Option<Value> {
        let message = format!("there is no constant or enum member `{name}`");
        let ident = Ident {
            text: name.to_owned(),
            span,
        };
        let problem = self.not_found(
            Diagnostic::new(names::UNKNOWN_VALUE, message),
            file,
            &ident,
            Wanted::Value,
        );
        self.report(problem);
        None
    }
}
