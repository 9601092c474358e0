//! What is defined where, and the ways to read a name.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;

use crate::diagnostics::codes::names as codes;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::load::{Loaded, LoadedFile};
use crate::model::{ConstantId, EnumId, FileId, Item, ServiceId, StructId, StructKind, TypedefId};
use crate::source::Span;
use crate::syntax::ast;

/// A definition and its file.
type Placed<'a, T> = (FileId, &'a T);

/// The definitions of all files, each list in the order of its arena in the model, and what each file sees of them.
#[derive(Default)]
pub(super) struct Names<'a> {
    pub(super) scopes: Vec<Scope<'a>>,
    pub(super) typedefs: Vec<Placed<'a, ast::Typedef>>,
    pub(super) enums: Vec<Placed<'a, ast::Enum>>,
    pub(super) structs: Vec<Placed<'a, ast::Struct>>,
    pub(super) constants: Vec<Placed<'a, ast::Const>>,
    pub(super) services: Vec<Placed<'a, ast::Service>>,
}

/// One file's definitions. As in Apache's compiler, types and services share their names and constants have their own.
pub(super) struct Scope<'a> {
    pub(super) path: &'a Path,
    pub(super) stem: &'a str,
    /// Each once.
    pub(super) includes: Vec<FileId>,
    pub(super) types: BTreeMap<&'a str, (Item, Span)>,
    pub(super) constants: BTreeMap<&'a str, (ConstantId, Span)>,
    /// In order of writing.
    pub(super) items: Vec<Item>,
}

impl<'a> Names<'a> {
    /// Numbers all definitions; of two with one name the first keeps it.
    pub(super) fn collect(loaded: &'a Loaded, diagnostics: &mut Diagnostics) -> Self {
        let mut names = Self::default();
        for file in &loaded.files {
            names.scopes.push(Scope::new(file));
            for definition in &file.document.definitions {
                names.define(definition, diagnostics);
            }
        }
        names
    }

    /// Adds a definition to the last file.
    fn define(&mut self, definition: &'a ast::Definition, diagnostics: &mut Diagnostics) {
        let file = FileId(self.scopes.len() as u32 - 1);
        let (head, item) = match definition {
            ast::Definition::Typedef(it) => (
                &it.head,
                Item::Typedef(TypedefId(add(&mut self.typedefs, file, it))),
            ),
            ast::Definition::Enum(it) => {
                (&it.head, Item::Enum(EnumId(add(&mut self.enums, file, it))))
            }
            ast::Definition::Struct(it) => (
                &it.head,
                Item::Struct(StructId(add(&mut self.structs, file, it))),
            ),
            ast::Definition::Const(it) => (
                &it.head,
                Item::Constant(ConstantId(add(&mut self.constants, file, it))),
            ),
            ast::Definition::Service(it) => (
                &it.head,
                Item::Service(ServiceId(add(&mut self.services, file, it))),
            ),
        };
        let scope = &mut self.scopes[file.0 as usize];
        scope.items.push(item);
        if let Some(before) = scope.take(&head.name, item) {
            let name = &head.name.text;
            let note = "types and services share their names; a constant may be called like either";
            let problem =
                Diagnostic::new(codes::ALREADY_DEFINED, format!("`{name}` is defined twice"))
                    .at(head.name.span, format!("`{name}` again"))
                    .and(before, "first here");
            diagnostics.push(if matches!(item, Item::Constant(_)) {
                problem
            } else {
                problem.note(note)
            });
        }
    }

    /// Every way to read `name` in `file`: as the file's own, then as that of an included file whose name is in front
    /// of a dot, the longest first (file names may hold dots).
    pub(super) fn readings<'n>(
        &self,
        file: FileId,
        name: &'n str,
    ) -> impl Iterator<Item = (FileId, &'n str)> {
        let dots = name.rmatch_indices('.').map(|(dot, _)| dot);
        let included = dots.flat_map(move |dot| {
            let (stem, rest) = (&name[..dot], &name[dot + 1..]);
            self.included(file, stem).map(move |file| (file, rest))
        });
        std::iter::once((file, name)).chain(included)
    }

    /// The files called `stem` that `file` includes.
    pub(super) fn included(&self, file: FileId, stem: &str) -> impl Iterator<Item = FileId> {
        let includes = &self.scope(file).includes;
        includes
            .iter()
            .copied()
            .filter(move |included| self.scope(*included).stem == stem)
    }

    /// The types and services that `name` may mean in `file`, the likeliest first.
    pub(super) fn types(&self, file: FileId, name: &str) -> impl Iterator<Item = (Item, Span)> {
        self.readings(file, name)
            .filter_map(|(file, name)| self.scope(file).types.get(name).copied())
    }

    pub(super) fn scope(&self, file: FileId) -> &Scope<'a> {
        &self.scopes[file.0 as usize]
    }

    /// What `item` is called.
    pub(super) fn name(&self, item: Item) -> &'a str {
        let head = match item {
            Item::Typedef(id) => &self.typedefs[id.0 as usize].1.head,
            Item::Enum(id) => &self.enums[id.0 as usize].1.head,
            Item::Struct(id) => &self.structs[id.0 as usize].1.head,
            Item::Constant(id) => &self.constants[id.0 as usize].1.head,
            Item::Service(id) => &self.services[id.0 as usize].1.head,
        };
        &head.name.text
    }

    /// What `item` is: "a struct".
    pub(super) fn kind(&self, item: Item) -> &'static str {
        match item {
            Item::Typedef(_) => "a typedef",
            Item::Enum(_) => "an enum",
            Item::Constant(_) => "a constant",
            Item::Service(_) => "a service",
            Item::Struct(id) => match self.structs[id.0 as usize].1.kind {
                StructKind::Struct => "a struct",
                StructKind::Union => "a union",
                StructKind::Exception => "an exception",
            },
        }
    }
}

impl<'a> Scope<'a> {
    fn new(file: &'a LoadedFile) -> Self {
        let mut includes: Vec<FileId> = Vec::new();
        for id in file.includes.iter().map(|(_, index)| FileId(*index as u32)) {
            if !includes.contains(&id) {
                includes.push(id);
            }
        }
        Self {
            path: &file.path,
            stem: &file.stem,
            includes,
            types: BTreeMap::new(),
            constants: BTreeMap::new(),
            items: Vec::new(),
        }
    }

    /// Gives `name` to `item`, unless it is taken: then says by whom.
    fn take(&mut self, name: &'a ast::Ident, item: Item) -> Option<Span> {
        if let Item::Constant(id) = item {
            take(&mut self.constants, name, id)
        } else {
            take(&mut self.types, name, item)
        }
    }
}

fn take<'a, T>(
    taken: &mut BTreeMap<&'a str, (T, Span)>,
    name: &'a ast::Ident,
    by: T,
) -> Option<Span> {
    match taken.entry(&name.text) {
        Entry::Occupied(before) => Some(before.get().1),
        Entry::Vacant(free) => {
            free.insert((by, name.span));
            None
        }
    }
}

fn add<'a, T>(arena: &mut Vec<Placed<'a, T>>, file: FileId, item: &'a T) -> u32 {
    arena.push((file, item));
    arena.len() as u32 - 1
}
