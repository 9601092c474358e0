//! Values with parts: lists, sets, maps and structs.

use std::collections::HashMap;

use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::types as codes;
use crate::diagnostics::suggest::closest;
use crate::model::{FileId, StructId, StructKind, Type, TypeKind, Value};
use crate::source::Span;
use crate::syntax::ast::{self, ValueKind};

use super::Resolver;
use super::scalars::Scalar;

impl Resolver<'_, '_> {
    /// `value` for a place of the type `ty`; `None` if that cannot be, which has then been reported.
    pub(super) fn value(&mut self, file: FileId, value: &ast::Value, ty: &Type) -> Option<Value> {
        let kind = self.known(ty)?.kind;
        match (&value.kind, &kind) {
            (ValueKind::Name(name), _) => self.named_value(file, name, value.span, ty),
            (ValueKind::List(elements), TypeKind::List(element)) => {
                self.elements(file, elements, element)
            }
            (ValueKind::List(elements), TypeKind::Set(element)) => {
                let set = self.elements(file, elements, element);
                if let Some(Value::List(values)) = &set {
                    self.check_repeated(
                        values,
                        elements.iter().map(|it| it.span),
                        "an element of a set",
                    );
                }
                set
            }
            (ValueKind::Map(entries), TypeKind::Map(key, value)) => {
                self.entries(file, entries, key, value)
            }
            (ValueKind::Map(entries), TypeKind::Struct(id)) => {
                self.struct_value(file, entries, *id)
            }
            // Apache's compiler takes either pair of brackets for nothing.
            (ValueKind::Map(none), TypeKind::List(_) | TypeKind::Set(_)) if none.is_empty() => {
                Some(Value::List(Vec::new()))
            }
            (ValueKind::List(none), TypeKind::Map(..)) if none.is_empty() => {
                Some(Value::Map(Vec::new()))
            }
            (ValueKind::List(_), _) => self.misfit("a list", value.span, ty),
            (ValueKind::Map(_), _) => self.misfit("a map", value.span, ty),
            (written, _) => {
                Scalar::of_written(written).and_then(|scalar| self.scalar(scalar, value.span, ty))
            }
        }
    }

    fn elements(&mut self, file: FileId, elements: &[ast::Value], ty: &Type) -> Option<Value> {
        // All are looked at before one that failed makes the whole fail.
        let values: Vec<Option<Value>> = elements
            .iter()
            .map(|element| self.value(file, element, ty))
            .collect();
        values.into_iter().collect::<Option<_>>().map(Value::List)
    }

    fn entries(
        &mut self,
        file: FileId,
        entries: &[(ast::Value, ast::Value)],
        key: &Type,
        value: &Type,
    ) -> Option<Value> {
        let entry = |(written_key, written_value): &(ast::Value, ast::Value)| {
            let key = self.value(file, written_key, key);
            (key, self.value(file, written_value, value))
        };
        let (keys, values): (Vec<_>, Vec<_>) = entries.iter().map(entry).unzip();
        let keys: Vec<Value> = keys.into_iter().collect::<Option<_>>()?;
        let values: Vec<Value> = values.into_iter().collect::<Option<_>>()?;
        self.check_repeated(
            &keys,
            entries.iter().map(|(key, _)| key.span),
            "a key of a map",
        );
        Some(Value::Map(keys.into_iter().zip(values).collect()))
    }

    fn check_repeated(&mut self, values: &[Value], spans: impl Iterator<Item = Span>, what: &str) {
        // Values have no hash; their text is as unlike as they are.
        let mut seen: HashMap<String, Span> = HashMap::new();
        for (value, span) in values.iter().zip(spans) {
            let Some(before) = seen.insert(format!("{value:?}"), span) else {
                continue;
            };
            let problem =
                Diagnostic::new(codes::REPEATED_ELEMENT, format!("{what} stands here twice"))
                    .at(span, "again")
                    .and(before, "before");
            self.report(problem);
        }
    }

    /// `{"field": value}`
    fn struct_value(
        &mut self,
        file: FileId,
        entries: &[(ast::Value, ast::Value)],
        id: StructId,
    ) -> Option<Value> {
        let mut members: Vec<(usize, Value)> = Vec::new();
        let mut whole = true;
        let mut places: HashMap<usize, Span> = HashMap::new();
        for (key, value) in entries {
            let Some(index) = self.field_named(key, id) else {
                whole = false;
                continue;
            };
            if let Some(before) = places.insert(index, key.span) {
                let problem = Diagnostic::new(codes::REPEATED_ELEMENT, "a field is given twice")
                    .at(key.span, "this value counts")
                    .and(before, "this one has no effect");
                self.report(problem);
                members.retain(|(earlier, _)| *earlier != index);
            }
            let ty = self.program[id].fields[index].ty.clone();
            match self.value(file, value, &ty) {
                Some(value) => members.push((index, value)),
                None => whole = false,
            }
        }
        if self.program[id].kind == StructKind::Union {
            self.one_member(&mut members, &places, id);
        }
        whole.then_some(Value::Struct(id, members))
    }

    fn field_named(&mut self, key: &ast::Value, id: StructId) -> Option<usize> {
        let it = &self.program[id];
        let ValueKind::String(name) = &key.kind else {
            let problem = Diagnostic::new(
                codes::NO_SUCH_FIELD,
                format!("a field of `{}` is named by a string", it.head.name),
            )
            .at(key.span, "not a string")
            .help("write the field's name in quotes");
            self.report(problem);
            return None;
        };
        let index = it.fields.iter().position(|field| field.head.name == *name);
        if index.is_none() {
            let problem = Diagnostic::new(
                codes::NO_SUCH_FIELD,
                format!("`{}` has no field `{name}`", it.head.name),
            )
            .at(key.span, "no such field")
            .and(it.head.span, "defined here");
            let near = closest(name, it.fields.iter().map(|field| field.head.name.as_str()));
            self.report(match near {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem,
            });
        }
        index
    }

    /// Of several members of a union the last counts.
    fn one_member(
        &mut self,
        members: &mut Vec<(usize, Value)>,
        places: &HashMap<usize, Span>,
        id: StructId,
    ) {
        let [earlier @ .., last] = members.as_slice() else {
            return;
        };
        let (Some((first, _)), last) = (earlier.first(), last.clone()) else {
            return;
        };
        if let (Some(first), Some(place)) = (places.get(first), places.get(&last.0)) {
            let name = &self.program[id].head.name;
            let problem = Diagnostic::new(
                codes::UNION_OF_SEVERAL,
                format!("the union `{name}` gets several members"),
            )
            .at(*place, "the last one counts")
            .and(*first, "this one has no effect");
            self.report(problem);
        }
        *members = vec![last];
    }
}
