//! A file as it was written. Names are not looked up, numbers are not range checked; every node knows its place.

use serde::Serialize;

use crate::source::{SourceId, Span};

/// One file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    /// Which file.
    pub source: SourceId,
    /// The doc comment of the file itself.
    pub doc: Option<String>,
    /// `include`, `cpp_include` and `namespace`, in order.
    pub headers: Vec<Header>,
    /// Everything else, in order.
    pub definitions: Vec<Definition>,
}

/// A name, perhaps dotted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ident {
    /// As written.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// A quoted string.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Literal {
    /// Without quotes, escapes replaced.
    pub text: String,
    /// With quotes.
    pub span: Span,
}

/// `(key = "value", flag)`; a flag has the value `"1"`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Annotation {
    /// Perhaps dotted.
    pub key: Ident,
    /// `"1"` if none is written.
    pub value: String,
}

/// What comes before the definitions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Header {
    /// `include "path"`
    Include(Literal),
    /// `cpp_include "path"`
    CppInclude(Literal),
    /// `namespace language name`
    Namespace(Namespace),
}

/// `namespace rs a.b (uri = "…")`; the language may be `*`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Namespace {
    /// `rs`, `py.twisted`, `*` …
    pub language: Ident,
    /// Dotted.
    pub name: Ident,
    /// Not allowed after `*`.
    pub annotations: Vec<Annotation>,
    /// The whole line.
    pub span: Span,
}

/// What every definition, member, field and function has.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Head {
    /// What it is called.
    pub name: Ident,
    /// Cleaned doc comment, lines joined by `\n`.
    pub doc: Option<String>,
    /// In order; a key may be repeated.
    pub annotations: Vec<Annotation>,
    /// From its first to its last token.
    pub span: Span,
}

/// A definition.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Definition {
    /// `const T name = value`
    Const(Const),
    /// `typedef T name`
    Typedef(Typedef),
    /// `enum name { … }`
    Enum(Enum),
    /// `struct`, `union` or `exception`
    Struct(Struct),
    /// `service name { … }`
    Service(Service),
}

/// `const T name = value`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Const {
    /// Name and doc comment.
    pub head: Head,
    /// Its type.
    pub ty: Type,
    /// Its value.
    pub value: Value,
}

/// `typedef T name`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Typedef {
    /// The new name.
    pub head: Head,
    /// What it stands for.
    pub ty: Type,
}

/// `enum name { … }`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Enum {
    /// Name, doc comment, annotations.
    pub head: Head,
    /// In order.
    pub members: Vec<Member>,
}

/// `NAME = 1`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Member {
    /// Name, doc comment, annotations.
    pub head: Head,
    /// If one is written.
    pub value: Option<Int>,
}

/// A whole number as written, in 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Int {
    /// Its value.
    pub value: i64,
    /// Where.
    pub span: Span,
}

/// The three kinds of structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum StructKind {
    /// `struct`
    Struct,
    /// `union`
    Union,
    /// `exception`
    Exception,
}

/// `struct name { … }`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Struct {
    /// Name, doc comment, annotations.
    pub head: Head,
    /// Which of the three.
    pub kind: StructKind,
    /// `xsd_all`
    pub xsd_all: bool,
    /// In order of writing.
    pub fields: Vec<Field>,
}

/// What is said about a field's presence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Requiredness {
    /// Nothing is said.
    Default,
    /// `required`
    Required,
    /// `optional`
    Optional,
}

/// `1: required T name = value`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Field {
    /// Name, doc comment, annotations.
    pub head: Head,
    /// If one is written.
    pub id: Option<Int>,
    /// Presence.
    pub requiredness: Requiredness,
    /// Where `required` or `optional` stands.
    pub requiredness_span: Option<Span>,
    /// Its type.
    pub ty: Type,
    /// `&` after the type.
    pub reference: bool,
    /// The declared default.
    pub default: Option<Value>,
}

/// A type where it is used.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Type {
    /// Which.
    pub kind: TypeKind,
    /// Only on base and container types.
    pub annotations: Vec<Annotation>,
    /// `cpp_type "…"` on a container.
    pub cpp_type: Option<Literal>,
    /// Where.
    pub span: Span,
}

/// The kinds of type.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum TypeKind {
    /// A base type by its keyword.
    Base(Base),
    /// `list<T>`
    List(Box<Type>),
    /// `set<T>`
    Set(Box<Type>),
    /// `map<K, V>`
    Map(Box<Type>, Box<Type>),
    /// Anything else: a name to look up, perhaps dotted.
    Named(Ident),
}

/// The base types. `Byte` is the deprecated spelling of `I8`. `Void` is legal as a function's return type only;
/// the grammar takes it anywhere so that the message is about meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub enum Base {
    Void,
    Bool,
    Byte,
    I8,
    I16,
    I32,
    I64,
    Double,
    String,
    Binary,
    Uuid,
}

/// A constant as written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Value {
    /// Which.
    pub kind: ValueKind,
    /// Where.
    pub span: Span,
}

/// The kinds of constant.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum ValueKind {
    /// A whole number; `true` and `false` are `Bool`.
    Int(i64),
    /// A number with a point or an exponent.
    Double(f64),
    /// `true` or `false`, which Apache reads as 1 and 0.
    Bool(bool),
    /// A quoted string.
    String(String),
    /// The name of a constant or of an enum member, perhaps dotted.
    Name(String),
    /// `[a, b]`
    List(Vec<Value>),
    /// `{a: b, c: d}`
    Map(Vec<(Value, Value)>),
}

/// `service name extends other { … }`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Service {
    /// Name, doc comment, annotations.
    pub head: Head,
    /// The parent, perhaps dotted.
    pub extends: Option<Ident>,
    /// In order.
    pub functions: Vec<Function>,
}

/// `oneway void name(1: T argument) throws (1: E error)`
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Function {
    /// Name, doc comment, annotations.
    pub head: Head,
    /// `oneway` or `async`, and where.
    pub oneway: Option<Ident>,
    /// `Base::Void` for nothing.
    pub returns: Type,
    /// In order of writing.
    pub arguments: Vec<Field>,
    /// In order of writing.
    pub throws: Vec<Field>,
}
