//! Constants, which may name each other in any order.

use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::types as codes;
use crate::graph::{Circle, Graph, Step};
use crate::model::{Constant, ConstantId, FileId, Value};
use crate::syntax::ast;

use super::Resolver;
use super::heads::head;
use super::references::Meaning;

impl Resolver<'_, '_> {
    pub(super) fn constants(&mut self) {
        for (file, it) in self.names.constants.clone() {
            let head = head(file, &it.head);
            let ty = self.ty(file, &it.ty);
            self.program.constants.push(Constant {
                head,
                ty,
                value: Value::Bool(false),
            });
        }
        let edges = self.names.constants.iter().map(|(file, it)| {
            let mut edges = Vec::new();
            self.constants_in(*file, &it.value, &mut edges);
            edges
        });
        let graph = Graph::new(&edges.collect::<Vec<_>>());
        for circle in graph.circles() {
            self.report_constant_circle(&circle);
            self.broken
                .extend(circle.group.iter().map(|index| ConstantId(*index as u32)));
        }
        for index in graph.groups().into_iter().flatten() {
            self.constant_value(index);
        }
    }

    /// All constants that are named in it have their values, or are broken.
    fn constant_value(&mut self, index: usize) {
        let id = ConstantId(index as u32);
        if self.broken.contains(&id) {
            return;
        }
        let (file, it) = self.names.constants[index];
        let ty = self.program[id].ty.clone();
        match self.value(file, &it.value, &ty) {
            Some(value) => self.program.constants[index].value = value,
            None => {
                self.broken.insert(id);
            }
        }
    }

    fn constants_in(&self, file: FileId, value: &ast::Value, edges: &mut Vec<Step>) {
        match &value.kind {
            ast::ValueKind::Name(name) => {
                if let Some(Meaning::Constant(id)) = self.meaning(file, name) {
                    edges.push((id.0 as usize, value.span));
                }
            }
            ast::ValueKind::List(elements) => {
                for element in elements {
                    self.constants_in(file, element, edges);
                }
            }
            ast::ValueKind::Map(entries) => {
                for (key, value) in entries {
                    self.constants_in(file, key, edges);
                    self.constants_in(file, value, edges);
                }
            }
            _ => {}
        }
    }

    fn report_constant_circle(&mut self, circle: &Circle) {
        let name = |index: usize| self.names.constants[index].1.head.name.text.as_str();
        let [(first, place), rest @ ..] = circle.steps.as_slice() else {
            return;
        };
        let message = format!("the constant `{}` is defined by itself", name(*first));
        let mut problem =
            Diagnostic::new(codes::CONSTANT_CIRCLE, message).at(*place, circle.path(name));
        for (node, span) in rest {
            problem = problem.and(*span, format!("`{}` needs this", name(*node)));
        }
        self.report(problem);
    }
}
