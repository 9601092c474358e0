//! Services and their functions.

use std::collections::BTreeSet;

use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::{names, services as codes, style};
use crate::graph::{Circle, Graph};
use crate::model::{Field, FileId, Function, Item, Service, ServiceId, StructKind, TypeKind};
use crate::syntax::ast;

use super::Resolver;
use super::advice::Wanted;
use super::fields::Role;
use super::heads::head;

impl Resolver<'_, '_> {
    pub(super) fn services(&mut self) {
        let written = self.names.services.clone();
        let parents: Vec<Option<ServiceId>> = written
            .iter()
            .map(|(file, it)| self.parent(*file, it))
            .collect();
        let endless = self.service_circles(&parents);
        for (index, (file, it)) in written.into_iter().enumerate() {
            let extends = parents[index].filter(|_| !endless.contains(&index));
            let head = head(file, &it.head);
            let functions = it
                .functions
                .iter()
                .map(|function| self.function(file, function))
                .collect();
            self.program.services.push(Service {
                head,
                extends,
                functions,
            });
        }
    }

    fn parent(&mut self, file: FileId, service: &ast::Service) -> Option<ServiceId> {
        let name = service.extends.as_ref()?;
        let found: Vec<_> = self.names.types(file, &name.text).take(2).collect();
        if let [(_, taken), (_, other)] = found[..] {
            self.ambiguous(name, taken, other);
        }
        match found.first() {
            Some((Item::Service(id), _)) => return Some(*id),
            Some((item, defined)) => {
                let kind = self.names.kind(*item);
                let problem = Diagnostic::new(
                    names::NOT_A_SERVICE,
                    format!("`{}` is {kind} and no service", name.text),
                )
                .at(name.span, "a service extends a service")
                .and(*defined, format!("{kind} is defined here"));
                self.report(problem);
            }
            None => {
                let message = format!("there is no service `{}`", name.text);
                let problem = Diagnostic::new(names::UNKNOWN_SERVICE, message);
                let problem = self.not_found(problem, file, name, Wanted::Service);
                self.report(problem);
            }
        }
        None
    }

    /// Reports all services that extend themselves, and names them.
    fn service_circles(&mut self, parents: &[Option<ServiceId>]) -> BTreeSet<usize> {
        let edges = self
            .names
            .services
            .iter()
            .zip(parents)
            .map(|((_, it), parent)| {
                let edge = it
                    .extends
                    .as_ref()
                    .zip(*parent)
                    .map(|(name, parent)| (parent.0 as usize, name.span));
                edge.into_iter().collect()
            });
        let circles = Graph::new(&edges.collect::<Vec<_>>()).circles();
        for circle in &circles {
            self.report_service_circle(circle);
        }
        circles
            .into_iter()
            .flat_map(|circle| circle.group)
            .collect()
    }

    fn report_service_circle(&mut self, circle: &Circle) {
        let name = |index: usize| self.names.services[index].1.head.name.text.as_str();
        let [(first, place), rest @ ..] = circle.steps.as_slice() else {
            return;
        };
        let message = format!("the service `{}` extends itself", name(*first));
        let mut problem =
            Diagnostic::new(codes::SERVICE_CIRCLE, message).at(*place, circle.path(name));
        for (node, span) in rest {
            problem = problem.and(*span, format!("the parent of `{}`", name(*node)));
        }
        self.report(problem);
    }

    fn function(&mut self, file: FileId, it: &ast::Function) -> Function {
        let returns = self.return_type(file, &it.returns);
        let mut arguments = self.fields(file, &it.arguments, Role::Argument);
        self.field_defaults(file, &it.arguments, &mut arguments);
        let mut throws = self.fields(file, &it.throws, Role::Thrown);
        self.field_defaults(file, &it.throws, &mut throws);
        self.check_throws(&it.throws, &throws);
        if let Some(word) = &it.oneway {
            self.check_oneway(file, it, word, returns.is_some());
        }
        Function {
            head: head(file, &it.head),
            oneway: it.oneway.is_some(),
            // A oneway function returns nothing, whatever is written.
            returns: returns.filter(|_| it.oneway.is_none()),
            arguments,
            throws,
        }
    }

    fn check_oneway(&mut self, file: FileId, it: &ast::Function, word: &ast::Ident, returns: bool) {
        if word.text == "async" {
            let problem = Diagnostic::new(style::ASYNC, "`async` is the old word for `oneway`")
                .at(word.span, "the same thing")
                .help("write `oneway`")
                .note("said once a file");
            self.report_once(file, problem);
        }
        let name = &it.head.name;
        if returns {
            let message = format!("`{}` is {} and returns something", name.text, word.text);
            let problem = Diagnostic::new(codes::ONEWAY_RETURNS, message)
                .at(it.returns.span, "never sent: taken for `void`")
                .and(word.span, "nobody waits for a reply")
                .help(format!("write `{} void {}`", word.text, name.text));
            self.report(problem);
        }
        if let Some(first) = it.throws.first() {
            let message = format!("`{}` is {} and throws something", name.text, word.text);
            let problem = Diagnostic::new(codes::ONEWAY_THROWS, message)
                .at(first.head.span, "could never be sent")
                .and(word.span, "nobody waits for a reply");
            self.report(problem);
        }
    }

    fn check_throws(&mut self, written: &[ast::Field], throws: &[Field]) {
        for (it, field) in written.iter().zip(throws) {
            let Some(ty) = self.known(&field.ty) else {
                continue;
            };
            let exception = matches!(ty.kind, TypeKind::Struct(id) if self.program[id].kind == StructKind::Exception);
            if !exception {
                let spelt = self.spelt(&field.ty);
                let problem = Diagnostic::new(
                    codes::NOT_AN_EXCEPTION,
                    format!("{spelt} is not an exception"),
                )
                .at(it.ty.span, "only exceptions can be thrown");
                let problem = match ty.kind {
                    TypeKind::Struct(id) => {
                        problem.and(self.program[id].head.span, "define it with `exception`")
                    }
                    _ => problem,
                };
                self.report(problem);
            }
        }
    }
}
