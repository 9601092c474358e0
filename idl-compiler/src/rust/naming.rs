//! The Rust name of everything in a program, given once, so that what collides after a change of case is told apart.

use crate::model::{Enum, Field, Head, Item, Program, Service, ServiceId};

use super::modules::{Module, ModuleId, Modules};
use super::names::{
    ALIAS, PRELUDE, PRIMITIVES, Scope, constant_name, type_name, value_name, verbatim,
};

/// Locals of generated functions: a constant of such a name would be matched against instead of bound.
const LOCALS: &[&str] = &[
    "input",
    "output",
    "place",
    "seen",
    "member",
    "unknown",
    "value",
    "formatter",
];

/// Variants that every union has.
const UNION_VARIANTS: &[&str] = &["NotSet", "Unknown"];

/// Variants of `Call`, `Reply` and the error of a function beside the IDL's own.
const SERVICE_VARIANTS: &[&str] = &["Inherited"];
const ERROR_VARIANTS: &[&str] = &["Other"];

/// Functions that every client has.
const CLIENT_FUNCTIONS: &[&str] = &["new", "channel", "channel_mut"];

/// The names of one program, by the index of what is named.
#[derive(Debug)]
pub(super) struct Names {
    /// Type aliases.
    pub(super) typedefs: Vec<String>,
    /// Newtypes.
    pub(super) enums: Vec<String>,
    /// Associated constants, by enum.
    pub(super) members: Vec<Vec<String>>,
    /// Structs and the enums of unions.
    pub(super) structs: Vec<String>,
    /// Fields of structs, variants of unions.
    pub(super) fields: Vec<Vec<String>>,
    /// Constants and statics.
    pub(super) constants: Vec<String>,
    /// All that belongs to services.
    pub(super) services: Vec<ServiceNames>,
    scopes: Vec<ModuleScope>,
}

/// The names of one service.
#[derive(Debug, Default, Clone)]
pub(super) struct ServiceNames {
    /// The handler trait.
    pub(super) handler: String,
    /// The module with everything else.
    pub(super) module: String,
    /// By function.
    pub(super) functions: Vec<FunctionNames>,
    /// The functions of this service and its parents.
    scope: Scope,
}

/// The names of one function.
#[derive(Debug, Clone)]
pub(super) struct FunctionNames {
    /// In the handler trait and the clients.
    pub(super) function: String,
    /// As a variant, and as the beginning of `…Args`, `…Result` and `…Error`.
    pub(super) variant: String,
    /// Fields of `…Args`.
    pub(super) arguments: Vec<String>,
    /// Fields of `…Result` that are exceptions.
    pub(super) throws: Vec<String>,
    /// Variants of `…Error`.
    pub(super) errors: Vec<String>,
}

/// The two namespaces of a module that matter.
#[derive(Debug, Clone)]
struct ModuleScope {
    types: Scope,
    values: Scope,
    /// Is any name of the prelude taken? It rarely is, and is asked for at every type.
    hides: bool,
}

impl Names {
    /// Names everything: a module's children first, then types, then services' modules, then constants.
    pub(super) fn new(program: &Program, modules: &Modules) -> Self {
        let mut names = Self {
            typedefs: vec![String::new(); program.typedefs.len()],
            enums: vec![String::new(); program.enums.len()],
            members: program.enums.iter().map(members).collect(),
            structs: vec![String::new(); program.structs.len()],
            fields: program.structs.iter().map(fields).collect(),
            constants: vec![String::new(); program.constants.len()],
            services: vec![ServiceNames::default(); program.services.len()],
            scopes: modules
                .all
                .iter()
                .map(|module| ModuleScope::new(module, modules))
                .collect(),
        };
        for (id, module) in modules.iter() {
            names.name_types(program, id, module);
            names.name_values(program, id, module);
        }
        for scope in &mut names.scopes {
            scope.hides = PRELUDE.iter().any(|(name, _)| scope.has(name));
        }
        for id in 0..program.services.len() {
            names.name_functions(program, ServiceId(id as u32));
        }
        names
    }

    /// Does a definition of the module hide this name of the prelude?
    pub(super) fn hides(&self, module: ModuleId, name: &str) -> bool {
        let scope = &self.scopes[module.0];
        scope.hides && scope.has(name)
    }

    fn name_types(&mut self, program: &Program, id: ModuleId, module: &Module) {
        let ModuleScope { types, values, .. } = &mut self.scopes[id.0];
        for item in items(program, module) {
            match item {
                Item::Typedef(id) => {
                    self.typedefs[id.0 as usize] =
                        types.reserve(&spelt(&program[id].head, type_name));
                }
                Item::Struct(id) => {
                    self.structs[id.0 as usize] =
                        types.reserve(&spelt(&program[id].head, type_name));
                }
                Item::Service(id) => {
                    self.services[id.0 as usize].handler =
                        types.reserve(&spelt(&program[id].head, type_name));
                }
                Item::Enum(id) => {
                    let name = spelt(&program[id].head, type_name);
                    self.enums[id.0 as usize] = Scope::reserve_in(&mut [types, values], &name);
                }
                Item::Constant(_) => {}
            }
        }
    }

    fn name_values(&mut self, program: &Program, id: ModuleId, module: &Module) {
        let ModuleScope { types, values, .. } = &mut self.scopes[id.0];
        for item in items(program, module) {
            match item {
                Item::Service(id) => {
                    let handler = self.services[id.0 as usize].handler.clone();
                    self.services[id.0 as usize].module = types.reserve(&value_name(&handler));
                }
                Item::Constant(id) => {
                    self.constants[id.0 as usize] =
                        values.reserve(&spelt(&program[id].head, constant_name));
                }
                _ => {}
            }
        }
    }

    /// A parent's functions are named first: its client and its handler are reachable through the child's.
    fn name_functions(&mut self, program: &Program, id: ServiceId) {
        let service = &program[id];
        if self.services[id.0 as usize].functions.len() == service.functions.len()
            && !service.functions.is_empty()
        {
            return;
        }
        let mut scope = Scope::default();
        if let Some(parent) = service.extends {
            self.name_functions(program, parent);
            scope = self.services[parent.0 as usize].scope.clone();
        }
        self.services[id.0 as usize].functions = functions(service, &mut scope);
        self.services[id.0 as usize].scope = scope;
    }
}

impl ModuleScope {
    fn new(module: &Module, modules: &Modules) -> Self {
        let mut types = Scope::with(PRIMITIVES);
        types.reserve(ALIAS);
        for child in &module.children {
            if let Some(name) = modules[*child].path.last() {
                types.reserve(name);
            }
        }
        Self {
            types,
            values: Scope::with(LOCALS),
            hides: false,
        }
    }

    fn has(&self, name: &str) -> bool {
        self.types.has(name) || self.values.has(name)
    }
}

/// What `rust.name` says, else the IDL's name in the right case.
fn spelt(head: &Head, case: fn(&str) -> String) -> String {
    head.annotation("rust.name")
        .map_or_else(|| case(&head.name), verbatim)
}

fn items<'a>(program: &'a Program, module: &'a Module) -> impl Iterator<Item = Item> + 'a {
    module
        .files
        .iter()
        .flat_map(|file| program[*file].items.iter().copied())
}

fn members(it: &Enum) -> Vec<String> {
    let mut scope = Scope::default();
    it.members
        .iter()
        .map(|member| scope.reserve(&spelt(&member.head, constant_name)))
        .collect()
}

fn fields(it: &crate::model::Struct) -> Vec<String> {
    if it.kind == crate::model::StructKind::Union {
        heads(&it.fields, Scope::with(UNION_VARIANTS), type_name)
    } else {
        heads(&it.fields, Scope::default(), value_name)
    }
}

fn heads(fields: &[Field], mut scope: Scope, case: fn(&str) -> String) -> Vec<String> {
    fields
        .iter()
        .map(|field| scope.reserve(&spelt(&field.head, case)))
        .collect()
}

fn functions(service: &Service, scope: &mut Scope) -> Vec<FunctionNames> {
    let mut variants = Scope::with(SERVICE_VARIANTS);
    let named = service.functions.iter().map(|it| {
        let name = spelt(&it.head, value_name);
        let name = if CLIENT_FUNCTIONS.contains(&name.as_str()) {
            name + "_"
        } else {
            name
        };
        let success = Scope::with(if it.returns.is_some() {
            &["success"]
        } else {
            &[]
        });
        FunctionNames {
            variant: variants.reserve(&type_name(&name)),
            function: scope.reserve(&name),
            arguments: heads(&it.arguments, Scope::default(), value_name),
            throws: heads(&it.throws, success, value_name),
            errors: heads(&it.throws, Scope::with(ERROR_VARIANTS), type_name),
        }
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Build, plain};
    use super::*;
    use crate::model::TypeKind;

    fn names(build: Build) -> Names {
        let program = build.program();
        Names::new(&program, &Modules::new(&program))
    }

    #[test]
    fn constants_do_not_meet_newtypes() {
        let mut build = Build::default();
        build.enumeration("A", &[("Self", 1), ("_1", 2), ("x", 3), ("X", 4)]);
        build.constant("a", plain(TypeKind::I32), crate::model::Value::Int(1));
        build.structure("a", &[]);
        let names = names(build);
        assert_eq!(
            (names.enums, names.constants, names.structs),
            (
                vec!["A".to_owned()],
                vec!["A2".to_owned()],
                vec!["A2".to_owned()]
            )
        );
        assert_eq!(names.members[0], ["SELF", "_1", "X", "X2"]);
    }

    #[test]
    fn fields_and_variants_keep_clear_of_fixed_names() {
        let mut build = Build::default();
        let int = || plain(TypeKind::I32);
        build.structure(
            "S",
            &[
                ("getId", int()),
                ("get_Id", int()),
                ("type", int()),
                ("self", int()),
            ],
        );
        build.union(
            "U",
            &[("notSet", int()), ("unknown", int()), ("self", int())],
        );
        let names = names(build);
        assert_eq!(names.fields[0], ["get_id", "get_id2", "r#type", "self_"]);
        assert_eq!(names.fields[1], ["NotSet2", "Unknown2", "Self_"]);
    }

    #[test]
    fn a_child_keeps_clear_of_its_parents_functions() {
        let mut build = Build::default();
        let parent = build.service("Base", None, &["getId", "new"]);
        build.service("Derived", Some(parent), &["get_id", "inherited"]);
        let names = names(build);
        let functions = |index: usize| {
            names.services[index]
                .functions
                .iter()
                .map(|it| (it.function.as_str(), it.variant.as_str()))
                .collect::<Vec<_>>()
        };
        assert_eq!(functions(0), [("get_id", "GetId"), ("new_", "New")]);
        assert_eq!(
            functions(1),
            [("get_id2", "GetId"), ("inherited", "Inherited2")]
        );
        assert_eq!(names.services[1].module, "derived");
    }

    #[test]
    fn prelude_names_are_seen() {
        let mut build = Build::default();
        build.structure("option", &[]);
        let names = names(build);
        assert!(names.hides(ModuleId(1), "Option") && !names.hides(ModuleId(1), "Vec"));
    }
}
