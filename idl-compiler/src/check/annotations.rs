//! Annotations that are meant for us: those whose keys begin with `rust.`.

use syn::punctuated::Punctuated;

use crate::diagnostics::codes::{names, style as codes};
use crate::diagnostics::suggest::closest;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::{Annotation, Field, Head, Program, Type, TypeKind};

const KEYS: &[&str] = &["rust.attribute", "rust.derive", "rust.name", "rust.type"];

/// What an annotation stands on.
#[derive(Clone, Copy)]
enum Owner<'a> {
    /// A field or an argument, and its type.
    Field(&'a Type),
    /// A type where it is used.
    Type(&'a Type),
    /// Anything else.
    Other,
}

/// An annotation whose key begins with `rust.` is one that we know.
pub(super) fn unknown_keys(program: &Program, diagnostics: &mut Diagnostics) {
    each(program, &mut |annotation, _| {
        let key = annotation.key.as_str();
        if !key.starts_with("rust.") || KEYS.contains(&key) {
            return;
        }
        let problem = Diagnostic::new(
            codes::UNKNOWN_ANNOTATION,
            format!("there is no annotation `{key}`"),
        )
        .at(annotation.span, "has no effect");
        diagnostics.push(match closest(key, KEYS) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help(format!("there are `{}`", KEYS.join("`, `"))),
        });
    });
}

/// A `rust.name` is an identifier and stands on what has a name.
pub(super) fn rust_names(program: &Program, diagnostics: &mut Diagnostics) {
    each(program, &mut |annotation, owner| {
        if annotation.key != "rust.name" {
            return;
        }
        let value = &annotation.value;
        if let Owner::Type(_) = owner {
            let problem = Diagnostic::new(
                codes::MISPLACED_ANNOTATION,
                "a type has no name of its own to change",
            )
            .at(annotation.span, "has no effect");
            diagnostics.push(problem);
        } else if !is_identifier(value) {
            let message = format!("`{value}` is no Rust identifier");
            let problem = Diagnostic::new(names::BAD_RUST_NAME, message).at(
                annotation.span,
                "wants letters, digits and underscores, no digit in front",
            );
            diagnostics.push(problem);
        }
    });
}

/// A `rust.derive` is a list of paths, and a `rust.attribute` is one.
pub(super) fn rust_code(program: &Program, diagnostics: &mut Diagnostics) {
    each(program, &mut |annotation, _| {
        let value = annotation.value.as_str();
        let wanted = match annotation.key.as_str() {
            "rust.derive" if !is_item(&format!("#[derive({value})] struct A;")) => {
                "a list of paths"
            }
            "rust.attribute" if !is_item(&format!("#[{value}] struct A;")) => {
                "an attribute without `#[` and `]`"
            }
            _ => return,
        };
        let problem = Diagnostic::new(names::BAD_RUST_CODE, format!("`{value}` is no Rust"))
            .at(annotation.span, format!("wants {wanted}"));
        diagnostics.push(problem);
    });
}

/// Is this one item of Rust, its derives included?
fn is_item(text: &str) -> bool {
    let Ok(item) = syn::parse_str::<syn::ItemStruct>(text) else {
        return false;
    };
    let derives = item
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("derive"));
    let paths = Punctuated::<syn::Path, syn::Token![,]>::parse_terminated;
    derives
        .into_iter()
        .all(|attribute| attribute.parse_args_with(paths).is_ok())
}

/// A `rust.type` is one that the annotated type can have in Rust.
pub(super) fn rust_types(program: &Program, diagnostics: &mut Diagnostics) {
    each(program, &mut |annotation, owner| {
        if annotation.key != "rust.type" {
            return;
        }
        let choices = choices(program, owner);
        let value = annotation.value.as_str();
        if choices.contains(&value) {
            return;
        }
        let problem = Diagnostic::new(
            codes::MISPLACED_ANNOTATION,
            format!("`rust.type` cannot be `{value}` here"),
        )
        .at(annotation.span, "has no effect");
        diagnostics.push(if choices.is_empty() {
            problem.help(
                "there is nothing to choose for this type; put it on a field, string, set or map",
            )
        } else {
            problem.help(format!("it can be `{}`", choices.join("`, `")))
        });
    });
}

/// The values that `rust.type` may have; an annotation of a field speaks of its outermost type, behind typedefs.
fn choices(program: &Program, owner: Owner<'_>) -> Vec<&'static str> {
    let (ty, pointer) = match owner {
        Owner::Field(ty) => (ty.resolved(program), Some("Arc")),
        Owner::Type(ty) => (ty, None),
        Owner::Other => return Vec::new(),
    };
    let of_type: &[&str] = match ty.kind {
        TypeKind::String => &["Bytes"],
        TypeKind::Set(_) | TypeKind::Map(..) => &["btree", "hash", "vec"],
        _ => &[],
    };
    of_type.iter().copied().chain(pointer).collect()
}

/// Letters and digits of ASCII; a keyword is an identifier, too, since it can be written `r#type`.
fn is_identifier(text: &str) -> bool {
    let word = text.strip_prefix("r#").unwrap_or(text);
    let begins = word.starts_with(|first: char| first == '_' || first.is_ascii_alphabetic());
    begins && word != "_" && word.chars().all(|c| c == '_' || c.is_ascii_alphanumeric())
}

/// Visits every annotation of the program that can be meant for us.
fn each(program: &Program, visit: &mut impl FnMut(&Annotation, Owner<'_>)) {
    for typedef in &program.typedefs {
        of_head(&typedef.head, visit);
        of_type(&typedef.ty, visit);
    }
    for it in &program.enums {
        of_head(&it.head, visit);
        it.members
            .iter()
            .for_each(|member| of_head(&member.head, visit));
    }
    for it in &program.structs {
        of_head(&it.head, visit);
        of_fields(&it.fields, visit);
    }
    program
        .constants
        .iter()
        .for_each(|constant| of_type(&constant.ty, visit));
    for service in &program.services {
        of_head(&service.head, visit);
        for function in &service.functions {
            of_head(&function.head, visit);
            function.returns.iter().for_each(|ty| of_type(ty, visit));
            of_fields(&function.arguments, visit);
            of_fields(&function.throws, visit);
        }
    }
}

fn of_fields(fields: &[Field], visit: &mut impl FnMut(&Annotation, Owner<'_>)) {
    for field in fields {
        field
            .head
            .annotations
            .iter()
            .for_each(|annotation| visit(annotation, Owner::Field(&field.ty)));
        of_type(&field.ty, visit);
    }
}

fn of_head(head: &Head, visit: &mut impl FnMut(&Annotation, Owner<'_>)) {
    head.annotations
        .iter()
        .for_each(|annotation| visit(annotation, Owner::Other));
}

fn of_type(ty: &Type, visit: &mut impl FnMut(&Annotation, Owner<'_>)) {
    ty.annotations
        .iter()
        .for_each(|annotation| visit(annotation, Owner::Type(ty)));
    match &ty.kind {
        TypeKind::List(element) | TypeKind::Set(element) => of_type(element, visit),
        TypeKind::Map(key, value) => {
            of_type(key, visit);
            of_type(value, visit);
        }
        _ => {}
    }
}
