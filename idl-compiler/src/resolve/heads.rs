//! What every definition, member, field and function has.

use crate::model::{Annotation, FileId, Head};
use crate::syntax::ast;

pub(super) fn head(file: FileId, head: &ast::Head) -> Head {
    Head {
        name: head.name.text.clone(),
        span: head.name.span,
        doc: head.doc.clone(),
        annotations: annotations(&head.annotations),
        file,
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
