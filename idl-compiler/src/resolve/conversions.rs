//! Constants where another constant, a default or an element names them.

use crate::model::{ConstantId, Program, Type, TypeKind, Value, annotation};
use crate::source::Span;

use super::Resolver;
use super::scalars::Scalar;

impl Resolver<'_, '_> {
    /// A constant for a place of the type `ty`: by name if it is of that type, else its value, converted.
    pub(super) fn constant(&mut self, id: ConstantId, span: Span, ty: &Type) -> Option<Value> {
        if self.broken.contains(&id) {
            return None;
        }
        // An unknown type has been reported.
        self.known(&self.program[id].ty)?;
        if same(&self.program, &self.program[id].ty, ty) {
            return Some(Value::Constant(id));
        }
        let value = self.program[id].value.clone();
        self.convert(&value, span, ty)
    }

    fn convert(&mut self, value: &Value, span: Span, ty: &Type) -> Option<Value> {
        let kind = self.known(ty)?.kind;
        match (value, &kind) {
            (Value::Constant(id), _) => self.constant(*id, span, ty),
            (Value::List(elements), TypeKind::List(element) | TypeKind::Set(element)) => {
                let elements = elements
                    .iter()
                    .map(|value| self.convert(value, span, element));
                elements.collect::<Option<_>>().map(Value::List)
            }
            (Value::Map(entries), TypeKind::Map(key_type, value_type)) => {
                let entries = entries.iter().map(|(key, value)| {
                    let key = self.convert(key, span, key_type)?;
                    Some((key, self.convert(value, span, value_type)?))
                });
                entries.collect::<Option<_>>().map(Value::Map)
            }
            (Value::Struct(of, _), TypeKind::Struct(expected)) if of == expected => {
                Some(value.clone())
            }
            (Value::Uuid(_), TypeKind::Uuid) => Some(value.clone()),
            _ => match Scalar::of_value(value) {
                Some(scalar) => self.scalar(scalar, span, ty),
                None => self.misfit(written_as(value), span, ty),
            },
        }
    }
}

/// What a value that is no scalar looks like.
fn written_as(value: &Value) -> &'static str {
    match value {
        Value::List(_) => "a list",
        Value::Map(_) => "a map",
        Value::Struct(..) => "a struct",
        Value::Uuid(_) => "a uuid",
        _ => "another constant",
    }
}

/// Are these the same type behind typedefs, the same in Rust included?
fn same(program: &Program, a: &Type, b: &Type) -> bool {
    if a == b {
        return true;
    }
    let (a, b) = (a.resolved(program), b.resolved(program));
    let in_rust = |ty: &Type| annotation(&ty.annotations, "rust.type").map(str::to_owned);
    let kind = match (&a.kind, &b.kind) {
        (TypeKind::List(a), TypeKind::List(b)) | (TypeKind::Set(a), TypeKind::Set(b)) => {
            same(program, a, b)
        }
        (TypeKind::Map(a, c), TypeKind::Map(b, d)) => same(program, a, b) && same(program, c, d),
        (a, b) => a == b,
    };
    kind && in_rust(a) == in_rust(b)
}
