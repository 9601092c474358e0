//! Who touches what is deprecated: generated code must not warn about itself.

use crate::model::{
    ConstantId, Field, Function, Program, ServiceId, StructId, Type, TypeKind, Value,
};

use super::Facts;
use super::attributes::is_deprecated;

/// The lint.
const DEPRECATED: Option<&str> = Some("deprecated");

impl Facts<'_> {
    /// For the alias of this type.
    pub(super) fn deprecation_of_type(&self, ty: &Type) -> Option<&'static str> {
        DEPRECATED.filter(|_| names_type(self.program, ty))
    }

    /// For the items that touch a struct and its fields, and their defaults.
    pub(super) fn deprecation_of_struct(&self, id: StructId) -> Option<&'static str> {
        let it = &self.program[id];
        let touches = is_deprecated(&it.head)
            || it
                .fields
                .iter()
                .any(|field| names_field(self.program, field));
        DEPRECATED.filter(|_| touches)
    }

    /// For a constant.
    pub(super) fn deprecation_of_constant(&self, id: ConstantId) -> Option<&'static str> {
        let constant = &self.program[id];
        let touches =
            names_type(self.program, &constant.ty) || names_value(self.program, &constant.value);
        DEPRECATED.filter(|_| touches)
    }

    /// For a service's trait and module.
    pub(super) fn deprecation_of_service(&self, id: ServiceId) -> Option<&'static str> {
        let service = &self.program[id];
        let parent = service
            .extends
            .is_some_and(|parent| is_deprecated(&self.program[parent].head));
        let touches = parent
            || is_deprecated(&service.head)
            || service
                .functions
                .iter()
                .any(|function| names_function(self.program, function));
        DEPRECATED.filter(|_| touches)
    }
}

fn names_function(program: &Program, function: &Function) -> bool {
    let mut fields = function.arguments.iter().chain(&function.throws);
    is_deprecated(&function.head)
        || function.returns.iter().any(|ty| names_type(program, ty))
        || fields.any(|field| names_field(program, field))
}

fn names_field(program: &Program, field: &Field) -> bool {
    is_deprecated(&field.head)
        || names_type(program, &field.ty)
        || field
            .default
            .iter()
            .any(|value| names_value(program, value))
}

/// A typedef that stands in a key may be written as what it stands for, so both count.
fn names_type(program: &Program, ty: &Type) -> bool {
    match &ty.kind {
        TypeKind::Enum(id) => is_deprecated(&program[*id].head),
        TypeKind::Struct(id) => is_deprecated(&program[*id].head),
        TypeKind::Typedef(id) => {
            is_deprecated(&program[*id].head) || names_type(program, &program[*id].ty)
        }
        TypeKind::List(element) | TypeKind::Set(element) => names_type(program, element),
        TypeKind::Map(key, value) => names_type(program, key) || names_type(program, value),
        _ => false,
    }
}

/// A constant of another Rust type is replaced by its value, so both count.
fn names_value(program: &Program, value: &Value) -> bool {
    match value {
        Value::Enum(id, member) => {
            is_deprecated(&program[*id].head) || is_deprecated(&program[*id].members[*member].head)
        }
        Value::List(elements) => elements.iter().any(|element| names_value(program, element)),
        Value::Map(entries) => entries
            .iter()
            .any(|(key, value)| names_value(program, key) || names_value(program, value)),
        Value::Struct(id, fields) => {
            let field = |index: usize| is_deprecated(&program[*id].fields[index].head);
            is_deprecated(&program[*id].head)
                || fields
                    .iter()
                    .any(|(index, value)| field(*index) || names_value(program, value))
        }
        Value::Constant(id) => {
            is_deprecated(&program[*id].head) || names_value(program, &program[*id].value)
        }
        _ => false,
    }
}
