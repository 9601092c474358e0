//! Which Rust type a type of the IDL becomes, where it stands. How that is written is [`super::spelling`]'s business.

use crate::model::{
    Annotation, EnumId, Field, Program, Requiredness, Struct, StructId, StructKind, Type, TypeKind,
    TypedefId, annotation,
};

use super::Containers;
use super::cycles::Cycles;
use super::keys::Keys;

/// A Rust type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RustType {
    Bool,
    I8,
    I16,
    I32,
    I64,
    F64,
    /// `OrderedFloat<f64>`
    Ordered,
    String,
    Bytes,
    Uuid,
    Vec(Box<RustType>),
    Set(Family, Box<RustType>),
    Map(Family, Box<RustType>, Box<RustType>),
    Enum(EnumId),
    Struct(StructId),
    /// A typedef by its name, and what it stands for.
    Alias(TypedefId, Box<RustType>),
    Pointer(Pointer, Box<RustType>),
    Option(Box<RustType>),
}

/// The families of sets and maps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// `BTreeMap`, `BTreeSet`
    BTree,
    /// `HashMap`, `HashSet`
    Hash,
    /// `VecMap`, `VecSet`
    Vec,
}

/// The pointers that own what they point to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pointer {
    Box,
    Arc,
}

impl RustType {
    /// The type behind typedefs.
    pub(super) fn behind(&self) -> &Self {
        match self {
            Self::Alias(_, inner) => inner.behind(),
            other => other,
        }
    }

    /// The types that it is directly made of.
    pub(super) fn parts(&self) -> impl Iterator<Item = &Self> {
        let (one, other) = match self {
            Self::Vec(one)
            | Self::Set(_, one)
            | Self::Alias(_, one)
            | Self::Pointer(_, one)
            | Self::Option(one) => (Some(&**one), None),
            Self::Map(_, key, value) => (Some(&**key), Some(&**value)),
            _ => (None, None),
        };
        one.into_iter().chain(other)
    }
}

/// The rules that give every place its type.
#[derive(Debug)]
pub(super) struct Types<'a> {
    /// What is generated.
    pub(super) program: &'a Program,
    containers: Family,
    keys: Keys,
    cycles: Cycles,
}

impl<'a> Types<'a> {
    /// The rules for a program.
    pub(super) fn new(program: &'a Program, containers: Containers) -> Self {
        let containers = match containers {
            Containers::BTree => Family::BTree,
            Containers::Hash => Family::Hash,
        };
        Self {
            program,
            containers,
            keys: Keys::new(program),
            cycles: Cycles::new(program),
        }
    }

    /// The type of a value that is no key.
    pub(super) fn value(&self, ty: &Type) -> RustType {
        self.of(ty, false)
    }

    /// What a function returns in its result.
    pub(super) fn optional(&self, ty: &Type) -> RustType {
        RustType::Option(Box::new(self.value(ty)))
    }

    /// The type of a struct's or exception's field, or of a union's member.
    pub(super) fn field(&self, owner: StructId, field: &Field) -> RustType {
        let returns = self.cycles.returns(self.program, owner, field);
        let held = self.held(field, self.keys.has(owner), returns);
        if self.program[owner].kind == StructKind::Union {
            return held;
        }
        let missing = may_be_missing(field) || self.cycles.endless(self.program, owner, field);
        if missing {
            RustType::Option(Box::new(held))
        } else {
            held
        }
    }

    /// The type of an argument or of a declared exception: a field of a struct that nothing refers to.
    pub(super) fn argument(&self, field: &Field) -> RustType {
        let held = self.held(field, false, false);
        if may_be_missing(field) {
            RustType::Option(Box::new(held))
        } else {
            held
        }
    }

    /// All fields of a struct with their types.
    pub(super) fn fields(&self, owner: StructId) -> impl Iterator<Item = (&'a Field, RustType)> {
        let structure: &'a Struct = &self.program[owner];
        structure
            .fields
            .iter()
            .map(move |field| (field, self.field(owner, field)))
    }

    /// The field's type without `Option`: annotations of a field speak of its outermost type.
    fn held(&self, field: &Field, key: bool, boxed: bool) -> RustType {
        let annotations = &field.head.annotations;
        let says = |value: &str| rust_types(annotations).any(|said| said == value);
        let resolved = field.ty.resolved(self.program);
        let ty = self
            .annotated(resolved, annotations, key)
            .unwrap_or_else(|| self.of(&field.ty, key));
        let pointer = if says("Arc") {
            Some(Pointer::Arc)
        } else {
            (boxed || field.reference).then_some(Pointer::Box)
        };
        match pointer {
            Some(pointer) => RustType::Pointer(pointer, Box::new(ty)),
            None => ty,
        }
    }

    fn of(&self, ty: &Type, key: bool) -> RustType {
        match &ty.kind {
            TypeKind::Bool => RustType::Bool,
            TypeKind::I8 => RustType::I8,
            TypeKind::I16 => RustType::I16,
            TypeKind::I32 => RustType::I32,
            TypeKind::I64 => RustType::I64,
            TypeKind::Double if key => RustType::Ordered,
            TypeKind::Double => RustType::F64,
            TypeKind::Binary => RustType::Bytes,
            TypeKind::Uuid => RustType::Uuid,
            TypeKind::Enum(id) => RustType::Enum(*id),
            TypeKind::Struct(id) => RustType::Struct(*id),
            TypeKind::Typedef(id) => self.alias(*id, key),
            TypeKind::List(element) => RustType::Vec(Box::new(self.of(element, key))),
            TypeKind::String | TypeKind::Set(_) | TypeKind::Map(..) => self
                .annotated(ty, &ty.annotations, key)
                .unwrap_or_else(|| self.container(ty, self.containers, key)),
        }
    }

    /// What `rust.type` among `annotations` makes of a type; `None` if nothing is said that applies to it.
    fn annotated(&self, ty: &Type, annotations: &[Annotation], key: bool) -> Option<RustType> {
        let said = annotation(annotations, "rust.type")?;
        if matches!(ty.kind, TypeKind::String) {
            return (said == "Bytes").then_some(RustType::Bytes);
        }
        let family = match said {
            "btree" => Family::BTree,
            "hash" => Family::Hash,
            "vec" => Family::Vec,
            _ => return None,
        };
        matches!(ty.kind, TypeKind::Set(_) | TypeKind::Map(..))
            .then(|| self.container(ty, family, key))
    }

    /// A string, set or map; keys are ordered and hold only what is ordered.
    fn container(&self, ty: &Type, family: Family, key: bool) -> RustType {
        let family = if key { Family::BTree } else { family };
        match &ty.kind {
            TypeKind::Set(element) => RustType::Set(family, Box::new(self.of(element, true))),
            TypeKind::Map(of, value) => RustType::Map(
                family,
                Box::new(self.of(of, true)),
                Box::new(self.of(value, key)),
            ),
            _ => RustType::String,
        }
    }

    /// The typedef by its name, unless its type is another one in a key.
    fn alias(&self, id: TypedefId, key: bool) -> RustType {
        let ty = &self.program[id].ty;
        let here = self.of(ty, key);
        if key && here != self.of(ty, false) {
            here
        } else {
            RustType::Alias(id, Box::new(here))
        }
    }
}

fn rust_types(annotations: &[Annotation]) -> impl Iterator<Item = &str> {
    annotations
        .iter()
        .filter(|annotation| annotation.key == "rust.type")
        .map(|annotation| annotation.value.as_str())
}

/// An optional field, or a reference that is not required.
fn may_be_missing(field: &Field) -> bool {
    match field.requiredness {
        Requiredness::Optional => true,
        Requiredness::Required => false,
        Requiredness::Default => field.reference,
    }
}
