//! Our model in the form of Apache's `thrift --gen json`, so that the two can be compared.
//!
//! What that form leaves out is left out here too: annotations of enum members, of base types, and all but the last of
//! a repeated key. Blank lines at the end of a doc comment mean nothing. Typedefs are seen through, enums are `i32`, booleans in constants are 0 and 1.

use idlc::model::{
    Annotation, Field, FileId, Function, Head, Item, Program, Requiredness, StructKind, Type,
    TypeKind, Value as Constant,
};
use serde_json::{Map, Value, json};

/// One file of `program`.
pub fn of(program: &Program, file: FileId) -> Value {
    let view = View { program, file };
    let source = &program[file];
    let mut enums = Vec::new();
    let mut typedefs = Vec::new();
    let mut structs = Vec::new();
    let mut constants = Vec::new();
    let mut services = Vec::new();
    for item in &source.items {
        match *item {
            Item::Enum(id) => enums.push(view.enumeration(id)),
            Item::Typedef(id) => {
                let typedef = &program[id];
                typedefs.push(entry_of(
                    &typedef.head,
                    view.ty("typeId", "type", &typedef.ty),
                ));
            }
            Item::Struct(id) => structs.push(view.structure(id)),
            Item::Constant(id) => {
                let constant = &program[id];
                let mut entry = view.ty("typeId", "type", &constant.ty);
                entry.insert("value".into(), view.value(&constant.value));
                constants.push(entry_of(&constant.head, entry));
            }
            Item::Service(id) => services.push(view.service(id)),
        }
    }
    let namespaces: Map<String, Value> = source
        .namespaces
        .iter()
        .map(|n| (n.language.clone(), json!(n.name)))
        .collect();
    let includes: Vec<&str> = source
        .includes
        .iter()
        .map(|id| program[*id].stem.as_str())
        .collect();
    let mut all = object(json!({
        "name": source.stem, "namespaces": namespaces, "includes": includes, "enums": enums, "typedefs": typedefs,
        "structs": structs, "constants": constants, "services": services,
    }));
    insert_doc(&mut all, source.doc.as_ref());
    Value::Object(all)
}

/// Apache's form without what means nothing: blank lines at the end of doc comments, and `{}` for an empty list.
pub fn normalized(value: Value, ours: &Value) -> Value {
    match (value, ours) {
        (Value::Object(empty), Value::Array(elements))
            if empty.is_empty() && elements.is_empty() =>
        {
            json!([])
        }
        (Value::Object(entries), _) => {
            let entry = |(key, value): (String, Value)| match value {
                Value::String(doc) if key == "doc" => {
                    let doc = doc.trim_end();
                    (!doc.is_empty()).then(|| (key, json!(doc)))
                }
                value => {
                    let value = normalized(value, &ours[&key]);
                    Some((key, value))
                }
            };
            Value::Object(entries.into_iter().filter_map(entry).collect())
        }
        (Value::Array(elements), _) => {
            let elements = elements.into_iter().enumerate();
            elements
                .map(|(index, value)| normalized(value, &ours[index]))
                .collect()
        }
        (value, _) => value,
    }
}

struct View<'p> {
    program: &'p Program,
    file: FileId,
}

impl View<'_> {
    fn enumeration(&self, id: idlc::model::EnumId) -> Value {
        let members: Vec<Value> = self.program[id]
            .members
            .iter()
            .map(|member| {
                let mut entry = object(json!({ "name": member.head.name, "value": member.value }));
                insert_doc(&mut entry, member.head.doc.as_ref());
                Value::Object(entry)
            })
            .collect();
        entry_of(
            &self.program[id].head,
            object(json!({ "members": members })),
        )
    }

    fn structure(&self, id: idlc::model::StructId) -> Value {
        let structure = &self.program[id];
        let fields: Vec<Value> = structure
            .fields
            .iter()
            .map(|field| self.field(field))
            .collect();
        entry_of(
            &structure.head,
            object(json!({
                "isException": structure.kind == StructKind::Exception,
                "isUnion": structure.kind == StructKind::Union,
                "fields": fields,
            })),
        )
    }

    fn field(&self, field: &Field) -> Value {
        let mut entry = self.ty("typeId", "type", &field.ty);
        entry.insert("key".into(), json!(field.id));
        let required = match field.requiredness {
            Requiredness::Default => "req_out",
            Requiredness::Required => "required",
            Requiredness::Optional => "optional",
        };
        entry.insert("required".into(), json!(required));
        if let Some(default) = &field.default {
            entry.insert("default".into(), self.value(default));
        }
        entry_of(&field.head, entry)
    }

    fn service(&self, id: idlc::model::ServiceId) -> Value {
        let service = &self.program[id];
        let functions: Vec<Value> = service
            .functions
            .iter()
            .map(|function| self.function(function))
            .collect();
        let mut entry = object(json!({ "functions": functions }));
        if let Some(parent) = service.extends {
            entry.insert(
                "extends".into(),
                json!(self.name(&self.program[parent].head)),
            );
        }
        entry_of(&service.head, entry)
    }

    fn function(&self, function: &Function) -> Value {
        let mut entry = match &function.returns {
            Some(ty) => self.ty("returnTypeId", "returnType", ty),
            None => object(json!({ "returnTypeId": "void" })),
        };
        entry.insert("oneway".into(), json!(function.oneway));
        let arguments: Vec<Value> = function
            .arguments
            .iter()
            .map(|field| self.field(field))
            .collect();
        // Apache says nothing of the presence of declared exceptions; the model says what holds: optional.
        let throws: Vec<Value> = function
            .throws
            .iter()
            .map(|field| {
                self.field(&Field {
                    requiredness: Requiredness::Default,
                    ..field.clone()
                })
            })
            .collect();
        entry.insert("arguments".into(), json!(arguments));
        entry.insert("exceptions".into(), json!(throws));
        entry_of(&function.head, entry)
    }

    /// `typeId` and, for what is no base type, its `type` beside it, under the names that the place uses.
    fn ty(&self, id_key: &str, type_key: &str, ty: &Type) -> Map<String, Value> {
        let ty = ty.resolved(self.program);
        let id = self.type_id(ty);
        let mut entry = Map::new();
        entry.insert(id_key.into(), json!(id));
        let mut detail = object(json!({ "typeId": id }));
        match &ty.kind {
            TypeKind::List(element) | TypeKind::Set(element) => {
                detail.extend(self.ty("elemTypeId", "elemType", element));
                insert_annotations(&mut detail, &ty.annotations);
            }
            TypeKind::Map(key, value) => {
                detail.extend(self.ty("keyTypeId", "keyType", key));
                detail.extend(self.ty("valueTypeId", "valueType", value));
                insert_annotations(&mut detail, &ty.annotations);
            }
            TypeKind::Struct(id) => {
                let head = &self.program[*id].head;
                detail.insert("class".into(), json!(self.name(head)));
                insert_annotations(&mut detail, &head.annotations);
            }
            _ => return entry,
        }
        entry.insert(type_key.into(), Value::Object(detail));
        entry
    }

    fn type_id(&self, ty: &Type) -> &'static str {
        match &ty.kind {
            TypeKind::Bool => "bool",
            TypeKind::I8 => "i8",
            TypeKind::I16 => "i16",
            TypeKind::I32 | TypeKind::Enum(_) => "i32",
            TypeKind::I64 => "i64",
            TypeKind::Double => "double",
            TypeKind::String => "string",
            TypeKind::Binary => "binary",
            TypeKind::Uuid => "uuid",
            TypeKind::List(_) => "list",
            TypeKind::Set(_) => "set",
            TypeKind::Map(..) => "map",
            TypeKind::Struct(id) => match self.program[*id].kind {
                StructKind::Struct => "struct",
                StructKind::Union => "union",
                StructKind::Exception => "exception",
            },
            TypeKind::Typedef(id) => self.type_id(&self.program[*id].ty),
        }
    }

    /// As this file would write it.
    fn name(&self, head: &Head) -> String {
        if head.file == self.file {
            head.name.clone()
        } else {
            format!("{}.{}", self.program[head.file].stem, head.name)
        }
    }

    fn value(&self, value: &Constant) -> Value {
        match value {
            Constant::Bool(value) => json!(u8::from(*value)),
            Constant::Int(value) => json!(value),
            Constant::Double(value) => json!(value),
            Constant::String(value) => json!(value),
            Constant::Uuid(bytes) => json!(bytes),
            Constant::Enum(id, member) => json!(self.program[*id].members[*member].value),
            Constant::List(elements) => {
                elements.iter().map(|element| self.value(element)).collect()
            }
            Constant::Map(entries) => entries
                .iter()
                .map(|(key, value)| (self.key(key), self.value(value)))
                .collect::<Map<_, _>>()
                .into(),
            Constant::Struct(id, fields) => {
                let name = |field: usize| self.program[*id].fields[field].head.name.clone();
                fields
                    .iter()
                    .map(|(field, value)| (name(*field), self.value(value)))
                    .collect::<Map<_, _>>()
                    .into()
            }
            Constant::Constant(id) => self.value(&self.program[*id].value),
        }
    }

    fn key(&self, key: &Constant) -> String {
        match self.value(key) {
            Value::String(text) => text,
            other => other.to_string(),
        }
    }
}

fn entry_of(head: &Head, mut entry: Map<String, Value>) -> Value {
    entry.insert("name".into(), json!(head.name));
    insert_doc(&mut entry, head.doc.as_ref());
    insert_annotations(&mut entry, &head.annotations);
    Value::Object(entry)
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("an object is meant here, not {other}"),
    }
}

fn insert_doc(entry: &mut Map<String, Value>, doc: Option<&String>) {
    if let Some(doc) = doc {
        entry.insert("doc".into(), json!(doc));
    }
}

fn insert_annotations(entry: &mut Map<String, Value>, annotations: &[Annotation]) {
    if !annotations.is_empty() {
        let all: Map<String, Value> = annotations
            .iter()
            .map(|a| (a.key.clone(), json!(a.value)))
            .collect();
        entry.insert("annotations".into(), Value::Object(all));
    }
}
