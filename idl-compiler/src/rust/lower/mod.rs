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
}

/// A module's own definitions, and the modules in it which services have to themselves.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) views: Vec<View>,
    pub(super) services: Vec<ServiceModule>,
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

/// What is written while one module is lowered.
struct Lowering<'f, 'a> {
    facts: &'f Facts<'a>,
    place: Place<'f>,
    views: Vec<View>,
    /// Does any codec name a field?
    uses_fields: bool,
}

/// The content of one module.
pub(super) fn module(facts: &Facts<'_>, id: ModuleId) -> Content {
    let place = Place::of_module(facts.program, &facts.modules, &facts.names, id);
    let mut lowering = Lowering::new(facts, place.clone());
    let mut services = Vec::new();
    for file in &facts.modules[id].files {
        for item in &facts.program[*file].items {
            match *item {
                Item::Typedef(id) => lowering.typedef(id),
                Item::Enum(id) => lowering.enumeration(id),
                Item::Struct(id) => lowering.structure_or_union(id),
                Item::Constant(id) => lowering.constant(id),
                Item::Service(id) => {
                    lowering.handler(id);
                    services.push(service_module(facts, &place, id));
                }
            }
        }
    }
    Content {
        views: lowering.finish(),
        services,
    }
}

fn service_module(facts: &Facts<'_>, place: &Place<'_>, id: ServiceId) -> ServiceModule {
    let names = &facts.names.services[id.0 as usize];
    let mut lowering = Lowering::new(facts, place.service(id));
    lowering.service(id);
    let inception =
        facts.modules[facts.modules.of(facts.program[id].head.file)].inception(&names.module);
    ServiceModule {
        name: names.module.clone(),
        handler: names.handler.clone(),
        lints: inception
            .into_iter()
            .chain(facts.deprecation_of_service(id))
            .collect(),
        views: lowering.finish(),
    }
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

    fn finish(mut self) -> Vec<View> {
        if self.views.iter().any(View::names_runtime) {
            let fields = self.uses_fields;
            self.views.insert(0, Uses { fields }.into());
        }
        self.views
    }
}
