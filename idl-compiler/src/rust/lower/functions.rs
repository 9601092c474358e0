//! Functions → their arguments' and results' structs, and the error of those that declare exceptions.

use std::collections::HashSet;

use crate::model::{self, TypeKind};

use super::super::derives::derive;
use super::super::docs::Docs;
use super::super::lints::{
    allow, complex, complex_inside, large_error, large_variant, many_arguments, placeholders,
};
use super::super::naming::FunctionNames;
use super::super::types::RustType;
use super::super::views::{Argument, Failure, Function, Outcome, Thrown};
use super::Lowering;
use super::attributes::{allowing, of_head};
use super::structs::{Part, Whole};

/// Arguments and results of more bytes than this are boxed. A call moves from hand to hand a dozen times, and every one of
/// them, however small, is as long as the longest of its service.
const LARGE: usize = 128;

fn boxed_if(large: bool, ty: &str) -> String {
    if large {
        ["Box<", ty, ">"].concat()
    } else {
        ty.to_owned()
    }
}

/// A function and its names.
pub(super) type Named<'a> = (&'a model::Function, &'a FunctionNames);

impl Lowering<'_, '_> {
    /// As the trait, the calls and the clients print it. `from` is the way from here to the service's own module.
    pub(super) fn function(&self, (function, names): Named<'_>, from: &str) -> Function {
        let types: Vec<_> = function
            .arguments
            .iter()
            .map(|argument| self.facts.types.argument(argument))
            .collect();
        let arguments = types
            .iter()
            .zip(&names.arguments)
            .map(|(ty, name)| Argument {
                name: name.clone(),
                ty: self.place.ty(ty),
            });
        let arguments: Vec<_> = arguments.collect();
        let passed: Vec<_> = names
            .arguments
            .iter()
            .map(|name| ["args.", name].concat())
            .collect();
        let returned = self.returned(function);
        let complex = types
            .iter()
            .find_map(complex)
            .or_else(|| complex_inside(returned.as_ref()?));
        let placeholders = placeholders(names.arguments.iter().map(String::as_str));
        let lints = [many_arguments(arguments.len()), complex, placeholders];
        let arguments_type = [&names.variant, "Args"].concat();
        let result = [&names.variant, "Result"].concat();
        let sizes = self.sizes(function);
        Function {
            docs: Docs::or(
                function.head.doc.as_deref(),
                ["The IDL's `", &function.head.name, "`."].concat(),
            ),
            attributes: of_head(&function.head)
                .chain(allow(lints.into_iter().flatten()))
                .collect(),
            name: names.function.clone(),
            wire_name: function.head.name.clone(),
            variant: names.variant.clone(),
            call: boxed_if(sizes.0 > LARGE, &arguments_type),
            reply: boxed_if(sizes.1 > LARGE, &result),
            boxes_reply: sizes.1 > LARGE,
            arguments_type,
            result,
            output: self.output((function, names), from),
            answers: !function.oneway,
            binding: if arguments.is_empty() { "_" } else { "args" },
            passed: passed.join(", "),
            literal: if arguments.is_empty() {
                [&names.variant, "Args {}"].concat()
            } else {
                let fields = names.arguments.join(", ");
                [&names.variant, "Args { ", &fields, " }"].concat()
            },
            arguments,
        }
    }

    /// What a function returns: its value, or what it fails with.
    fn output(&self, (function, names): Named<'_>, from: &str) -> String {
        let value = self
            .returned(function)
            .map_or_else(|| "()".to_owned(), |ty| self.place.ty(&ty));
        if function.throws.is_empty() {
            ["tw::Result<", &value, ">"].concat()
        } else {
            let error = [from, &names.variant, "Error"].concat();
            ["tw::Result<", &value, ", ", &error, ">"].concat()
        }
    }

    /// The types of a function's result struct.
    fn returned(&self, function: &model::Function) -> Option<RustType> {
        let ty = function.returns.as_ref().filter(|_| !function.oneway)?;
        Some(self.facts.types.value(ty))
    }

    /// The structs and impls of one function, in the service's own module.
    pub(super) fn function_types(&mut self, named: Named<'_>) {
        self.arguments(named);
        if !named.0.oneway {
            self.result(named);
        }
        if !named.0.throws.is_empty() {
            self.failure(named);
        }
    }

    fn arguments(&mut self, (function, names): Named<'_>) {
        let facts = self.facts;
        let parts = function
            .arguments
            .iter()
            .zip(&names.arguments)
            .map(|(argument, name)| {
                let default = argument
                    .default
                    .as_ref()
                    .filter(|value| facts.matters(argument.requiredness, value));
                Part {
                    default: default.cloned(),
                    ..Part::new(name, argument, facts.types.argument(argument))
                }
            });
        self.own_struct(
            &function.head,
            "Arguments",
            &names.variant,
            ("Args", "_args"),
            parts.collect(),
        );
    }

    fn result(&mut self, (function, names): Named<'_>) {
        let success = function
            .returns
            .as_ref()
            .map(|ty| self.facts.types.optional(ty))
            .map(|ty| Part {
                docs: Docs::or(None, "What it returns."),
                attributes: allow(complex(&ty)).into_iter().collect(),
                name: "success".to_owned(),
                wire_name: "success".to_owned(),
                id: 0,
                required: false,
                ty,
                default: None,
            });
        let thrown = function
            .throws
            .iter()
            .zip(&names.throws)
            .map(|(field, name)| Part {
                required: false,
                ..Part::new(name, field, self.facts.types.optional(&field.ty))
            });
        let parts: Vec<_> = success.into_iter().chain(thrown).collect();
        let several = parts.len() > 1;
        self.own_struct(
            &function.head,
            "Result",
            &names.variant,
            ("Result", "_result"),
            parts,
        );
        self.outcome((function, names), several);
    }

    /// A struct that the IDL does not write out.
    fn own_struct(
        &mut self,
        head: &model::Head,
        what: &str,
        name: &str,
        suffix: (&str, &str),
        parts: Vec<Part>,
    ) {
        let traits = self.facts.derives.all(parts.iter().map(|part| &part.ty));
        let default = !parts.iter().any(|part| part.default.is_some());
        self.whole(Whole {
            docs: Docs::or(None, [what, " of `", &head.name, "`."].concat()),
            attributes: vec![derive(traits.with(default), &[])],
            name: [name, suffix.0].concat(),
            wire_name: [&head.name, suffix.1].concat(),
            parts,
            deprecation: None,
        });
    }

    fn outcome(&mut self, named: Named<'_>, several: bool) {
        let (function, names) = named;
        let complex = self.returned(function).and_then(|ty| complex_inside(&ty));
        let view = Outcome {
            attributes: allowing(self.large_error(function).into_iter().chain(complex)),
            name: [&names.variant, "Result"].concat(),
            function: function.head.name.clone(),
            output: self.output(named, ""),
            failure: [&names.variant, "Error"].concat(),
            returns: function.returns.is_some(),
            throws: !function.throws.is_empty(),
            several,
            errors: self.thrown(named),
        };
        self.push(view);
    }

    fn failure(&mut self, named: Named<'_>) {
        let sizes = named.0.throws.iter().map(|field| self.size_of(field));
        let view = Failure {
            attributes: allowing(large_variant(sizes)),
            function: named.0.head.name.clone(),
            name: format!("{}Error", named.1.variant),
            errors: self.thrown(named),
        };
        self.push(view);
    }

    /// The declared exceptions; the first of each type converts by itself.
    fn thrown(&self, (function, names): Named<'_>) -> Vec<Thrown> {
        let mut types = HashSet::new();
        let each = function
            .throws
            .iter()
            .enumerate()
            .map(|(index, field)| Thrown {
                docs: Docs::new(field.head.doc.as_deref()),
                field: names.throws[index].clone(),
                variant: names.errors[index].clone(),
                ty: self.place.ty(&self.facts.types.value(&field.ty)),
                converts: match field.ty.resolved(self.facts.program).kind {
                    TypeKind::Struct(id) => types.insert(id),
                    _ => false,
                },
            });
        each.collect()
    }

    /// The lint on functions that return the error of this one.
    pub(super) fn large_error(&self, function: &model::Function) -> Option<&'static str> {
        large_error(function.throws.iter().map(|field| self.size_of(field)))
    }

    fn size_of(&self, field: &model::Field) -> usize {
        let types = &self.facts.types;
        self.facts.sizes.of(types, &types.value(&field.ty))
    }

    /// The size of a function's arguments' struct, and of its result's.
    fn sizes(&self, function: &model::Function) -> (usize, usize) {
        let types = &self.facts.types;
        let arguments: Vec<_> = function
            .arguments
            .iter()
            .map(|field| types.argument(field))
            .collect();
        let success = function.returns.as_ref().map(|ty| types.optional(ty));
        let thrown = function
            .throws
            .iter()
            .map(|field| types.optional(&field.ty));
        let results: Vec<_> = success.into_iter().chain(thrown).collect();
        (
            self.facts.sizes.sum(types, &arguments),
            self.facts.sizes.sum(types, &results),
        )
    }
}
