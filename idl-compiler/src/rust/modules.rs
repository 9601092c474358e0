//! The tree of Rust modules, and the way from one to another.

use std::collections::HashSet;

use crate::model::{File, FileId, Program};

use super::names::{ALIAS, PRIMITIVES, identifier, value_name};

/// Index into [`Modules::all`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ModuleId(pub(super) usize);

/// The names of a module and of those around it, outermost first, without `r#`. Nothing is the root.
pub(super) type Path = Vec<String>;

/// One module: what its files define, and the modules in it.
#[derive(Debug, Default)]
pub(super) struct Module {
    /// Where it is.
    pub(super) path: Path,
    /// Whose definitions it holds, in the program's order. None: it only holds modules.
    pub(super) files: Vec<FileId>,
    /// The modules in it, by name.
    pub(super) children: Vec<ModuleId>,
}

impl Module {
    /// The name of the innermost module, as source text.
    pub(super) fn name(&self) -> String {
        self.path
            .last()
            .map(|name| identifier(name))
            .unwrap_or_default()
    }

    /// Clippy's lint on a module `inner` in this one, if it has the same name.
    pub(super) fn inception(&self, inner: &str) -> Option<&'static str> {
        (self.name() == inner).then_some("clippy::module_inception")
    }
}

/// All modules of a program.
#[derive(Debug)]
pub(super) struct Modules {
    /// The root first, and every module after the one that holds it.
    pub(super) all: Vec<Module>,
    of_file: Vec<ModuleId>,
}

impl std::ops::Index<ModuleId> for Modules {
    type Output = Module;
    fn index(&self, id: ModuleId) -> &Module {
        &self.all[id.0]
    }
}

impl Modules {
    /// The root, which holds no definitions.
    pub(super) const ROOT: ModuleId = ModuleId(0);

    /// Places every file: by its namespace, else by its name. Files with the same namespace share a module; of files
    /// that only happen to have the same name, the later ones get a number.
    pub(super) fn new(program: &Program) -> Self {
        let mut modules = Self {
            all: vec![Module::default()],
            of_file: Vec::new(),
        };
        let mut stems = HashSet::new();
        for (index, file) in program.files.iter().enumerate() {
            let path = namespace(file).unwrap_or_else(|| vec![free_stem(&mut stems, &file.stem)]);
            let module = modules.place(&path);
            modules.all[module.0].files.push(FileId(index as u32));
            modules.of_file.push(module);
        }
        modules.sort();
        modules
    }

    /// Where a file's definitions go.
    pub(super) fn of(&self, file: FileId) -> ModuleId {
        self.of_file[file.0 as usize]
    }

    /// Every module but the root, each with its id.
    pub(super) fn iter(&self) -> impl Iterator<Item = (ModuleId, &Module)> {
        self.all
            .iter()
            .enumerate()
            .skip(1)
            .map(|(index, module)| (ModuleId(index), module))
    }

    /// The files of a module and of all modules in it.
    pub(super) fn files_below(&self, id: ModuleId) -> Vec<FileId> {
        let path = &self[id].path;
        let below = self
            .all
            .iter()
            .filter(|module| module.path.starts_with(path));
        below
            .flat_map(|module| module.files.iter().copied())
            .collect()
    }

    fn sort(&mut self) {
        let paths: Vec<Path> = self.all.iter().map(|module| module.path.clone()).collect();
        for module in &mut self.all {
            module.children.sort_by(|a, b| paths[a.0].cmp(&paths[b.0]));
        }
    }

    fn place(&mut self, path: &[String]) -> ModuleId {
        let mut id = Self::ROOT;
        for depth in 1..=path.len() {
            let known = self[id]
                .children
                .iter()
                .find(|child| self[**child].path == path[..depth])
                .copied();
            id = known.unwrap_or_else(|| self.add(id, &path[..depth]));
        }
        id
    }

    fn add(&mut self, parent: ModuleId, path: &[String]) -> ModuleId {
        let id = ModuleId(self.all.len());
        self.all.push(Module {
            path: path.to_vec(),
            ..Module::default()
        });
        self.all[parent.0].children.push(id);
        id
    }
}

/// `super::b::` for the way from `a` to `b`; nothing if they are the same.
pub(super) fn way(from: &[String], to: &[String]) -> String {
    let shared = from
        .iter()
        .zip(to)
        .take_while(|(from, to)| from == to)
        .count();
    let down = to[shared..].iter().map(|name| identifier(name) + "::");
    "super::".repeat(from.len() - shared) + &down.collect::<String>()
}

fn namespace(file: &File) -> Option<Path> {
    let name = file.rust_namespace()?;
    let path: Path = name
        .split('.')
        .filter(|segment| !segment.is_empty())
        .map(segment)
        .collect();
    (!path.is_empty()).then_some(path)
}

fn free_stem(taken: &mut HashSet<String>, stem: &str) -> String {
    let numbers = (2_u32..).map(|number| segment(&format!("{stem}_{number}")));
    let mut candidates = std::iter::once(segment(stem)).chain(numbers);
    // `insert` is false for a name that is taken; the numbers do not end.
    candidates
        .find(|name| taken.insert(name.clone()))
        .unwrap_or_default()
}

/// A name that a module (and its file, hence not `mod`) can have and that hides no primitive type.
fn segment(name: &str) -> String {
    let name = value_name(name);
    let refused = matches!(name.as_str(), "self" | "super" | "crate" | "mod" | ALIAS)
        || PRIMITIVES.contains(&name.as_str());
    if refused { name + "_" } else { name }
}

#[cfg(test)]
mod tests {
    use super::super::testing::file;
    use super::*;

    fn paths(files: Vec<File>) -> Vec<String> {
        let program = Program {
            files,
            ..Program::default()
        };
        let modules = Modules::new(&program);
        (0..program.files.len())
            .map(|index| modules[modules.of(FileId(index as u32))].path.join("::"))
            .collect()
    }

    fn way_of(from: &str, to: &str) -> String {
        let path = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Path>();
        way(&path(from), &path(to))
    }

    #[test]
    fn stems_are_mangled() {
        let files = vec![
            file("dsn.layer2", None),
            file("user-cpi", None),
            file("enum", None),
            file("mod", None),
            file("i32", None),
            file("3d", None),
        ];
        assert_eq!(
            paths(files),
            ["dsn_layer2", "user_cpi", "enum", "mod_", "i32_", "_3d"]
        );
    }

    #[test]
    fn same_stems_part_and_same_namespaces_meet() {
        let files = vec![
            file("b", None),
            file("b", None),
            file("x", Some("a.B")),
            file("y", Some("a.b")),
            file("z", Some("a")),
        ];
        assert_eq!(paths(files), ["b", "b_2", "a::b", "a::b", "a"]);
    }

    #[test]
    fn modules_nest() {
        let program = Program {
            files: vec![file("x", Some("a.b")), file("y", Some("a"))],
            ..Program::default()
        };
        let modules = Modules::new(&program);
        assert_eq!(modules[Modules::ROOT].children.len(), 1);
        assert_eq!(
            modules.files_below(modules.of(FileId(1))),
            [FileId(1), FileId(0)]
        );
    }

    #[test]
    fn ways_are_relative() {
        assert_eq!(way_of("a", "a"), "");
        assert_eq!(way_of("a", "b"), "super::b::");
        assert_eq!(way_of("a service", "a"), "super::");
        assert_eq!(way_of("a b", "a c type"), "super::c::r#type::");
        assert_eq!(way_of("a", "a b"), "b::");
    }
}
