//! What rustc and clippy would say about generated code that cannot be written otherwise, so that it is allowed there
//! and only there. Sizes are estimates for 64-bit targets, and the limits stay clear of clippy's own.

use std::sync::OnceLock;

use heck::ToSnakeCase;

use crate::model::{StructId, StructKind};

use super::types::{Family, RustType, Types};

/// Clippy: a difference of 200 bytes between the two largest variants.
const LARGE_VARIANT: usize = 140;
/// Clippy: an error of 128 bytes.
const LARGE_ERROR: usize = 90;
/// Clippy: 250, counted as [`complexity`] does.
const COMPLEX_TYPE: usize = 200;
/// Clippy: so many variants before their names matter.
const ALIKE_VARIANTS: usize = 3;
/// `UnknownVariant`, `Error`: what generated enums hold beside the IDL's own types.
const OWN_VARIANT: usize = 48;

/// Sizes of structs, worked out once each.
#[derive(Debug)]
pub(super) struct Sizes {
    known: Vec<OnceLock<usize>>,
}

impl Sizes {
    /// Nothing is known yet.
    pub(super) fn new(types: &Types<'_>) -> Self {
        Self {
            known: vec![OnceLock::new(); types.program.structs.len()],
        }
    }

    /// Bytes of a value. By value, structs hold no cycle: every one of them has a pointer in it.
    pub(super) fn of(&self, types: &Types<'_>, ty: &RustType) -> usize {
        match ty {
            RustType::Bool | RustType::I8 => 1,
            RustType::I16 => 2,
            RustType::I32 | RustType::Enum(_) => 4,
            RustType::I64 | RustType::F64 | RustType::Ordered | RustType::Pointer(..) => 8,
            RustType::Uuid => 16,
            RustType::Bytes => 32,
            RustType::Set(Family::Hash, _) | RustType::Map(Family::Hash, ..) => 48,
            RustType::String | RustType::Vec(_) | RustType::Set(..) | RustType::Map(..) => 24,
            RustType::Alias(_, inner) => self.of(types, inner),
            RustType::Option(inner) => self.of(types, inner) + 4,
            RustType::Struct(id) => self.of_struct(types, *id),
        }
    }

    /// Bytes of a struct with these fields.
    pub(super) fn sum<'t>(
        &self,
        types: &Types<'_>,
        fields: impl IntoIterator<Item = &'t RustType>,
    ) -> usize {
        fields
            .into_iter()
            .map(|field| self.of(types, field))
            .fold(0, usize::saturating_add)
    }

    fn of_struct(&self, types: &Types<'_>, id: StructId) -> usize {
        *self.known[id.0 as usize].get_or_init(|| {
            let fields: Vec<usize> = types
                .fields(id)
                .map(|(_, ty)| self.of(types, &ty))
                .collect();
            if types.program[id].kind == StructKind::Union {
                fields.into_iter().max().unwrap_or(0).max(OWN_VARIANT) + 8
            } else {
                fields.into_iter().fold(0, usize::saturating_add)
            }
        })
    }
}

/// For an enum whose variants have these sizes, beside the one that we add.
pub(super) fn large_variant(sizes: impl IntoIterator<Item = usize>) -> Option<&'static str> {
    let mut sizes: Vec<usize> = sizes.into_iter().chain([0]).collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    let second = sizes.get(1).copied().unwrap_or(0);
    (sizes[0] - second > LARGE_VARIANT).then_some("clippy::large_enum_variant")
}

/// For functions that return an error which holds one of these.
pub(super) fn large_error(sizes: impl IntoIterator<Item = usize>) -> Option<&'static str> {
    sizes
        .into_iter()
        .any(|size| size > LARGE_ERROR)
        .then_some("clippy::result_large_err")
}

/// For an enum whose variants repeat its name, or all begin or end with the same word.
pub(super) fn variant_names(name: &str, variants: &[&str]) -> Option<&'static str> {
    let repeats = variants
        .iter()
        .any(|variant| variant.starts_with(name) || variant.ends_with(name));
    let word = |variant: &str, last: bool| {
        let snake = variant.to_snake_case();
        let mut words = snake.split('_');
        let word = if last {
            words.next_back()
        } else {
            words.next()
        };
        word.unwrap_or_default().to_owned()
    };
    // One letter tells most of them apart.
    let letter = |variant: &str, last: bool| {
        let mut letters = variant.bytes().filter(|byte| *byte != b'_');
        let letter = if last {
            letters.next_back()
        } else {
            letters.next()
        };
        letter.map(|letter| letter.to_ascii_lowercase())
    };
    let alike = |last: bool| {
        all_same(variants.iter().map(|variant| letter(variant, last)))
            && all_same(variants.iter().map(|variant| word(variant, last)))
    };
    let lint = repeats || (variants.len() >= ALIKE_VARIANTS && (alike(false) || alike(true)));
    lint.then_some("clippy::enum_variant_names")
}

fn all_same<T: PartialEq>(mut items: impl Iterator<Item = T>) -> bool {
    let first = items.next();
    items.all(|item| Some(&item) == first.as_ref())
}

/// For a place of this type, inside another type.
pub(super) fn complex_inside(ty: &RustType) -> Option<&'static str> {
    (10 + complexity(ty, 2) > COMPLEX_TYPE).then_some("clippy::type_complexity")
}

/// For a place of this type.
pub(super) fn complex(ty: &RustType) -> Option<&'static str> {
    (complexity(ty, 1) > COMPLEX_TYPE).then_some("clippy::type_complexity")
}

/// Clippy adds 10 × the depth for every path.
fn complexity(ty: &RustType, depth: usize) -> usize {
    let named = matches!(ty, RustType::Alias(..));
    let parts = ty.parts().filter(|_| !named);
    10 * depth + parts.map(|part| complexity(part, depth + 1)).sum::<usize>()
}

/// For a function with so many arguments beside `self`.
pub(super) fn many_arguments(count: usize) -> Option<&'static str> {
    (count >= 7).then_some("clippy::too_many_arguments")
}

/// For arguments that are named like nothing in particular.
pub(super) fn placeholders<'n>(names: impl IntoIterator<Item = &'n str>) -> Option<&'static str> {
    names
        .into_iter()
        .any(|name| matches!(name, "foo" | "baz" | "quux"))
        .then_some("clippy::disallowed_names")
}

/// For a trait or a client whose functions have these names.
pub(super) fn function_names<'n>(names: impl IntoIterator<Item = &'n str>) -> Vec<&'static str> {
    let mut lints: Vec<_> = names.into_iter().filter_map(function_name).collect();
    lints.sort_unstable();
    lints.dedup();
    lints
}

fn function_name(name: &str) -> Option<&'static str> {
    let convention = ["to_", "into_", "from_", "as_", "is_"]
        .iter()
        .any(|prefix| name.starts_with(prefix));
    match name {
        "len" => Some("clippy::len_without_is_empty"),
        "next" | "borrow_mut" | "as_mut" | "deref_mut" | "drop" => {
            Some("clippy::should_implement_trait")
        }
        _ if convention => Some("clippy::wrong_self_convention"),
        _ => None,
    }
}

/// `#[allow(…)]` as source text; nothing for no lints.
pub(super) fn allow(lints: impl IntoIterator<Item = &'static str>) -> Option<String> {
    let lints: Vec<_> = lints.into_iter().collect();
    (!lints.is_empty()).then(|| format!("#[allow({})]", lints.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::super::Containers;
    use super::super::testing::{Build, plain};
    use super::*;
    use crate::model::TypeKind;

    #[test]
    fn sizes_add_up_by_value() {
        let mut build = Build::default();
        let small = build.structure(
            "Small",
            &[("a", plain(TypeKind::String)), ("b", plain(TypeKind::Uuid))],
        );
        build.structure("Two", &[("a", small.clone()), ("b", small)]);
        let program = build.program();
        let types = Types::new(&program, Containers::BTree);
        assert_eq!(
            Sizes::new(&types).of(&types, &RustType::Struct(StructId(1))),
            80
        );
    }

    #[test]
    fn limits() {
        assert_eq!(large_variant([300, 290]), None);
        assert_eq!(large_variant([300, 10]), Some("clippy::large_enum_variant"));
        assert_eq!(large_error([8, 200]), Some("clippy::result_large_err"));
        let deep = (0..6).fold(RustType::I32, |ty, _| {
            RustType::Map(Family::BTree, Box::new(RustType::I32), Box::new(ty))
        });
        assert_eq!(
            (complex(&deep), complex(&RustType::I32)),
            (Some("clippy::type_complexity"), None)
        );
        assert_eq!(
            function_names(["to_x", "from_y", "ping"]),
            ["clippy::wrong_self_convention"]
        );
        assert_eq!(allow([]), None);
        assert_eq!(variant_names("Call", &["GetA", "GetB", "Other"]), None);
        assert!(variant_names("Call", &["GetA", "GetB", "GetC"]).is_some());
        assert!(variant_names("Call", &["CallMe"]).is_some());
    }
}
