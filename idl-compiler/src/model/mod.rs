//! The resolved program: no name is left to look up and no language is chosen.
//!
//! Definitions live in arenas of [`Program`] and name each other by index, so that recursion and includes cost nothing.

mod types;
mod values;

use std::path::PathBuf;

use serde::Serialize;

use crate::source::{SourceId, Span};
pub use crate::syntax::ast::{Requiredness, StructKind};

pub use types::{Type, TypeKind};
pub use values::Value;

macro_rules! ids {
    ($($(#[$doc:meta])* $id:ident, $item:ident, $arena:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub struct $id(pub u32);

        impl std::ops::Index<$id> for Program {
            type Output = $item;
            fn index(&self, id: $id) -> &$item {
                &self.$arena[id.0 as usize]
            }
        }
    )* };
}

ids! {
    /// Index into [`Program::files`].
    FileId, File, files;
    /// Index into [`Program::typedefs`].
    TypedefId, Typedef, typedefs;
    /// Index into [`Program::enums`].
    EnumId, Enum, enums;
    /// Index into [`Program::structs`].
    StructId, Struct, structs;
    /// Index into [`Program::constants`].
    ConstantId, Constant, constants;
    /// Index into [`Program::services`].
    ServiceId, Service, services;
}

/// Everything that was reached from the files of one run.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Program {
    /// The files, included ones before those that include them.
    pub files: Vec<File>,
    /// All typedefs of all files.
    pub typedefs: Vec<Typedef>,
    /// All enums of all files.
    pub enums: Vec<Enum>,
    /// All structs, unions and exceptions of all files.
    pub structs: Vec<Struct>,
    /// All constants of all files.
    pub constants: Vec<Constant>,
    /// All services of all files.
    pub services: Vec<Service>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct File {
    /// Its text.
    pub source: SourceId,
    /// As found on disk.
    pub path: PathBuf,
    /// The file's name without its last extension: the prefix under which includers see it. May hold dots and hyphens.
    pub stem: String,
    /// Was it named by the user (and not just included)?
    pub root: bool,
    /// The file's own doc comment.
    pub doc: Option<String>,
    /// In order; a language may be repeated.
    pub namespaces: Vec<Namespace>,
    /// The files it includes, in order.
    pub includes: Vec<FileId>,
    /// `cpp_include`, as written.
    pub cpp_includes: Vec<String>,
    /// What it defines, in order.
    pub items: Vec<Item>,
}

impl File {
    /// The namespace for a language, or the one for `*`; of repeated ones the last, as Apache does.
    pub fn namespace(&self, language: &str) -> Option<&str> {
        let of = |language: &str| {
            self.namespaces
                .iter()
                .rfind(|namespace| namespace.language == language)
        };
        of(language)
            .or_else(|| of("*"))
            .map(|namespace| namespace.name.as_str())
    }

    /// The namespace that names the Rust module: for `rs`, else for `rust`.
    pub fn rust_namespace(&self) -> Option<&str> {
        self.namespace("rs").or_else(|| self.namespace("rust"))
    }
}

impl Program {
    /// Name, doc comment and annotations of a definition.
    pub fn head(&self, item: Item) -> &Head {
        match item {
            Item::Typedef(id) => &self[id].head,
            Item::Enum(id) => &self[id].head,
            Item::Struct(id) => &self[id].head,
            Item::Constant(id) => &self[id].head,
            Item::Service(id) => &self[id].head,
        }
    }
}

/// `namespace language name`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Namespace {
    /// `rs`, `py.twisted`, `*` …
    pub language: String,
    /// Dotted.
    pub name: String,
    /// In order.
    pub annotations: Vec<Annotation>,
}

/// A definition of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub enum Item {
    Typedef(TypedefId),
    Enum(EnumId),
    Struct(StructId),
    Constant(ConstantId),
    Service(ServiceId),
}

/// `key = "value"`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Annotation {
    /// Perhaps dotted.
    pub key: String,
    /// `"1"` if none was written.
    pub value: String,
    /// Of the key.
    pub span: Span,
}

/// What every definition, member, field and function has.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Head {
    /// As in the IDL.
    pub name: String,
    /// Of the name.
    pub span: Span,
    /// Cleaned doc comment, lines joined by `\n`.
    pub doc: Option<String>,
    /// In order; a key may be repeated.
    pub annotations: Vec<Annotation>,
    /// The file it stands in.
    pub file: FileId,
}

impl Head {
    /// The last value given to `key`.
    pub fn annotation(&self, key: &str) -> Option<&str> {
        annotation(&self.annotations, key)
    }
}

/// The last value given to `key` among `annotations`.
pub fn annotation<'a>(annotations: &'a [Annotation], key: &str) -> Option<&'a str> {
    annotations
        .iter()
        .rfind(|annotation| annotation.key == key)
        .map(|annotation| annotation.value.as_str())
}

/// `typedef T name`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Typedef {
    /// The new name.
    pub head: Head,
    /// What it stands for. Following typedefs always ends: a cycle of them is an error.
    pub ty: Type,
}

/// `enum name { … }`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Enum {
    /// Name, doc comment, annotations.
    pub head: Head,
    /// In order of writing. Names are unique, values need not be.
    pub members: Vec<Member>,
}

/// `NAME = 1`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Member {
    /// Name, doc comment, annotations.
    pub head: Head,
    /// Written, or the previous one's plus one, from 0.
    pub value: i32,
}

/// A struct, union or exception.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Struct {
    /// Name, doc comment, annotations.
    pub head: Head,
    /// Which of the three.
    pub kind: StructKind,
    /// `xsd_all`
    pub xsd_all: bool,
    /// In order of writing. Ids and names are unique.
    pub fields: Vec<Field>,
}

impl Struct {
    /// Does every value hold `field`, one of its own? Not so a union's member, an optional field, and a reference
    /// that is not required.
    pub fn always_has(&self, field: &Field) -> bool {
        let always = match field.requiredness {
            Requiredness::Required => true,
            Requiredness::Optional => false,
            Requiredness::Default => !field.reference,
        };
        always && self.kind != StructKind::Union
    }
}

/// A field, an argument, or a declared exception.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Field {
    /// Name, doc comment, annotations.
    pub head: Head,
    /// As it goes on the wire: written, or -1, -2 … in order of the fields without one.
    pub id: i16,
    /// Members of a union and declared exceptions are `Optional`; an argument is never `Optional`.
    pub requiredness: Requiredness,
    /// Its type.
    pub ty: Type,
    /// `&` after the type.
    pub reference: bool,
    /// The declared default, of the field's type.
    pub default: Option<Value>,
}

/// `const T name = value`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Constant {
    /// Name and doc comment.
    pub head: Head,
    /// Its type.
    pub ty: Type,
    /// Its value, of that type.
    pub value: Value,
}

/// `service name extends other { … }`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Service {
    /// Name, doc comment, annotations.
    pub head: Head,
    /// The parent; following it always ends.
    pub extends: Option<ServiceId>,
    /// Its own functions, in order of writing; their names are unique, the parents' included.
    pub functions: Vec<Function>,
}

/// A function of a service.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Function {
    /// Name, doc comment, annotations. The name is what goes on the wire.
    pub head: Head,
    /// Is never answered.
    pub oneway: bool,
    /// `None` for `void`.
    pub returns: Option<Type>,
    /// In order of writing.
    pub arguments: Vec<Field>,
    /// In order of writing; each type resolves to an exception.
    pub throws: Vec<Field>,
}
