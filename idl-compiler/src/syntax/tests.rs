//! The parser as a whole.

mod documents;
mod failures;
mod hostile;
mod pieces;
mod quirks;

use crate::diagnostics::Diagnostics;
use crate::source::SourceId;

use super::ast::{Definition, Document, Enum, Field, Service, Struct, Value};

/// What comes of a text, and the numbers of its problems.
fn outcome(text: &str) -> (Option<Document>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let document = super::parse(SourceId(0), text, &mut diagnostics);
    (document, diagnostics)
}

/// A text without any problem.
fn parsed(text: &str) -> Document {
    let (document, diagnostics) = outcome(text);
    assert!(
        diagnostics.all().is_empty(),
        "{text}\n{:#?}",
        diagnostics.all()
    );
    document.expect("a document where there is no problem")
}

fn first_struct(document: &Document) -> &Struct {
    let found = document
        .definitions
        .iter()
        .find_map(|definition| match definition {
            Definition::Struct(found) => Some(found),
            _ => None,
        });
    found.expect("a struct")
}

fn first_enum(document: &Document) -> &Enum {
    let found = document
        .definitions
        .iter()
        .find_map(|definition| match definition {
            Definition::Enum(found) => Some(found),
            _ => None,
        });
    found.expect("an enum")
}

fn first_service(document: &Document) -> &Service {
    let found = document
        .definitions
        .iter()
        .find_map(|definition| match definition {
            Definition::Service(found) => Some(found),
            _ => None,
        });
    found.expect("a service")
}

/// The one field of a struct that is written around `text`.
fn field(text: &str) -> Field {
    let document = parsed(&format!("struct S {{ {text} }}"));
    let [field] = &first_struct(&document).fields[..] else {
        panic!("{text}: not one field")
    };
    field.clone()
}

/// The value of a constant.
fn value(text: &str) -> Value {
    let document = parsed(&format!("const i32 C = {text}"));
    match &document.definitions[..] {
        [Definition::Const(constant)] => constant.value.clone(),
        other => panic!("{text}: {other:?}"),
    }
}
