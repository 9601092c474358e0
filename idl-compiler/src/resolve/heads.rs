//! What every definition, member, field and function has.

use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::names as codes;
use crate::model::{Annotation, FileId, Head};
use crate::syntax::ast;

use super::Resolver;

impl Resolver<'_, '_> {
    pub(super) fn head(&mut self, file: FileId, head: &ast::Head) -> Head {
        let name = &head.name;
        if name.text.contains('.') {
            let problem = Diagnostic::new(
                codes::DOTTED_NAME,
                format!("the name `{}` has a dot in it", name.text),
            )
            .at(name.span, "a definition's name has no dots");
            self.report(problem);
        }
        Head {
            name: name.text.clone(),
            span: name.span,
            doc: head.doc.clone(),
            annotations: annotations(&head.annotations),
            file,
        }
    }
}

pub(super) fn annotations(annotations: &[ast::Annotation]) -> Vec<Annotation> {
    let annotation = |it: &ast::Annotation| Annotation {
        key: it.key.text.clone(),
        value: it.value.clone(),
        span: it.key.span,
    };
    annotations.iter().map(annotation).collect()
}
