//! Model → views: every name, type and expression is finished here. One file a concept.

mod attributes;
mod constants;
mod deprecation;
mod enums;
mod functions;
mod services;
mod structs;
mod typedefs;
mod unions;
mod values;

use crate::model::{Item, Program, ServiceId};

use super::Options;
use super::derives::Derives;
use super::lints::Sizes;
use super::modules::{ModuleId, Modules};
use super::naming::Names;
use super::spelling::Place;
use super::types::Types;
use super::views::{Uses, View};

/// What is known about a whole program before anything is written.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    pub(super) program: &'a Program,
    pub(super) modules: Modules,
    options: Options,
    names: Names,
    types: Types<'a>,
    derives: Derives,
    sizes: Sizes,
}

impl<'a> Facts<'a> {
    /// Places, names and types everything.
    pub(super) fn new(program: &'a Program, options: Options) -> Self {
        let modules = Modules::new(program);
        let names = Names::new(program, &modules);
        let types = Types::new(program, options.containers);
        let derives = Derives::new(&types);
        let sizes = Sizes::new(&types);
        Self {
            program,
            modules,
            options,
            names,
            types,
            derives,
            sizes,
        }
    }

    /// What the runtime's macros are told of the protocols.
    fn protocols(&self) -> String {
        self.options.protocols.chosen()
    }
}

/// A piece of a module that is lowered by itself, so that threads can share the work.
#[derive(Debug, Clone, Copy)]
pub(super) enum Piece {
    /// A definition.
    Definition(Item),
    /// The module that a service has to itself.
    Service(ServiceId),
}

/// The pieces of a module, in the order in which they are written: definitions first.
pub(super) fn pieces(facts: &Facts<'_>, id: ModuleId) -> Vec<Piece> {
    let files = facts.modules[id].files.iter();
    let items = || files.clone().flat_map(|file| &facts.program[*file].items);
    let services = items().filter_map(|item| match item {
        Item::Service(id) => Some(Piece::Service(*id)),
        _ => None,
    });
    items()
        .map(|item| Piece::Definition(*item))
        .chain(services)
        .collect()
}

/// What definitions need from [`Uses`].
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Needs {
    /// The runtime's name.
    runtime: bool,
    /// A codec names a field.
    fields: bool,
}

impl Piece {
    /// What it needs of its module: structs name the runtime in their codecs, services in what their functions return.
    pub(super) fn needs(self, program: &Program) -> Needs {
        match self {
            Self::Definition(Item::Struct(id)) => Needs {
                runtime: true,
                fields: !program[id].fields.is_empty(),
            },
            Self::Definition(Item::Service(id)) => Needs {
                runtime: !program[id].functions.is_empty(),
                fields: false,
            },
            // A service's own module has its own.
            Self::Definition(_) | Self::Service(_) => Needs::default(),
        }
    }
}

impl Needs {
    /// What both need.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            runtime: self.runtime || other.runtime,
            fields: self.fields || other.fields,
        }
    }

    /// What stands first in the module.
    pub(super) fn uses(self) -> Option<View> {
        let fields = self.fields;
        self.runtime.then(|| Uses { fields }.into())
    }
}

/// The views of one definition of a module.
pub(super) fn definition(facts: &Facts<'_>, id: ModuleId, item: Item) -> Vec<View> {
    let place = Place::of_module(facts.program, &facts.modules, &facts.names, id);
    let mut lowering = Lowering::new(facts, place);
    match item {
        Item::Typedef(id) => lowering.typedef(id),
        Item::Enum(id) => lowering.enumeration(id),
        Item::Struct(id) => lowering.structure_or_union(id),
        Item::Constant(id) => lowering.constant(id),
        Item::Service(id) => lowering.handler(id),
    }
    lowering.views
}

/// A service's own module.
#[derive(Debug)]
pub(super) struct ServiceModule {
    pub(super) name: String,
    /// The name of the trait that it belongs to.
    pub(super) handler: String,
    /// Lints that its code would set off.
    pub(super) lints: Vec<&'static str>,
    pub(super) views: Vec<View>,
}

/// The module that a service of this module has to itself.
pub(super) fn service(facts: &Facts<'_>, id: ModuleId, service: ServiceId) -> ServiceModule {
    let place = Place::of_module(facts.program, &facts.modules, &facts.names, id);
    let names = &facts.names.services[service.0 as usize];
    let mut lowering = Lowering::new(facts, place.service(service));
    lowering.service(service);
    let fields = lowering.uses_fields;
    ServiceModule {
        name: names.module.clone(),
        handler: names.handler.clone(),
        lints: facts.modules[id]
            .inception(&names.module)
            .into_iter()
            .chain(facts.deprecation_of_service(service))
            .collect(),
        views: std::iter::once(Uses { fields }.into())
            .chain(lowering.views)
            .collect(),
    }
}

/// What is written while something is lowered.
struct Lowering<'f, 'a> {
    facts: &'f Facts<'a>,
    place: Place<'f>,
    views: Vec<View>,
    /// Does any codec name a field?
    uses_fields: bool,
}

impl<'f, 'a> Lowering<'f, 'a> {
    fn new(facts: &'f Facts<'a>, place: Place<'f>) -> Self {
        Self {
            facts,
            place,
            views: Vec::new(),
            uses_fields: false,
        }
    }

    fn push(&mut self, view: impl Into<View>) {
        self.views.push(view.into());
    }
}
