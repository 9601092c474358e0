//! Typedefs → type aliases.

use crate::model::TypedefId;

use super::super::docs::Docs;
use super::super::lints::allow;
use super::super::views::Alias;
use super::{Lowering, attributes};

impl Lowering<'_, '_> {
    pub(super) fn typedef(&mut self, id: TypedefId) {
        let typedef = &self.facts.program[id];
        let ty = self.facts.types.value(&typedef.ty);
        let touches = self.facts.deprecation_of_type(&typedef.ty);
        let view = Alias {
            docs: Docs::new(typedef.head.doc.as_deref()),
            attributes: attributes::of_head(&typedef.head)
                .chain(allow(touches))
                .collect(),
            name: self.facts.names.typedefs[id.0 as usize].clone(),
            ty: self.place.ty(&ty),
        };
        self.push(view);
    }
}
