//! Services → a handler trait, and a module with calls, replies, the processor and both clients.

use crate::model::ServiceId;

use super::super::docs::Docs;
use super::super::lints::{allow, function_names, variant_names};
use super::super::views::{Calls, Client, Function, Functions, Handler, Lines, Parent};
use super::Lowering;
use super::attributes::{allowing, of_head};

impl Lowering<'_, '_> {
    /// The trait, in the file's module.
    pub(super) fn handler(&mut self, id: ServiceId) {
        let facts = self.facts;
        let service = &facts.program[id];
        let place = &self.place;
        let bounds = service.extends.map_or_else(
            || {
                format!(
                    "{} + {} + 'static",
                    place.prelude("Send"),
                    place.prelude("Sync")
                )
            },
            |parent| place.handler(parent),
        );
        let functions = self.functions(id, &place.in_service(id, ""));
        let lints = function_names(functions.iter().map(|function| function.name.as_str()));
        let view = Handler {
            docs: Docs::or(
                service.head.doc.as_deref(),
                format!("Handles the calls of `{}`.", service.head.name),
            ),
            attributes: of_head(&service.head)
                .chain(allow(
                    lints.into_iter().chain(facts.deprecation_of_service(id)),
                ))
                .collect(),
            name: facts.names.services[id.0 as usize].handler.clone(),
            bounds,
            future: place.prelude("Future"),
            send: place.prelude("Send"),
            functions,
        };
        self.push(view);
    }

    /// Everything else, in the service's own module.
    pub(super) fn service(&mut self, id: ServiceId) {
        let facts = self.facts;
        let service = &facts.program[id];
        for named in service
            .functions
            .iter()
            .zip(&facts.names.services[id.0 as usize].functions)
        {
            self.function_types(named);
        }
        let functions = self.functions(id, "");
        self.calls(id, functions.clone());
        self.client(id, "Client", true, functions.clone());
        self.client(id, "BlockingClient", false, functions);
    }

    fn functions(&self, id: ServiceId, from: &str) -> Functions {
        let names = &self.facts.names.services[id.0 as usize].functions;
        self.facts.program[id]
            .functions
            .iter()
            .zip(names)
            .map(|named| self.function(named, from))
            .collect()
    }

    fn calls(&mut self, id: ServiceId, functions: Functions) {
        let facts = self.facts;
        let service = &facts.program[id];
        let inherits = service.extends.is_some();
        let answers = inherits || functions.iter().any(|function| function.answers);
        let oneway = functions.iter().filter(|function| !function.answers);
        let oneway: Vec<_> = oneway
            .map(|function| format!("{:?}", function.wire_name))
            .collect();
        let answered = functions.iter().filter(|function| function.answers);
        let view = Calls {
            call_attributes: self.variants(id, "Call", functions.iter()),
            reply_attributes: self.variants(id, "Reply", answered),
            service: service.head.name.clone(),
            handler: self.place.handler(id),
            protocols: facts.protocols(),
            inherits,
            parent: service
                .extends
                .map_or_else(Parent::default, |parent| Parent {
                    call: self.place.in_service(parent, "Call"),
                    reply: self.place.in_service(parent, "Reply"),
                }),
            has_functions: !functions.is_empty(),
            oneway: oneway.join(" | "),
            answers,
            uninhabited: !inherits && functions.is_empty(),
            functions,
        };
        self.push(view);
    }

    /// The lints on `Call` or `Reply`.
    fn variants<'v>(
        &self,
        id: ServiceId,
        name: &str,
        functions: impl Iterator<Item = &'v Function>,
    ) -> Lines {
        let parent = self.facts.program[id].extends;
        let names: Vec<_> = functions
            .map(|function| function.variant.as_str())
            .chain(parent.map(|_| "Inherited"))
            .collect();
        allowing(variant_names(name, &names))
    }

    fn client(&mut self, id: ServiceId, name: &str, asynchronous: bool, functions: Functions) {
        let service = &self.facts.program[id];
        let names = function_names(functions.iter().map(|function| function.name.as_str()));
        let error = service
            .functions
            .iter()
            .find_map(|function| self.large_error(function));
        let view = Client {
            attributes: allowing(names.into_iter().chain(error)),
            service: service.head.name.clone(),
            name: name.to_owned(),
            asynchronous,
            inherits: service.extends.is_some(),
            parent: service
                .extends
                .map_or_else(String::new, |parent| self.place.in_service(parent, name)),
            has_functions: !functions.is_empty(),
            functions,
        };
        self.push(view);
    }
}
