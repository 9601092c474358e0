//! Unions → enums with a variant for no member and one for members of a later version of the IDL.

use std::borrow::Cow;

use crate::model::StructId;

use super::super::docs::Docs;
use super::super::lints::{allow, complex, large_variant, variant_names};
use super::super::views::{Default, Field, Union, WireField};
use super::attributes::{allowing, of_head};
use super::{Lowering, constants};

impl Lowering<'_, '_> {
    pub(super) fn union(&mut self, id: StructId) {
        let facts = self.facts;
        let head = &facts.program[id].head;
        let names = &facts.names.fields[id.0 as usize];
        let name = facts.names.structs[id.0 as usize].clone();
        let fields: Vec<_> = facts
            .types
            .fields(id)
            .zip(names)
            .map(|((field, ty), name)| (field, ty, name))
            .collect();
        let default = self.union_default(id);
        let traits = facts.derives.all(fields.iter().map(|(_, ty, _)| ty));
        let variants: Vec<_> = names
            .iter()
            .map(String::as_str)
            .chain(["NotSet", "Unknown"])
            .collect();
        let lints = [
            large_variant(
                fields
                    .iter()
                    .map(|(_, ty, _)| facts.sizes.of(&facts.types, ty)),
            ),
            variant_names(&name, &variants),
            facts.deprecation_of_struct(id),
        ];
        let members = fields.iter().map(|(field, ty, name)| Field {
            docs: Docs::new(field.head.doc.as_deref()),
            attributes: of_head(&field.head).chain(allow(complex(ty))).collect(),
            name: (*name).clone(),
            ty: self.place.ty(ty),
        });
        let mut wire: Vec<_> = fields
            .iter()
            .map(|(field, _, name)| WireField {
                name: (*name).clone(),
                wire_name: field.head.name.clone(),
                id: field.id,
                required: false,
                word: Cow::Borrowed(""),
                bit: 0,
            })
            .collect();
        wire.sort_by_key(|field| field.id);
        self.uses_fields |= !wire.is_empty();
        let attributes = facts
            .derive(traits, default.is_none(), head)
            .into_iter()
            .chain(of_head(head));
        let view = Union {
            docs: Docs::new(head.doc.as_deref()),
            attributes: attributes
                .chain(allow(lints.into_iter().flatten()))
                .collect(),
            allow: allowing(facts.deprecation_of_struct(id)),
            name,
            wire_name: head.name.clone(),
            protocols: facts.protocols(),
            ok: self.place.prelude("Ok"),
            some: self.place.prelude("Some"),
            has_members: !wire.is_empty(),
            unset_is_default: default.is_none(),
            members: members.collect(),
            wire,
        };
        self.push(view);
        self.views.extend(default.map(Into::into));
    }

    /// The member that has a declared default is set from the start.
    fn union_default(&self, id: StructId) -> Option<Default> {
        let facts = self.facts;
        let mut fields = facts
            .types
            .fields(id)
            .zip(&facts.names.fields[id.0 as usize]);
        let value = fields.find_map(|((field, ty), name)| {
            let value = field.default.as_ref()?;
            Some(format!("Self::{name}({})", self.expression(value, &ty)))
        })?;
        let lints = [
            facts.deprecation_of_struct(id),
            constants::has_double(&value),
        ];
        Some(Default {
            attributes: allowing(lints.into_iter().flatten()),
            default: self.place.prelude("Default"),
            name: facts.names.structs[id.0 as usize].clone(),
            value,
        })
    }
}
