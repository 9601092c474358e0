//! Types as messages show them.

use crate::model::{Item, Type, TypeKind};

use super::Resolver;

impl Resolver<'_, '_> {
    /// `` `Id` (`i32`) ``: as written, and what is behind a typedef.
    pub(super) fn spelt(&self, ty: &Type) -> String {
        let written = self.spell(ty);
        match (&ty.kind, self.known(ty)) {
            (TypeKind::Typedef(_), Some(behind)) => {
                format!("`{written}` (`{}`)", self.spell(&behind))
            }
            _ => format!("`{written}`"),
        }
    }

    fn spell(&self, ty: &Type) -> String {
        let item = match &ty.kind {
            TypeKind::Bool => return "bool".to_owned(),
            TypeKind::I8 => return "i8".to_owned(),
            TypeKind::I16 => return "i16".to_owned(),
            TypeKind::I32 => return "i32".to_owned(),
            TypeKind::I64 => return "i64".to_owned(),
            TypeKind::Double => return "double".to_owned(),
            TypeKind::String => return "string".to_owned(),
            TypeKind::Binary => return "binary".to_owned(),
            TypeKind::Uuid => return "uuid".to_owned(),
            TypeKind::List(element) => return format!("list<{}>", self.spell(element)),
            TypeKind::Set(element) => return format!("set<{}>", self.spell(element)),
            TypeKind::Map(key, value) => {
                return format!("map<{}, {}>", self.spell(key), self.spell(value));
            }
            TypeKind::Typedef(id) if id.0 as usize == self.names.typedefs.len() => {
                return "?".to_owned();
            }
            TypeKind::Typedef(id) => Item::Typedef(*id),
            TypeKind::Enum(id) => Item::Enum(*id),
            TypeKind::Struct(id) => Item::Struct(*id),
        };
        self.names.name(item).to_owned()
    }
}
