//! How types and names are written at some place: relative paths, and the prelude's names unless something hides them.

use super::modules::{ModuleId, Modules, Path, way};
use super::names::PRELUDE;
use super::naming::Names;
use super::types::{Family, Pointer, RustType};
use crate::model::{EnumId, FileId, Program, ServiceId, StructId};

/// A module in which text is written.
#[derive(Debug, Clone)]
pub(super) struct Place<'a> {
    program: &'a Program,
    modules: &'a Modules,
    names: &'a Names,
    path: Path,
    /// The file's module; `None` in a service's own module, where only generated names are.
    module: Option<ModuleId>,
}

impl<'a> Place<'a> {
    /// The module of some files.
    pub(super) fn of_module(
        program: &'a Program,
        modules: &'a Modules,
        names: &'a Names,
        id: ModuleId,
    ) -> Self {
        Self {
            program,
            modules,
            names,
            path: modules[id].path.clone(),
            module: Some(id),
        }
    }

    /// A service's own module, inside this one.
    pub(super) fn service(&self, id: ServiceId) -> Self {
        Self {
            path: self.service_path(id),
            module: None,
            ..self.clone()
        }
    }

    /// A name of the prelude, bare unless this module has one like it.
    pub(super) fn prelude(&self, name: &'static str) -> &'static str {
        let hidden = self.module.is_some_and(|id| self.names.hides(id, name));
        let known = PRELUDE
            .iter()
            .find(|(short, _)| *short == name)
            .filter(|_| hidden);
        known.map_or(name, |(_, long)| long)
    }

    /// A type.
    pub(super) fn ty(&self, ty: &RustType) -> String {
        match ty {
            RustType::Bool => "bool".to_owned(),
            RustType::I8 => "i8".to_owned(),
            RustType::I16 => "i16".to_owned(),
            RustType::I32 => "i32".to_owned(),
            RustType::I64 => "i64".to_owned(),
            RustType::F64 => "f64".to_owned(),
            RustType::Ordered => "::thriftwood::OrderedFloat<f64>".to_owned(),
            RustType::String => self.prelude("String").to_owned(),
            RustType::Bytes => "::thriftwood::Bytes".to_owned(),
            RustType::Uuid => "::thriftwood::Uuid".to_owned(),
            RustType::Vec(element) => generic(self.prelude("Vec"), &self.ty(element)),
            RustType::Set(family, element) => generic(set(*family), &self.ty(element)),
            RustType::Map(family, key, value) => {
                let both = [self.ty(key), self.ty(value)].join(", ");
                generic(map(*family), &both)
            }
            RustType::Enum(id) => self.enumeration(*id),
            RustType::Struct(id) => self.structure(*id),
            RustType::Alias(id, _) => self.item(
                self.program[*id].head.file,
                &self.names.typedefs[id.0 as usize],
            ),
            RustType::Pointer(pointer, inner) => generic(self.pointer(*pointer), &self.ty(inner)),
            RustType::Option(inner) => generic(self.prelude("Option"), &self.ty(inner)),
        }
    }

    /// `Box` or `Arc`.
    pub(super) fn pointer(&self, pointer: Pointer) -> &'static str {
        match pointer {
            Pointer::Box => self.prelude("Box"),
            Pointer::Arc => "::std::sync::Arc",
        }
    }

    /// An enum's type.
    pub(super) fn enumeration(&self, id: EnumId) -> String {
        self.item(self.program[id].head.file, &self.names.enums[id.0 as usize])
    }

    /// A struct's, union's or exception's type.
    pub(super) fn structure(&self, id: StructId) -> String {
        self.item(
            self.program[id].head.file,
            &self.names.structs[id.0 as usize],
        )
    }

    /// A service's handler trait.
    pub(super) fn handler(&self, id: ServiceId) -> String {
        self.item(
            self.program[id].head.file,
            &self.names.services[id.0 as usize].handler,
        )
    }

    /// Something in a service's own module.
    pub(super) fn in_service(&self, id: ServiceId, name: &str) -> String {
        way(&self.path, &self.service_path(id)) + name
    }

    /// Something that a file defines.
    pub(super) fn item(&self, file: FileId, name: &str) -> String {
        way(&self.path, &self.modules[self.modules.of(file)].path) + name
    }

    fn service_path(&self, id: ServiceId) -> Path {
        let mut path = self.modules[self.modules.of(self.program[id].head.file)]
            .path
            .clone();
        path.push(
            self.names.services[id.0 as usize]
                .module
                .trim_start_matches("r#")
                .to_owned(),
        );
        path
    }
}

fn generic(name: &str, arguments: &str) -> String {
    [name, "<", arguments, ">"].concat()
}

/// A set type, without its element.
pub(super) fn set(family: Family) -> &'static str {
    match family {
        Family::BTree => "::std::collections::BTreeSet",
        Family::Hash => "::std::collections::HashSet",
        Family::Vec => "::thriftwood::VecSet",
    }
}

/// A map type, without key and value.
pub(super) fn map(family: Family) -> &'static str {
    match family {
        Family::BTree => "::std::collections::BTreeMap",
        Family::Hash => "::std::collections::HashMap",
        Family::Vec => "::thriftwood::VecMap",
    }
}
