//! Typedefs, and circles of them.

use std::collections::BTreeSet;

use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::types as codes;
use crate::graph::{Circle, Graph, Step};
use crate::model::{FileId, Head, Item, Type, TypeKind, Typedef};
use crate::source::{SourceId, Span};
use crate::syntax::ast;

use super::Resolver;
use super::heads::head;

impl Resolver<'_, '_> {
    pub(super) fn typedefs(&mut self) {
        let endless = self.typedef_circles();
        for (index, (file, it)) in self.names.typedefs.clone().into_iter().enumerate() {
            let head = head(file, &it.head);
            let ty = self.ty(file, &it.ty);
            let ty = if endless.contains(&index) {
                self.unknown()
            } else {
                ty
            };
            self.program.typedefs.push(Typedef { head, ty });
        }
        self.program.typedefs.push(stand_in());
    }

    /// Reports all typedefs that lead back to themselves, also through containers, and names them.
    fn typedef_circles(&mut self) -> BTreeSet<usize> {
        let edges = self.names.typedefs.iter().map(|(file, it)| {
            let mut edges = Vec::new();
            self.typedefs_in(*file, &it.ty, &mut edges);
            edges
        });
        let circles = Graph::new(&edges.collect::<Vec<_>>()).circles();
        for circle in &circles {
            self.report_circle(circle);
        }
        circles
            .into_iter()
            .flat_map(|circle| circle.group)
            .collect()
    }

    fn typedefs_in(&self, file: FileId, ty: &ast::Type, edges: &mut Vec<Step>) {
        match &ty.kind {
            ast::TypeKind::Base(_) => {}
            ast::TypeKind::List(element) | ast::TypeKind::Set(element) => {
                self.typedefs_in(file, element, edges);
            }
            ast::TypeKind::Map(key, value) => {
                self.typedefs_in(file, key, edges);
                self.typedefs_in(file, value, edges);
            }
            ast::TypeKind::Named(name) => {
                if let Some((Item::Typedef(id), _)) = self.names.types(file, &name.text).next() {
                    edges.push((id.0 as usize, name.span));
                }
            }
        }
    }

    fn report_circle(&mut self, circle: &Circle) {
        let name = |index: usize| self.names.typedefs[index].1.head.name.text.as_str();
        let [(first, place), rest @ ..] = circle.steps.as_slice() else {
            return;
        };
        let message = format!("the typedef `{}` stands for itself", name(*first));
        let mut problem = Diagnostic::new(codes::TYPEDEF_CIRCLE, message)
            .at(*place, circle.path(name))
            .note("a type may hold itself only through a struct, union or exception");
        for (node, span) in rest {
            problem = problem.and(*span, format!("`{}` needs this", name(*node)));
        }
        self.report(problem);
    }
}

/// What [`Resolver::unknown`] names.
fn stand_in() -> Typedef {
    let span = Span {
        source: SourceId(0),
        start: 0,
        end: 0,
    };
    let head = Head {
        name: "?".to_owned(),
        span,
        doc: None,
        annotations: Vec::new(),
        file: FileId(0),
    };
    Typedef {
        head,
        ty: Type::plain(TypeKind::Bool),
    }
}
