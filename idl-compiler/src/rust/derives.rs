//! Which traits hold for which struct, by what it is made of. Recursive types hold a trait unless something denies it.

use crate::model::{Annotation, StructId};

use super::types::{Family, RustType, Types};

/// Traits that some types lack; `Clone`, `Debug`, `PartialEq` and `Default` all have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // one for each trait
pub(super) struct Traits {
    eq: bool,
    hash: bool,
    partial_ord: bool,
    ord: bool,
}

impl Traits {
    const ALL: Self = Self {
        eq: true,
        hash: true,
        partial_ord: true,
        ord: true,
    };

    fn and(self, other: Self) -> Self {
        Self {
            eq: self.eq && other.eq,
            hash: self.hash && other.hash,
            partial_ord: self.partial_ord && other.partial_ord,
            ord: self.ord && other.ord,
        }
    }

    /// These, and those that every type has; `Default` may be written out instead of derived.
    pub(super) fn with(self, default: bool) -> impl Iterator<Item = &'static str> {
        let all = ["Clone", "Debug"].into_iter();
        all.chain(default.then_some("Default")).chain(self.names())
    }

    /// Those that hold, in the usual order; `PartialEq` always.
    fn names(self) -> impl Iterator<Item = &'static str> {
        let all = [
            (true, "PartialEq"),
            (self.eq, "Eq"),
            (self.partial_ord, "PartialOrd"),
            (self.ord, "Ord"),
            (self.hash, "Hash"),
        ];
        all.into_iter()
            .filter_map(|(holds, name)| holds.then_some(name))
    }
}

/// The traits of every struct, union and exception.
#[derive(Debug)]
pub(super) struct Derives {
    structs: Vec<Traits>,
}

impl Derives {
    /// Denies until nothing changes.
    pub(super) fn new(types: &Types<'_>) -> Self {
        let count = types.program.structs.len();
        let fields: Vec<Vec<RustType>> = (0..count)
            .map(|id| {
                types
                    .fields(StructId(id as u32))
                    .map(|(_, ty)| ty)
                    .collect()
            })
            .collect();
        let mut derives = Self {
            structs: vec![Traits::ALL; count],
        };
        loop {
            let next: Vec<Traits> = fields.iter().map(|fields| derives.all(fields)).collect();
            if next == derives.structs {
                return derives;
            }
            derives.structs = next;
        }
    }

    /// What holds for something made of these.
    pub(super) fn all<'t>(&self, types: impl IntoIterator<Item = &'t RustType>) -> Traits {
        types
            .into_iter()
            .fold(Traits::ALL, |traits, ty| traits.and(self.of(ty)))
    }

    fn of(&self, ty: &RustType) -> Traits {
        let own = match ty {
            RustType::F64 => Traits {
                partial_ord: true,
                eq: false,
                hash: false,
                ord: false,
            },
            RustType::Set(Family::Hash, _) | RustType::Map(Family::Hash, ..) => Traits {
                eq: true,
                hash: false,
                partial_ord: false,
                ord: false,
            },
            RustType::Struct(id) => self.structs[id.0 as usize],
            _ => Traits::ALL,
        };
        own.and(self.all(ty.parts()))
    }
}

/// Most structs have no more traits than this.
const MOST: usize = 10;

/// `#[derive(…)]` with our own traits and those that `rust.derive` adds.
pub(super) fn derive(
    ours: impl IntoIterator<Item = &'static str>,
    annotations: &[Annotation],
) -> String {
    let mut all: Vec<&str> = Vec::with_capacity(MOST);
    ours.into_iter().for_each(|name| all.push(name));
    let added = annotations
        .iter()
        .filter(|annotation| annotation.key == "rust.derive");
    for name in added
        .flat_map(|annotation| annotation.value.split(','))
        .map(str::trim)
    {
        if !name.is_empty() && !all.contains(&name) {
            all.push(name);
        }
    }
    ["#[derive(", &all.join(", "), ")]"].concat()
}

#[cfg(test)]
mod tests {
    use super::super::Containers;
    use super::super::testing::{Build, list, map, plain};
    use super::*;
    use crate::model::{Requiredness, TypeKind};

    fn traits(build: Build, containers: Containers) -> Vec<String> {
        let program = build.program();
        let derives = Derives::new(&Types::new(&program, containers));
        derives
            .structs
            .iter()
            .map(|traits| traits.names().collect::<Vec<_>>().join(" "))
            .collect()
    }

    const ALL: &str = "PartialEq Eq PartialOrd Ord Hash";

    #[test]
    fn doubles_spread_through_recursion() {
        let mut build = Build::default();
        let a = build.structure("A", &[]);
        let b = build.structure(
            "B",
            &[("a", list(a.clone())), ("d", plain(TypeKind::Double))],
        );
        build.field(&a, "b", b).requiredness = Requiredness::Optional;
        build.structure("C", &[("i", plain(TypeKind::I32))]);
        assert_eq!(
            traits(build, Containers::BTree),
            ["PartialEq PartialOrd", "PartialEq PartialOrd", ALL]
        );
    }

    #[test]
    fn hash_containers_have_no_order() {
        let mut build = Build::default();
        let int = plain(TypeKind::I32);
        let value = build.structure("Value", &[("m", map(int.clone(), int.clone()))]);
        build.structure("Key", &[("m", map(map(int.clone(), int), value))]);
        assert_eq!(
            traits(build, Containers::Hash),
            ["PartialEq Eq", "PartialEq Eq"]
        );
    }

    #[test]
    fn keys_are_ordered_whatever_is_asked_for() {
        let mut build = Build::default();
        let key = build.structure(
            "Key",
            &[
                ("d", plain(TypeKind::Double)),
                ("m", map(plain(TypeKind::I32), plain(TypeKind::Double))),
            ],
        );
        build.structure("Owner", &[("m", map(key, plain(TypeKind::I32)))]);
        assert_eq!(traits(build, Containers::Hash), [ALL, "PartialEq Eq"]);
    }

    #[test]
    fn added_derives_are_not_repeated() {
        let mut build = Build::default();
        let ty = build.structure("A", &[]);
        build.annotate(&ty, "rust.derive", "Eq, my::Trait");
        assert_eq!(
            derive(
                ["Clone", "Eq"],
                &build.program().structs[0].head.annotations
            ),
            "#[derive(Clone, Eq, my::Trait)]"
        );
    }
}
