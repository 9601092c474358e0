//! Pest's pairs, walked with little ceremony.

use std::iter::{Filter, Peekable};

use pest::iterators::{Pair, Pairs};

use crate::diagnostics::Diagnostic;
use crate::source::{SourceId, Span};

use super::Rule;
use super::docs::Docs;

/// What every builder function needs.
pub(super) struct Tree<'a> {
    /// The file.
    pub(super) source: SourceId,
    /// Where in the file the text begins that was parsed.
    pub(super) base: usize,
    /// The file's doc comments.
    pub(super) docs: &'a Docs<'a>,
    /// What was found.
    pub(super) notes: Notes,
}

/// What is found beside the tree.
#[derive(Default)]
pub(super) struct Notes {
    /// Where `slist` stands as a type.
    pub(super) slists: Vec<Span>,
    /// Problems that leave the structure clear.
    pub(super) problems: Vec<Diagnostic>,
}

impl<'a> Tree<'a> {
    /// Of the text from `base` on.
    pub(super) fn new(source: SourceId, base: usize, docs: &'a Docs<'a>) -> Self {
        Self {
            source,
            base,
            docs,
            notes: Notes::default(),
        }
    }

    /// The place of a pair, without the spaces at its end.
    pub(super) fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let start = pair.as_span().start();
        self.place(start, start + text(pair).len())
    }

    /// The place from the byte `start` up to the byte `end` of the text that was parsed.
    pub(super) fn place(&self, start: usize, end: usize) -> Span {
        // A file is shorter than 4 GiB.
        Span {
            source: self.source,
            start: (self.base + start) as u32,
            end: (self.base + end) as u32,
        }
    }
}

/// The text of a pair, without the spaces that its last token took along.
pub(super) fn text<'i>(pair: &Pair<'i, Rule>) -> &'i str {
    pair.as_str().trim_ascii_end()
}

/// The children of a pair that say something, taken in the order of the grammar.
pub(super) struct Parts<'i>(Peekable<Filter<Pairs<'i, Rule>, Says>>);

type Says = fn(&Pair<'_, Rule>) -> bool;

impl<'i> Parts<'i> {
    /// Of these pairs.
    pub(super) fn new(pairs: Pairs<'i, Rule>) -> Self {
        let says: Says = |pair| !says_nothing(pair.as_rule());
        Self(pairs.filter(says).peekable())
    }

    /// Of this pair.
    pub(super) fn of(pair: Pair<'i, Rule>) -> Self {
        Self::new(pair.into_inner())
    }

    /// The next child, which the grammar says is a `rule`.
    pub(super) fn one(&mut self, rule: Rule) -> Pair<'i, Rule> {
        // invariant: thrift.pest has this child here; a builder that asks for another is wrong for every input.
        self.maybe(rule)
            .unwrap_or_else(|| unreachable!("the grammar has no {rule:?} here"))
    }

    /// The next child if it is a `rule`.
    pub(super) fn maybe(&mut self, rule: Rule) -> Option<Pair<'i, Rule>> {
        self.0.next_if(|pair| pair.as_rule() == rule)
    }

    /// The next children for as long as they are `rule`s.
    pub(super) fn many<'p>(&'p mut self, rule: Rule) -> impl Iterator<Item = Pair<'i, Rule>> + 'p {
        std::iter::from_fn(move || self.maybe(rule))
    }

    /// The next child.
    pub(super) fn next(&mut self) -> Option<Pair<'i, Rule>> {
        self.0.next()
    }
}

/// Punctuation and keywords, which are rules only for the sake of messages.
fn says_nothing(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::separator
            | Rule::comma
            | Rule::colon
            | Rule::equals
            | Rule::brace_open
            | Rule::brace_close
            | Rule::bracket_open
            | Rule::bracket_close
            | Rule::paren_open
            | Rule::paren_close
            | Rule::angle_open
            | Rule::angle_close
            | Rule::kw_include
            | Rule::kw_cpp_include
            | Rule::kw_namespace
            | Rule::kw_const
            | Rule::kw_typedef
            | Rule::kw_enum
            | Rule::kw_exception
            | Rule::kw_service
            | Rule::kw_extends
            | Rule::kw_throws
            | Rule::kw_list
            | Rule::kw_set
            | Rule::kw_map
            | Rule::kw_cpp_type
            | Rule::EOI
    )
}
