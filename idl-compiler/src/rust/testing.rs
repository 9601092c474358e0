//! Small programs for tests.

use std::path::PathBuf;

use crate::model::{
    Annotation, Constant, Enum, Field, File, FileId, Function, Head, Item, Member, Namespace,
    Program, Requiredness, Service, ServiceId, Struct, StructId, StructKind, Type, TypeKind,
    Typedef, TypedefId, Value,
};
use crate::model::{ConstantId, EnumId};
use crate::source::{SourceId, Span};

const NOWHERE: Span = Span {
    source: SourceId(0),
    start: 0,
    end: 0,
};

/// A file without definitions.
pub(super) fn file(stem: &str, namespace: Option<&str>) -> File {
    let namespace = namespace.map(|name| Namespace {
        language: "rs".into(),
        name: name.into(),
        annotations: Vec::new(),
    });
    File {
        source: SourceId(0),
        path: PathBuf::from(format!("{stem}.thrift")),
        stem: stem.into(),
        root: true,
        doc: None,
        namespaces: namespace.into_iter().collect(),
        includes: Vec::new(),
        cpp_includes: Vec::new(),
        items: Vec::new(),
    }
}

pub(super) fn plain(kind: TypeKind) -> Type {
    Type::plain(kind)
}

pub(super) fn list(element: Type) -> Type {
    plain(TypeKind::List(Box::new(element)))
}

pub(super) fn set(element: Type) -> Type {
    plain(TypeKind::Set(Box::new(element)))
}

pub(super) fn map(key: Type, value: Type) -> Type {
    plain(TypeKind::Map(Box::new(key), Box::new(value)))
}

fn head(name: &str) -> Head {
    Head {
        name: name.into(),
        span: NOWHERE,
        doc: None,
        annotations: Vec::new(),
        file: FileId(0),
    }
}

/// A program of one file, `test.thrift`, that grows definition by definition.
#[derive(Default)]
pub(super) struct Build {
    program: Program,
    items: Vec<Item>,
}

impl Build {
    pub(super) fn program(self) -> Program {
        let file = File {
            items: self.items,
            ..file("test", None)
        };
        Program {
            files: vec![file],
            ..self.program
        }
    }

    pub(super) fn structure(&mut self, name: &str, fields: &[(&str, Type)]) -> Type {
        self.add(StructKind::Struct, name, fields)
    }

    pub(super) fn union(&mut self, name: &str, fields: &[(&str, Type)]) -> Type {
        self.add(StructKind::Union, name, fields)
    }

    fn add(&mut self, kind: StructKind, name: &str, fields: &[(&str, Type)]) -> Type {
        let id = StructId(self.program.structs.len() as u32);
        self.program.structs.push(Struct {
            head: head(name),
            kind,
            xsd_all: false,
            fields: Vec::new(),
        });
        self.items.push(Item::Struct(id));
        let ty = plain(TypeKind::Struct(id));
        for (name, field) in fields {
            self.field(&ty, name, field.clone());
        }
        ty
    }

    /// Adds a field and hands it out to be changed.
    pub(super) fn field(&mut self, owner: &Type, name: &str, ty: Type) -> &mut Field {
        let structure = self.of(owner);
        let requiredness = if structure.kind == StructKind::Union {
            Requiredness::Optional
        } else {
            Requiredness::Default
        };
        let id = structure.fields.len() as i16 + 1;
        structure.fields.push(Field {
            head: head(name),
            id,
            requiredness,
            ty,
            reference: false,
            default: None,
        });
        structure.fields.last_mut().expect("just pushed")
    }

    pub(super) fn annotate(&mut self, owner: &Type, key: &str, value: &str) {
        let annotation = Annotation {
            key: key.into(),
            value: value.into(),
            span: NOWHERE,
        };
        self.of(owner).head.annotations.push(annotation);
    }

    fn of(&mut self, owner: &Type) -> &mut Struct {
        let TypeKind::Struct(id) = owner.kind else {
            panic!("not a struct: {owner:?}")
        };
        &mut self.program.structs[id.0 as usize]
    }

    pub(super) fn typedef(&mut self, name: &str, ty: Type) -> Type {
        let id = TypedefId(self.program.typedefs.len() as u32);
        self.program.typedefs.push(Typedef {
            head: head(name),
            ty,
        });
        self.items.push(Item::Typedef(id));
        plain(TypeKind::Typedef(id))
    }

    pub(super) fn enumeration(&mut self, name: &str, members: &[(&str, i32)]) -> Type {
        let id = EnumId(self.program.enums.len() as u32);
        let members = members
            .iter()
            .map(|(name, value)| Member {
                head: head(name),
                value: *value,
            })
            .collect();
        self.program.enums.push(Enum {
            head: head(name),
            members,
        });
        self.items.push(Item::Enum(id));
        plain(TypeKind::Enum(id))
    }

    pub(super) fn constant(&mut self, name: &str, ty: Type, value: Value) -> ConstantId {
        let id = ConstantId(self.program.constants.len() as u32);
        self.program.constants.push(Constant {
            head: head(name),
            ty,
            value,
        });
        self.items.push(Item::Constant(id));
        id
    }

    pub(super) fn service(
        &mut self,
        name: &str,
        extends: Option<ServiceId>,
        functions: &[&str],
    ) -> ServiceId {
        let id = ServiceId(self.program.services.len() as u32);
        let function = |name: &&str| Function {
            head: head(name),
            oneway: false,
            returns: None,
            arguments: Vec::new(),
            throws: Vec::new(),
        };
        let functions = functions.iter().map(function).collect();
        self.program.services.push(Service {
            head: head(name),
            extends,
            functions,
        });
        self.items.push(Item::Service(id));
        id
    }
}
