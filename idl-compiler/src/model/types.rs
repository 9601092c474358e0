//! Types where they are used.

use serde::Serialize;

use super::{Annotation, EnumId, Program, StructId, TypedefId};

/// A type where it is used.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Type {
    /// Which.
    pub kind: TypeKind,
    /// Only on base and container types.
    pub annotations: Vec<Annotation>,
    /// `cpp_type "…"` on a container.
    pub cpp_type: Option<String>,
}

/// The kinds of type.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub enum TypeKind {
    Bool,
    I8,
    I16,
    I32,
    I64,
    Double,
    String,
    Binary,
    Uuid,
    List(Box<Type>),
    Set(Box<Type>),
    /// Key, value.
    Map(Box<Type>, Box<Type>),
    Enum(EnumId),
    /// A struct, union or exception.
    Struct(StructId),
    Typedef(TypedefId),
}

impl Type {
    /// A type that nothing is said about.
    pub fn plain(kind: TypeKind) -> Self {
        Self {
            kind,
            annotations: Vec::new(),
            cpp_type: None,
        }
    }

    /// The type behind all typedefs. The result's kind is never `Typedef`.
    pub fn resolved<'a>(&'a self, program: &'a Program) -> &'a Type {
        let mut ty = self;
        while let TypeKind::Typedef(id) = ty.kind {
            ty = &program[id].ty;
        }
        ty
    }
    /// The struct that a value of this type is, behind typedefs. What is in a container is not held by value.
    pub fn held(&self, program: &Program) -> Option<StructId> {
        match self.resolved(program).kind {
            TypeKind::Struct(id) => Some(id),
            _ => None,
        }
    }
}
