//! Text → [`ast`].
//!
//! ```text
//!  text ──lexical──► text without comments + doc comments ──thrift.pest──► pairs ──one file a part──► ast
//! ```
//! A file's first syntax error ends it; problems that leave the structure clear (a number too big) do not.

mod annotations;
pub mod ast;
mod definitions;
mod dialects;
mod docs;
mod errors;
mod fields;
mod headers;
mod lexical;
mod services;
mod tree;
mod types;
mod values;

use pest::Parser as _;

use crate::diagnostics::Diagnostics;
use crate::source::SourceId;

use docs::Docs;
use tree::{Parts, Tree};

/// The grammar, and what pest makes of it.
#[allow(missing_docs, unreachable_pub)]
mod grammar {
    /// Parses by `thrift.pest`.
    #[derive(pest_derive::Parser)]
    #[grammar = "syntax/thrift.pest"]
    pub(super) struct Grammar;
}

use grammar::{Grammar, Rule};

/// Reads one file. `text` has no byte order mark and is shorter than 4 GiB.
///
/// Returns `None` if the text is not IDL; then there is an error among `diagnostics`.
pub fn parse(source: SourceId, text: &str, diagnostics: &mut Diagnostics) -> Option<ast::Document> {
    let lexed = match lexical::scan(source, text) {
        Ok(lexed) => lexed,
        Err(problem) => {
            diagnostics.push(*problem);
            return None;
        }
    };
    let pairs = match Grammar::parse(Rule::document, &lexed.code) {
        Ok(pairs) => pairs,
        Err(error) => {
            diagnostics.push(errors::explain(source, text, &lexed.code, &error));
            return None;
        }
    };
    let docs = Docs::new(text, &lexed.code, lexed.docs);
    let mut tree = Tree {
        source,
        docs,
        slists: Vec::new(),
        diagnostics,
    };
    let document = document(&mut tree, Parts::new(pairs));
    dialects::refuse_slist(&document, &tree.slists, tree.diagnostics);
    Some(document)
}

fn document(tree: &mut Tree<'_>, mut parts: Parts<'_>) -> ast::Document {
    let mut parts = Parts::new(parts.one(Rule::document).into_inner());
    let mut headers = Vec::new();
    let mut definitions = Vec::new();
    while let Some(pair) = parts.next() {
        match pair.as_rule() {
            Rule::include | Rule::cpp_include | Rule::namespace => {
                headers.push(headers::header(tree, pair));
            }
            _ => {
                if definitions.is_empty() {
                    tree.docs.settle_document(headers.is_empty());
                }
                definitions.push(definitions::definition(tree, &pair));
            }
        }
    }
    if definitions.is_empty() {
        tree.docs.settle_document(false);
    }
    ast::Document {
        source: tree.source,
        doc: tree.docs.document(),
        headers,
        definitions,
    }
}

#[cfg(test)]
mod tests;
