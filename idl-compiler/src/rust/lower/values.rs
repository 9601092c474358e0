//! Constants → Rust expressions of the type of their place.

use std::collections::BTreeMap;

use crate::model::{ConstantId, Requiredness, StructId, StructKind, Value};

use super::super::spelling::{map, set};
use super::super::types::{Family, RustType};
use super::{Facts, Lowering, constants};

impl Lowering<'_, '_> {
    /// An expression that needs no allocation, for a `const`: texts and bytes are borrowed.
    pub(super) fn literal(&self, value: &Value, ty: &RustType) -> String {
        match (value, ty.behind()) {
            (Value::Constant(id), behind) => {
                let constant = &self.facts.program[*id];
                let same = self.facts.types.value(&constant.ty).behind() == behind;
                if same {
                    self.constant_path(*id)
                } else {
                    self.literal(&constant.value, ty)
                }
            }
            (Value::String(text), RustType::Bytes) => byte_string(text),
            (Value::String(text), _) => format!("{text:?}"),
            (value, behind) => self.expression(value, behind),
        }
    }

    /// An expression for an owned value.
    pub(super) fn expression(&self, value: &Value, ty: &RustType) -> String {
        match ty {
            RustType::Alias(_, inner) => return self.expression(value, inner),
            RustType::Option(inner) => {
                return format!(
                    "{}({})",
                    self.place.prelude("Some"),
                    self.expression(value, inner)
                );
            }
            RustType::Pointer(pointer, inner) => {
                return format!(
                    "{}::new({})",
                    self.place.pointer(*pointer),
                    self.expression(value, inner)
                );
            }
            _ => {}
        }
        match value {
            Value::Bool(value) => value.to_string(),
            Value::Int(value) => value.to_string(),
            Value::Double(value) if *ty == RustType::Ordered => {
                format!("::thriftwood::OrderedFloat({})", double(*value))
            }
            Value::Double(value) => double(*value),
            Value::String(text) if *ty == RustType::Bytes => {
                format!("::thriftwood::Bytes::from_static({})", byte_string(text))
            }
            Value::String(text) => format!("{text:?}.to_owned()"),
            Value::Uuid(bytes) => format!(
                "::thriftwood::Uuid::from_u128({:#034x})",
                u128::from_be_bytes(*bytes)
            ),
            Value::Enum(id, member) => {
                format!(
                    "{}::{}",
                    self.place.enumeration(*id),
                    self.facts.names.members[id.0 as usize][*member]
                )
            }
            Value::List(elements) => self.sequence(elements, ty),
            Value::Map(entries) => self.entries(entries, ty),
            Value::Struct(id, fields) => self.structure_literal(*id, fields),
            Value::Constant(id) => self.constant_value(*id, ty),
        }
    }

    /// A function without arguments that makes the value, for a lazy `static`.
    pub(super) fn lazily(&self, value: &Value, ty: &RustType) -> String {
        let expression = self.expression(value, ty);
        let is_path = |text: &str| {
            text.chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '#'))
        };
        match expression.strip_suffix("()") {
            Some(function) if is_path(function) => function.to_owned(),
            _ => format!("|| {{ {expression} }}"),
        }
    }

    fn sequence(&self, elements: &[Value], ty: &RustType) -> String {
        let of = |element: &RustType| {
            elements
                .iter()
                .map(|value| self.expression(value, element))
                .collect::<Vec<_>>()
                .join(", ")
        };
        match ty {
            RustType::Set(Family::Vec, element) => {
                format!("{}({})", set(Family::Vec), self.vec(&of(element)))
            }
            RustType::Set(family, element) => collection(set(*family), &of(element)),
            RustType::Vec(element) => self.vec(&of(element)),
            // invariant: a list's place is a list or a set.
            _ => self.vec(""),
        }
    }

    fn entries(&self, entries: &[(Value, Value)], ty: &RustType) -> String {
        let RustType::Map(family, of, to) = ty else {
            // invariant: a map's place is a map.
            return self.vec("");
        };
        let pair = |(key, value): &(Value, Value)| {
            format!(
                "({}, {})",
                self.expression(key, of),
                self.expression(value, to)
            )
        };
        let pairs = entries.iter().map(pair).collect::<Vec<_>>().join(", ");
        match family {
            Family::Vec => format!("{}({})", map(Family::Vec), self.vec(&pairs)),
            family => collection(map(*family), &pairs),
        }
    }

    fn vec(&self, elements: &str) -> String {
        collection(self.place.prelude("Vec"), elements)
    }

    /// A struct by its fields, a union by its last member.
    fn structure_literal(&self, id: StructId, values: &[(usize, Value)]) -> String {
        let path = self.place.structure(id);
        let names = &self.facts.names.fields[id.0 as usize];
        let types: Vec<_> = self.facts.types.fields(id).map(|(_, ty)| ty).collect();
        let assigned = |(index, value): (usize, &Value)| {
            (names[index].as_str(), self.expression(value, &types[index]))
        };
        let Some((last, value)) = values.last() else {
            return format!("{path}::default()");
        };
        if self.facts.program[id].kind == StructKind::Union {
            let (variant, value) = assigned((*last, value));
            return format!("{path}::{variant}({value})");
        }
        // A field that is written twice has its last value.
        let values: BTreeMap<usize, &Value> = values
            .iter()
            .map(|(index, value)| (*index, value))
            .collect();
        let rest = if values.len() < types.len() {
            format!("..{}::default()", self.place.prelude("Default"))
        } else {
            String::new()
        };
        let fields: Vec<String> = values
            .into_iter()
            .map(assigned)
            .map(|(name, value)| format!("{name}: {value}, "))
            .collect();
        format!("{path} {{ {}{rest} }}", fields.concat())
    }

    /// The value of another constant, as an owned one of this type.
    fn constant_value(&self, id: ConstantId, ty: &RustType) -> String {
        let constant = &self.facts.program[id];
        let theirs = self.facts.types.value(&constant.ty);
        let path = self.constant_path(id);
        match (theirs.behind(), ty) {
            (RustType::F64, RustType::Ordered) => format!("::thriftwood::OrderedFloat({path})"),
            (RustType::String, RustType::String) => format!("{path}.to_owned()"),
            (RustType::Bytes, RustType::Bytes) => {
                format!("::thriftwood::Bytes::from_static({path})")
            }
            (theirs, ours) if theirs != ours => self.expression(&constant.value, ty),
            _ if constants::is_const(ty) => path,
            _ => format!("{path}.clone()"),
        }
    }

    fn constant_path(&self, id: ConstantId) -> String {
        self.place.item(
            self.facts.program[id].head.file,
            &self.facts.names.constants[id.0 as usize],
        )
    }
}

impl Facts<'_> {
    /// Is a field's default something else than what `Default` gives anyway?
    pub(super) fn matters(&self, requiredness: Requiredness, value: &Value) -> bool {
        requiredness == Requiredness::Optional || !self.is_zero(value)
    }

    fn is_zero(&self, value: &Value) -> bool {
        match value {
            Value::Bool(value) => !value,
            Value::Int(value) => *value == 0,
            // Negative zero is another value.
            Value::Double(value) => value.to_bits() == 0,
            Value::String(text) => text.is_empty(),
            Value::Uuid(bytes) => *bytes == [0; 16],
            Value::Enum(id, member) => self.program[*id].members[*member].value == 0,
            Value::List(elements) => elements.is_empty(),
            Value::Map(entries) => entries.is_empty(),
            Value::Struct(_, fields) => fields.is_empty(),
            Value::Constant(id) => self.is_zero(&self.program[*id].value),
        }
    }
}

fn collection(name: &str, elements: &str) -> String {
    if elements.is_empty() {
        format!("{name}::new()")
    } else {
        format!("{name}::from([{elements}])")
    }
}

/// The shortest literal that reads back as the same value.
fn double(value: f64) -> String {
    if value.is_nan() {
        "f64::NAN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 {
            "f64::INFINITY".to_owned()
        } else {
            "f64::NEG_INFINITY".to_owned()
        }
    } else {
        format!("{value:?}")
    }
}

fn byte_string(text: &str) -> String {
    format!("b\"{}\"", text.as_bytes().escape_ascii())
}
