//! Structs and exceptions, and what services make into structs: arguments and results.

use std::borrow::Cow;

use crate::model::{self, Head, Requiredness, StructId, StructKind};

use super::super::docs::Docs;
use super::super::lints::{allow, complex};
use super::super::types::RustType;
use super::super::views::{Default, Exception, Field, Structure, WireField, Word};
use super::attributes::{allowing, of_head};
use super::{Lowering, constants};

/// Required fields that one word has a bit for.
const BITS: usize = 64;

/// A field of anything that becomes a struct.
pub(super) struct Part {
    pub(super) docs: Docs,
    pub(super) attributes: Vec<String>,
    pub(super) name: String,
    pub(super) wire_name: String,
    pub(super) id: i16,
    pub(super) required: bool,
    pub(super) ty: RustType,
    /// A declared default that is not what the type gives anyway.
    pub(super) default: Option<model::Value>,
}

/// Anything that becomes a struct.
pub(super) struct Whole {
    pub(super) docs: Docs,
    pub(super) attributes: Vec<String>,
    pub(super) name: String,
    pub(super) wire_name: String,
    pub(super) parts: Vec<Part>,
    /// `deprecated`, where its own code would warn.
    pub(super) deprecation: Option<&'static str>,
}

impl Part {
    /// A field of the IDL.
    pub(super) fn new(name: &str, field: &model::Field, ty: RustType) -> Self {
        Self {
            docs: Docs::new(field.head.doc.as_deref()),
            attributes: of_head(&field.head).chain(allow(complex(&ty))).collect(),
            name: name.to_owned(),
            wire_name: field.head.name.clone(),
            id: field.id,
            required: field.requiredness == Requiredness::Required,
            ty,
            default: None,
        }
    }
}

impl Lowering<'_, '_> {
    pub(super) fn structure_or_union(&mut self, id: StructId) {
        match self.facts.program[id].kind {
            StructKind::Struct => self.structure(id),
            StructKind::Union => self.union(id),
            StructKind::Exception => {
                self.structure(id);
                self.exception(id);
            }
        }
    }

    fn structure(&mut self, id: StructId) {
        let facts = self.facts;
        let head = &facts.program[id].head;
        let parts: Vec<Part> = facts
            .types
            .fields(id)
            .zip(&facts.names.fields[id.0 as usize])
            .map(|((field, ty), name)| Part {
                default: field
                    .default
                    .as_ref()
                    .filter(|value| facts.matters(field.requiredness, value))
                    .cloned(),
                ..Part::new(name, field, ty)
            })
            .collect();
        let deprecation = facts.deprecation_of_struct(id);
        let serde = facts.serde().next().map(|_| "#[serde(default)]".to_owned());
        let attributes = self
            .derives(&parts, head)
            .into_iter()
            .chain(serde)
            .chain(of_head(head))
            .chain(allow(deprecation));
        self.whole(Whole {
            docs: Docs::new(head.doc.as_deref()),
            attributes: attributes.collect(),
            name: facts.names.structs[id.0 as usize].clone(),
            wire_name: head.name.clone(),
            parts,
            deprecation,
        });
    }

    /// The derives of a struct with these fields.
    pub(super) fn derives(&self, parts: &[Part], head: &Head) -> Vec<String> {
        let traits = self.facts.derives.all(parts.iter().map(|part| &part.ty));
        self.facts.derive(
            traits,
            !parts.iter().any(|part| part.default.is_some()),
            head,
        )
    }

    /// The struct, its codec, and its default if that cannot be derived.
    pub(super) fn whole(&mut self, whole: Whole) {
        let default = self.default(&whole);
        let (wire, words) = wire_order(&whole.parts);
        self.uses_fields |= !wire.is_empty();
        let fields = whole.parts.into_iter().map(|part| Field {
            docs: part.docs,
            attributes: part.attributes.into_iter().collect(),
            name: part.name,
            ty: self.place.ty(&part.ty),
        });
        let view = Structure {
            docs: whole.docs,
            attributes: whole.attributes.into_iter().collect(),
            has_allow: whole.deprecation.is_some(),
            allow: allowing(whole.deprecation),
            name: whole.name,
            wire_name: whole.wire_name,
            protocols: self.facts.protocols(),
            ok: self.place.prelude("Ok"),
            has_fields: !wire.is_empty(),
            fields: fields.collect(),
            wire,
            words,
        };
        self.push(view);
        self.views.extend(default.map(Into::into));
    }

    fn default(&self, whole: &Whole) -> Option<Default> {
        whole.parts.iter().find(|part| part.default.is_some())?;
        let default = self.place.prelude("Default");
        let field = |part: &Part| match &part.default {
            Some(value) => [&part.name, ": ", &self.expression(value, &part.ty), ","].concat(),
            None => [&part.name, ": ", default, "::default(),"].concat(),
        };
        let value = format!(
            "Self {{ {} }}",
            whole.parts.iter().map(field).collect::<String>()
        );
        let lints = [whole.deprecation, constants::has_double(&value)];
        Some(Default {
            attributes: allowing(lints.into_iter().flatten()),
            default,
            name: whole.name.clone(),
            value,
        })
    }

    fn exception(&mut self, id: StructId) {
        let facts = self.facts;
        let message = facts.program[id].head.annotation("message");
        let mut fields = facts
            .types
            .fields(id)
            .zip(&facts.names.fields[id.0 as usize]);
        let message = fields.find(|((field, _), _)| Some(field.head.name.as_str()) == message);
        let view = Exception {
            attributes: allowing(facts.deprecation_of_struct(id)),
            name: facts.names.structs[id.0 as usize].clone(),
            display: match message {
                Some(((_, ty), name)) => self.display(name, &ty, &facts.program[id].head.name),
                None => "::std::fmt::Debug::fmt(self, formatter)".to_owned(),
            },
        };
        self.push(view);
    }

    /// Writes one field of an exception, or the exception's name if the field is missing.
    fn display(&self, field: &str, ty: &RustType, exception: &str) -> String {
        if let RustType::Option(inner) = ty {
            let (some, none) = (self.place.prelude("Some"), self.place.prelude("None"));
            let present = format!("::std::fmt::{}::fmt(message, formatter)", shown(inner));
            return format!(
                "match &self.{field} {{ {some}(message) => {present}, {none} => formatter.write_str({exception:?}), }}"
            );
        }
        format!("::std::fmt::{}::fmt(&self.{field}, formatter)", shown(ty))
    }
}

/// The trait that shows a value of this type.
fn shown(ty: &RustType) -> &'static str {
    match ty {
        RustType::Alias(_, inner) | RustType::Pointer(_, inner) => shown(inner),
        RustType::Bytes
        | RustType::Vec(_)
        | RustType::Set(..)
        | RustType::Map(..)
        | RustType::Struct(_)
        | RustType::Option(_) => "Debug",
        _ => "Display",
    }
}

/// Fields in ascending order of ids; every required one has a bit.
fn wire_order(parts: &[Part]) -> (Vec<WireField>, Vec<Word>) {
    let mut sorted: Vec<&Part> = parts.iter().collect();
    sorted.sort_by_key(|part| part.id);
    let required: Vec<String> = sorted
        .iter()
        .filter(|part| part.required)
        .map(|part| part.wire_name.clone())
        .collect();
    let name = |word: usize| {
        if required.len() > BITS {
            Cow::Owned(format!("seen{word}"))
        } else {
            Cow::Borrowed("seen")
        }
    };
    let mut seen = 0;
    let wire = sorted.iter().map(|part| {
        let field = WireField {
            name: part.name.clone(),
            wire_name: part.wire_name.clone(),
            id: part.id,
            required: part.required,
            word: name(seen / BITS),
            bit: seen % BITS,
        };
        seen += usize::from(part.required);
        field
    });
    let wire = wire.collect();
    let words = required
        .chunks(BITS)
        .enumerate()
        .map(|(index, fields)| Word {
            name: name(index),
            mask: format!("{:#x}", u64::MAX >> (BITS - fields.len())),
            fields: fields.to_vec(),
        });
    (wire, words.collect())
}
