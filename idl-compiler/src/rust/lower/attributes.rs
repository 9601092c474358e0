//! Attributes: derives, `rust.attribute`, deprecation, and the lints that must be allowed.

use crate::model::{Head, Program, StructId};

use super::super::derives::{Traits, derive};
use super::super::lints::allow;
use super::super::types::RustType;
use super::super::views::Lines;
use super::Facts;

/// `#[deprecated]` and whatever `rust.attribute` says.
pub(super) fn of_head(head: &Head) -> impl Iterator<Item = String> {
    let own = head
        .annotations
        .iter()
        .filter(|annotation| annotation.key == "rust.attribute")
        .map(|annotation| {
            if annotation.value.starts_with("#[") {
                annotation.value.clone()
            } else {
                format!("#[{}]", annotation.value)
            }
        });
    deprecated(head).into_iter().chain(own)
}

fn deprecated(head: &Head) -> Option<String> {
    // A flag has the value "1": nothing is said beside it.
    Some(match head.annotation("deprecated")? {
        "1" | "" => "#[deprecated]".to_owned(),
        note => format!("#[deprecated(note = {note:?})]"),
    })
}

/// Is it?
pub(super) fn is_deprecated(head: &Head) -> bool {
    head.annotation("deprecated").is_some()
}

/// For lints, on an item that has no other attributes.
pub(super) fn allowing(lints: impl IntoIterator<Item = &'static str>) -> Lines {
    allow(lints).into_iter().collect()
}

impl Facts<'_> {
    /// The derives of something that has these traits, with serde's if the user wants them.
    pub(super) fn derive(&self, traits: Traits, default: bool, head: &Head) -> Vec<String> {
        let mut names = vec!["Clone", "Debug"];
        names.extend(default.then_some("Default"));
        names.extend(traits.names());
        names.extend(self.serde());
        vec![derive(&names, head)]
    }

    /// Serde's derives, if the user wants them.
    pub(super) fn serde(&self) -> impl Iterator<Item = &'static str> {
        ["::serde::Serialize", "::serde::Deserialize"]
            .into_iter()
            .filter(|_| self.options.serde)
    }

    /// Does a type name something deprecated?
    pub(super) fn mentions_deprecated(&self, ty: &RustType) -> bool {
        let named = match ty {
            RustType::Enum(id) => Some(&self.program[*id].head),
            RustType::Struct(id) => Some(&self.program[*id].head),
            RustType::Alias(id, _) => return is_deprecated(&self.program[*id].head),
            _ => None,
        };
        named.is_some_and(is_deprecated)
            || ty
                .parts()
                .into_iter()
                .any(|part| self.mentions_deprecated(part))
    }

    /// `deprecated`, for items that touch a struct and its fields.
    pub(super) fn deprecation_of(&self, id: StructId) -> Option<&'static str> {
        let mut fields = self.types.fields(id);
        let touched = is_deprecated(&self.program[id].head)
            || fields
                .any(|(field, ty)| is_deprecated(&field.head) || self.mentions_deprecated(&ty));
        touched.then_some("deprecated")
    }

    /// `deprecated`, if anything in the program is: for items which may name anything.
    pub(super) fn deprecation(&self) -> Option<&'static str> {
        self.deprecates.then_some("deprecated")
    }
}

/// Is anything in the program deprecated?
pub(super) fn deprecates(program: &Program) -> bool {
    let structs = program
        .structs
        .iter()
        .flat_map(|it| it.fields.iter().map(|field| &field.head).chain([&it.head]));
    let enums = program.enums.iter().flat_map(|it| {
        it.members
            .iter()
            .map(|member| &member.head)
            .chain([&it.head])
    });
    let services = program
        .services
        .iter()
        .flat_map(|it| it.functions.iter().map(|it| &it.head).chain([&it.head]));
    let typedefs = program.typedefs.iter().map(|it| &it.head);
    let constants = program.constants.iter().map(|it| &it.head);
    structs
        .chain(enums)
        .chain(services)
        .chain(typedefs)
        .chain(constants)
        .any(is_deprecated)
}
