//! Structs, unions and exceptions.

use crate::model::{Struct, StructKind};

use super::Resolver;
use super::fields::Role;
use super::heads::head;

impl Resolver<'_, '_> {
    /// Adds all structs with their fields, but without the fields' defaults: a default may name any constant, and a
    /// constant may be of any struct.
    pub(super) fn structs(&mut self) {
        for (file, it) in self.names.structs.clone() {
            let head = head(file, &it.head);
            let role = if it.kind == StructKind::Union {
                Role::Member
            } else {
                Role::Field
            };
            let fields = self.fields(file, &it.fields, role);
            self.program.structs.push(Struct {
                head,
                kind: it.kind,
                xsd_all: it.xsd_all,
                fields,
            });
        }
    }

    /// Gives all fields of structs their defaults.
    pub(super) fn defaults(&mut self) {
        for (index, (file, it)) in self.names.structs.clone().into_iter().enumerate() {
            // A copy, since a default may be a literal of the very struct.
            let mut fields = self.program.structs[index].fields.clone();
            self.field_defaults(file, &it.fields, &mut fields);
            self.program.structs[index].fields = fields;
        }
    }
}
