//! Which structs are reached from a key: an element of a set or a key of a map, at any depth, anywhere in the program.
//! What stands in a key needs a total order, so doubles and containers have other types there.

use crate::model::{Field, Program, StructId, Type, TypeKind};

/// The structs, unions and exceptions that stand in keys.
#[derive(Debug)]
pub(super) struct Keys {
    structs: Vec<bool>,
}

impl Keys {
    /// Follows every type of the program.
    pub(super) fn new(program: &Program) -> Self {
        let mut keys = Self {
            structs: vec![false; program.structs.len()],
        };
        let of_structs = program
            .structs
            .iter()
            .flat_map(|it| it.fields.iter().map(field_type));
        let functions = || {
            program
                .services
                .iter()
                .flat_map(|service| &service.functions)
        };
        let of_functions = functions().flat_map(|it| {
            it.arguments
                .iter()
                .chain(&it.throws)
                .map(field_type)
                .chain(&it.returns)
        });
        let of_constants = program.constants.iter().map(|constant| &constant.ty);
        let of_typedefs = program.typedefs.iter().map(|typedef| &typedef.ty);
        for ty in of_structs
            .chain(of_functions)
            .chain(of_constants)
            .chain(of_typedefs)
        {
            keys.visit(program, ty, false);
        }
        keys
    }

    /// Does this struct stand in a key somewhere?
    pub(super) fn has(&self, id: StructId) -> bool {
        self.structs[id.0 as usize]
    }

    fn visit(&mut self, program: &Program, ty: &Type, key: bool) {
        match &ty.kind {
            TypeKind::List(element) => self.visit(program, element, key),
            TypeKind::Set(element) => self.visit(program, element, true),
            TypeKind::Map(of, value) => {
                self.visit(program, of, true);
                self.visit(program, value, key);
            }
            TypeKind::Typedef(id) => self.visit(program, &program[*id].ty, key),
            TypeKind::Struct(id) if key && !self.has(*id) => {
                self.structs[id.0 as usize] = true;
                program[*id]
                    .fields
                    .iter()
                    .for_each(|field| self.visit(program, &field.ty, true));
            }
            _ => {}
        }
    }
}

fn field_type(field: &Field) -> &Type {
    &field.ty
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Build, list, map, set};
    use super::*;

    #[test]
    fn reaches_through_lists_typedefs_and_fields() {
        let mut build = Build::default();
        let inner = build.structure("Inner", &[("d", Type::plain(TypeKind::Double))]);
        let alias = build.typedef("Alias", list(inner.clone()));
        let outer = build.structure("Outer", &[("a", alias)]);
        let free = build.structure("Free", &[("m", map(set(outer), inner))]);
        let value = build.structure("Value", &[("m", map(Type::plain(TypeKind::I32), free))]);
        let program = build.program();
        let keys = Keys::new(&program);
        let marked: Vec<_> = (0..4).map(|id| keys.has(StructId(id))).collect();
        assert_eq!(
            marked,
            [true, true, false, false],
            "{value:?} is only a value"
        );
    }

    #[test]
    fn recursion_ends() {
        let mut build = Build::default();
        let node = build.structure("Node", &[]);
        build.field(&node, "children", set(node.clone()));
        assert!(Keys::new(&build.program()).has(StructId(0)));
    }
}
