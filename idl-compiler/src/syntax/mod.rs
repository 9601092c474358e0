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

use std::ops::Range;

use pest::Parser as _;

use crate::diagnostics::Diagnostics;
use crate::parallel;
use crate::source::SourceId;

use docs::Docs;
use lexical::Lexed;
use tree::{Notes, Parts, Tree};

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
    let Some((document, notes)) = document(source, text, &lexed) else {
        // The pieces do not say what could have stood between them, so the grammar looks at the whole once more.
        let Err(error) = Grammar::parse(Rule::document, &lexed.code) else {
            // invariant: no keyword stands outside of brackets but where its definition begins.
            unreachable!("a file whose pieces are no definitions");
        };
        diagnostics.push(errors::explain(source, text, &lexed.code, &error));
        return None;
    };
    for problem in notes.problems {
        diagnostics.push(problem);
    }
    dialects::refuse_slist(&document, &notes.slists, diagnostics);
    Some(document)
}

/// The headers, which settle what the first comment is about; then the definitions, which threads share.
fn document(source: SourceId, text: &str, lexed: &Lexed) -> Option<(ast::Document, Notes)> {
    let code = &lexed.code;
    let mut docs = Docs::new(text, code, lexed.docs.clone());
    let first = lexed.cuts.first().copied().unwrap_or(code.len());
    let headers = headers(&Tree::new(source, 0, &docs), &code[..first])?;
    docs.settle_document(headers.is_empty() && !lexed.cuts.is_empty());
    let pieces = pieces(&lexed.cuts, code.len());
    let parsed = parallel::map(&pieces, |piece| {
        definitions(Tree::new(source, piece.start, &docs), &code[piece.clone()])
    });
    let (mut definitions, mut notes) = (Vec::new(), Notes::default());
    for piece in parsed {
        let (more, tree) = piece?;
        definitions.extend(more);
        notes.slists.extend(tree.slists);
        notes.problems.extend(tree.problems);
    }
    let document = ast::Document {
        source,
        doc: docs.document(),
        headers,
        definitions,
    };
    Some((document, notes))
}

/// Bytes of a piece: enough to be worth a thread's turn, few enough for its pairs, dozens of times as long, to stay in
/// the cache and in memory that is used again.
const PIECE: usize = 1 << 10;

/// The text from the first cut on, in pieces that begin and end at cuts.
fn pieces(cuts: &[usize], end: usize) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut cuts = cuts.iter().copied();
    let Some(mut start) = cuts.next() else {
        return pieces;
    };
    for cut in cuts {
        if cut - start >= PIECE {
            pieces.push(start..cut);
            start = cut;
        }
    }
    pieces.push(start..end);
    pieces
}

/// The headers of a text that holds nothing else.
fn headers(tree: &Tree<'_>, code: &str) -> Option<Vec<ast::Header>> {
    let parsed = Grammar::parse(Rule::document, code).ok()?;
    let mut parts = Parts::of(Parts::new(parsed).one(Rule::document));
    let header = || Some(headers::header(tree, parts.next()?));
    Some(std::iter::from_fn(header).collect())
}

/// The definitions of a text that holds nothing else, and what was found beside them.
fn definitions(mut tree: Tree<'_>, code: &str) -> Option<(Vec<ast::Definition>, Notes)> {
    let parsed = Grammar::parse(Rule::definitions, code).ok()?;
    let mut parts = Parts::of(Parts::new(parsed).one(Rule::definitions));
    let definition = || Some(definitions::definition(&mut tree, &parts.next()?));
    let definitions = std::iter::from_fn(definition).collect();
    Some((definitions, tree.notes))
}

#[cfg(test)]
mod tests;
