//! What the templates print: finished names, types and expressions, booleans and lists. Every decision was made before.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use askama::{FastWritable, Template, Values};
use serde::Serialize;

use super::docs::Docs;

/// Lines of source text, such as attributes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Lines(pub(super) Vec<String>);

impl Lines {
    fn write(&self, output: &mut (impl fmt::Write + ?Sized)) -> fmt::Result {
        self.0.iter().try_for_each(|line| {
            output.write_str(line)?;
            output.write_str("\n")
        })
    }
}

impl fmt::Display for Lines {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(formatter)
    }
}

/// The way past the machinery of [`fmt::Display`].
impl FastWritable for Lines {
    fn write_into(&self, output: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(self.write(output)?)
    }
}

impl FromIterator<String> for Lines {
    fn from_iter<I: IntoIterator<Item = String>>(lines: I) -> Self {
        Self(lines.into_iter().collect())
    }
}

macro_rules! views {
    ($($(#[$doc:meta])* $name:ident = $path:literal { $($(#[$field_doc:meta])* $field:ident: $ty:ty,)* })*) => {
        /// Everything that has a template.
        #[derive(Debug, Serialize)]
        pub(super) enum View { $($name($name),)* }

        impl View {
            /// The name of its template, for messages.
            pub(super) fn template(&self) -> &'static str {
                match self { $(Self::$name(_) => $path,)* }
            }

            /// Adds its text, which is not laid out.
            pub(super) fn print(&self, text: &mut String) -> askama::Result<()> {
                match self { $(Self::$name(view) => view.render_into(text),)* }
            }
        }

        $(
            $(#[$doc])*
            #[derive(Debug, Serialize, Template)]
            #[template(path = $path)]
            #[allow(clippy::struct_field_names)] // what a template prints is named after what it is
            pub(super) struct $name { $($(#[$field_doc])* pub(super) $field: $ty,)* }

            impl From<$name> for View {
                fn from(view: $name) -> Self { Self::$name(view) }
            }
        )*
    };
}

views! {
    /// What the definitions of a module share.
    Uses = "uses.rs" {
        /// Does any codec name a field?
        fields: bool,
    }

    /// A typedef.
    Alias = "alias.rs" {
        docs: Docs,
        attributes: Lines,
        name: String,
        ty: String,
    }

    /// A constant; a lazy one's value is a function.
    Constant = "constant.rs" {
        docs: Docs,
        attributes: Lines,
        name: String,
        ty: String,
        lazy: bool,
        value: String,
    }

    /// A `Default` that is not derived.
    Default = "default.rs" {
        attributes: Lines,
        default: &'static str,
        name: String,
        value: String,
    }

    /// What makes a struct an error.
    Exception = "exception.rs" {
        attributes: Lines,
        name: String,
        display: String,
    }

    /// An enum; a deprecated one's macro call needs a place to allow that.
    Enumeration = "enumeration.rs" {
        docs: Docs,
        attributes: Lines,
        allow: Lines,
        name: String,
        wire_name: String,
        has_members: bool,
        members: Vec<Member>,
        deprecated: bool,
    }

    /// A struct and its codec.
    Structure = "structure.rs" {
        docs: Docs,
        attributes: Lines,
        allow: Lines,
        name: String,
        wire_name: String,
        /// Those that were chosen, with commas between; empty for all.
        protocols: String,
        ok: &'static str,
        has_allow: bool,
        has_fields: bool,
        /// In order of writing.
        fields: Vec<Field>,
        /// In ascending order of ids.
        wire: Vec<WireField>,
        words: Vec<Word>,
    }

    /// A union and its codec.
    Union = "union.rs" {
        docs: Docs,
        attributes: Lines,
        allow: Lines,
        name: String,
        wire_name: String,
        /// Those that were chosen, with commas between; empty for all.
        protocols: String,
        ok: &'static str,
        some: &'static str,
        has_members: bool,
        unset_is_default: bool,
        members: Vec<Field>,
        wire: Vec<WireField>,
    }

    /// A service's handler trait.
    Handler = "handler.rs" {
        docs: Docs,
        attributes: Lines,
        name: String,
        bounds: String,
        future: &'static str,
        send: &'static str,
        functions: Functions,
    }

    /// The error of a function that declares exceptions.
    Failure = "failure.rs" {
        attributes: Lines,
        function: String,
        name: String,
        errors: Vec<Thrown>,
    }

    /// Between what a function returns and its result struct.
    Outcome = "outcome.rs" {
        attributes: Lines,
        name: String,
        function: String,
        output: String,
        failure: String,
        returns: bool,
        throws: bool,
        /// Has the struct more than one field?
        several: bool,
        errors: Vec<Thrown>,
    }

    /// `Call`, `Reply` and `Processor`.
    Calls = "calls.rs" {
        call_attributes: Lines,
        reply_attributes: Lines,
        service: String,
        handler: String,
        /// As for [`Structure`].
        protocols: String,
        inherits: bool,
        parent: Parent,
        has_functions: bool,
        /// A pattern for the functions that are never answered; empty for none.
        oneway: String,
        /// Has `Reply` a variant?
        answers: bool,
        /// Has `Call` none?
        uninhabited: bool,
        functions: Functions,
    }

    /// One of the two clients.
    Client = "client.rs" {
        attributes: Lines,
        service: String,
        name: String,
        asynchronous: bool,
        inherits: bool,
        /// The parent's client.
        parent: String,
        has_functions: bool,
        functions: Functions,
    }
}

/// A member of an enum.
#[derive(Debug, Serialize)]
pub(super) struct Member {
    pub(super) docs: Docs,
    pub(super) attributes: Lines,
    pub(super) name: String,
    pub(super) wire_name: String,
    pub(super) value: i32,
}

/// A field, or a union's member.
#[derive(Debug, Serialize)]
pub(super) struct Field {
    pub(super) docs: Docs,
    pub(super) attributes: Lines,
    pub(super) name: String,
    pub(super) ty: String,
}

/// An argument of a function.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Argument {
    pub(super) name: String,
    pub(super) ty: String,
}

/// A field where it is read and written.
#[derive(Debug, Serialize)]
pub(super) struct WireField {
    pub(super) name: String,
    pub(super) wire_name: String,
    pub(super) id: i16,
    pub(super) required: bool,
    /// Of a required field: the variable that keeps whether it was seen …
    pub(super) word: Cow<'static, str>,
    /// … and the bit in it.
    pub(super) bit: usize,
}

/// A variable with a bit for each of up to 64 required fields.
#[derive(Debug, Serialize)]
pub(super) struct Word {
    pub(super) name: Cow<'static, str>,
    /// All bits, in hexadecimal.
    pub(super) mask: String,
    /// By bit.
    pub(super) fields: Vec<String>,
}

/// The functions of a service, which four views print.
pub(super) type Functions = Arc<[Function]>;

/// A function of a service, as its trait, its calls and its clients print it.
#[derive(Debug, Serialize)]
pub(super) struct Function {
    pub(super) docs: Docs,
    pub(super) attributes: Lines,
    pub(super) name: String,
    pub(super) wire_name: String,
    pub(super) variant: String,
    pub(super) arguments: Vec<Argument>,
    /// The names of its arguments' and its result's struct.
    pub(super) arguments_type: String,
    pub(super) result: String,
    /// What a call and a reply hold: those, or boxes of those.
    pub(super) call: String,
    pub(super) reply: String,
    pub(super) boxes_reply: bool,
    /// What its future yields.
    pub(super) output: String,
    pub(super) answers: bool,
    /// How its arguments' struct is bound, and what of it is passed on.
    pub(super) binding: &'static str,
    pub(super) passed: String,
    /// Its arguments' struct, of variables named like the fields.
    pub(super) literal: String,
}

/// A declared exception of a function.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Thrown {
    pub(super) docs: Docs,
    pub(super) field: String,
    pub(super) variant: String,
    pub(super) ty: String,
    /// Is it the first of its type, so that the type alone tells?
    pub(super) converts: bool,
}

/// What the parent's module has.
#[derive(Debug, Default, Serialize)]
pub(super) struct Parent {
    pub(super) call: String,
    pub(super) reply: String,
}
