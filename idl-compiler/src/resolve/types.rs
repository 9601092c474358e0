//! Types where they are used.

use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::{names, style, types as codes};
use crate::model::{FileId, Item, Type, TypeKind};
use crate::source::Span;
use crate::syntax::ast::{self, Base};

use super::Resolver;
use super::advice::Wanted;
use super::heads::annotations;

/// For so many unknown names others are suggested. Every one of them is compared with all names there are, and who has
/// more is missing an include.
const MOST_ADVICE: usize = 50;

impl Resolver<'_, '_> {
    /// Looks up every name in `ty`.
    pub(super) fn ty(&mut self, file: FileId, ty: &ast::Type) -> Type {
        let kind = match &ty.kind {
            ast::TypeKind::Base(base) => self.base(file, *base, ty.span),
            ast::TypeKind::List(element) => {
                self.check_element(element, ty.span);
                Some(TypeKind::List(Box::new(self.ty(file, element))))
            }
            ast::TypeKind::Set(element) => Some(TypeKind::Set(Box::new(self.ty(file, element)))),
            ast::TypeKind::Map(key, value) => {
                let key = self.ty(file, key);
                Some(TypeKind::Map(Box::new(key), Box::new(self.ty(file, value))))
            }
            ast::TypeKind::Named(name) => self.named_type(file, name),
        };
        let Some(kind) = kind else {
            return self.unknown();
        };
        let cpp_type = ty.cpp_type.as_ref().map(|literal| literal.text.clone());
        Type {
            kind,
            annotations: annotations(&ty.annotations),
            cpp_type,
        }
    }

    /// A return type: `None` for `void`.
    pub(super) fn return_type(&mut self, file: FileId, ty: &ast::Type) -> Option<Type> {
        if let ast::TypeKind::Base(Base::Void) = ty.kind {
            None
        } else {
            Some(self.ty(file, ty))
        }
    }

    fn base(&mut self, file: FileId, base: Base, span: Span) -> Option<TypeKind> {
        match base {
            Base::Bool => Some(TypeKind::Bool),
            Base::I8 => Some(TypeKind::I8),
            Base::I16 => Some(TypeKind::I16),
            Base::I32 => Some(TypeKind::I32),
            Base::I64 => Some(TypeKind::I64),
            Base::Double => Some(TypeKind::Double),
            Base::String => Some(TypeKind::String),
            Base::Binary => Some(TypeKind::Binary),
            Base::Uuid => Some(TypeKind::Uuid),
            Base::Byte => {
                let problem = Diagnostic::new(style::BYTE, "`byte` is the old name of `i8`")
                    .at(span, "the same type")
                    .help("write `i8`")
                    .note("said once a file");
                self.report_once(file, problem);
                Some(TypeKind::I8)
            }
            Base::Void => {
                let problem = Diagnostic::new(codes::VOID, "nothing can be of the type `void`")
                    .at(span, "only a function's result may be `void`");
                self.report(problem);
                None
            }
        }
    }

    /// As in Apache's compiler, a typedef of `i8` is taken for something else than raw bytes.
    fn check_element(&mut self, element: &ast::Type, list: Span) {
        if let ast::TypeKind::Base(base @ (Base::Byte | Base::I8)) = element.kind {
            let name = if base == Base::Byte { "byte" } else { "i8" };
            let problem = Diagnostic::new(style::LIST_OF_BYTES, format!("a `list<{name}>` is a slow `binary`"))
                .at(list, "every element is read and written on its own")
                .help("if these are raw bytes, `binary` is shorter to write and faster; its bytes on the wire differ");
            self.report(problem);
        }
    }

    fn named_type(&mut self, file: FileId, name: &ast::Ident) -> Option<TypeKind> {
        let mut found = self.names.types(file, &name.text);
        let Some((item, span)) = found.next() else {
            drop(found);
            self.unknown_type(file, name);
            return None;
        };
        let second = found.next();
        drop(found);
        if let Some((_, second)) = second {
            self.ambiguous(name, span, second);
        }
        match item {
            Item::Typedef(id) => Some(TypeKind::Typedef(id)),
            Item::Enum(id) => Some(TypeKind::Enum(id)),
            Item::Struct(id) => Some(TypeKind::Struct(id)),
            Item::Service(_) | Item::Constant(_) => {
                self.not_a_type(name, item, span);
                None
            }
        }
    }

    fn unknown_type(&mut self, file: FileId, name: &ast::Ident) {
        let constant = self
            .names
            .readings(file, &name.text)
            .find_map(|(file, name)| {
                let found = self.names.scope(file).constants.get(name).copied();
                found.map(|(id, span)| (Item::Constant(id), span))
            });
        if let Some((item, span)) = constant {
            return self.not_a_type(name, item, span);
        }
        let problem = Diagnostic::new(
            names::UNKNOWN_TYPE,
            format!("there is no type `{}`", name.text),
        );
        let problem = self.not_found(problem, file, name, Wanted::Type);
        self.report(problem);
    }

    /// Says where `name` was looked for in vain, and what it may have meant.
    pub(super) fn not_found(
        &mut self,
        problem: Diagnostic,
        file: FileId,
        name: &ast::Ident,
        wanted: Wanted,
    ) -> Diagnostic {
        let label = match name.text.rsplit_once('.') {
            None => "not defined in this file".to_owned(),
            Some((stem, rest)) => match self.names.included(file, stem).next() {
                Some(included) => format!(
                    "`{}` has no `{rest}`",
                    self.names.scope(included).path.display()
                ),
                None if wanted == Wanted::Value => "not known here".to_owned(),
                None => format!("no included file is called `{stem}`"),
            },
        };
        let problem = problem.at(name.span, label);
        if self.advised >= MOST_ADVICE {
            return problem;
        }
        self.advised += 1;
        self.names.advise(problem, file, &name.text, wanted)
    }

    fn not_a_type(&mut self, name: &ast::Ident, item: Item, defined: Span) {
        let kind = self.names.kind(item);
        let problem = Diagnostic::new(
            names::NOT_A_TYPE,
            format!("`{}` is {kind} and no type", name.text),
        )
        .at(name.span, "a type is expected")
        .and(defined, format!("{kind} is defined here"));
        self.report(problem);
    }

    pub(super) fn ambiguous(&mut self, name: &ast::Ident, taken: Span, other: Span) {
        let problem = Diagnostic::new(
            names::AMBIGUOUS,
            format!("`{}` may mean two things", name.text),
        )
        .at(name.span, "two included files of one name have it")
        .and(taken, "taken, being included first")
        .and(other, "not this")
        .help("rename one of the files, or one of the definitions");
        self.report(problem);
    }
}
