//! Attributes: derives, `rust.attribute`, deprecation, and the lints that must be allowed.

use crate::model::Head;

use super::super::derives::{Traits, derive};
use super::super::lints::allow;
use super::super::views::Lines;
use super::Facts;

/// `#[deprecated]` and whatever `rust.attribute` says.
pub(super) fn of_head(head: &Head) -> impl Iterator<Item = String> {
    let own = head
        .annotations
        .iter()
        .filter(|annotation| annotation.key == "rust.attribute")
        .map(|annotation| format!("#[{}]", annotation.value));
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
        let names = traits.with(default).chain(self.serde());
        vec![derive(names, &head.annotations)]
    }

    /// Serde's derives, if the user wants them.
    pub(super) fn serde(&self) -> impl Iterator<Item = &'static str> {
        ["::serde::Serialize", "::serde::Deserialize"]
            .into_iter()
            .filter(|_| self.options.serde)
    }
}
