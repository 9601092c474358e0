//! Lines → text with blank lines: between items that ask for one, before functions and `impl`s, after blocks.

use std::mem::take;

use super::wrap::wrap;

/// Columns of one level.
pub(super) const STEP: usize = 4;

/// The text so far.
pub(super) struct Page {
    text: String,
    /// Where the comments and attributes begin that stand before the next line.
    lead: usize,
    /// How the line before them ended.
    before: Before,
    /// A blank line is due.
    gap: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// The page begins, or a bracket was opened.
    Open,
    /// A block ended.
    Close,
    Other,
}

impl Page {
    /// A page that goes on after `head`.
    pub(super) fn new(head: String) -> Self {
        Self {
            lead: head.len(),
            text: head,
            before: Before::Open,
            gap: false,
        }
    }

    /// All of it.
    pub(super) fn text(self) -> String {
        self.text
    }

    /// Asks for a blank line, which comes unless a block begins or ends here.
    pub(super) fn gap(&mut self) {
        self.gap = true;
    }

    /// Adds the text of a page that began anew.
    pub(super) fn append(&mut self, other: &Self) {
        if take(&mut self.gap) && self.before != Before::Open {
            self.text.push('\n');
        }
        self.text.push_str(&other.text);
        self.lead = self.text.len();
        self.before = other.before;
    }

    /// Adds a line, `depth` steps to the right; nothing for an empty one.
    pub(super) fn line(&mut self, line: &str, depth: usize) {
        if line.is_empty() {
            return;
        }
        let leads = line.starts_with("//") || (line.starts_with("#[") && line.ends_with(']'));
        let gap = take(&mut self.gap);
        if self.before != Before::Open && !matches!(line.as_bytes()[0], b'}' | b')' | b']') {
            self.part(line, leads, gap);
        }
        let depth = depth + usize::from(line.starts_with('.'));
        wrap(line, depth * STEP, &mut self.text);
        if !leads {
            self.lead = self.text.len();
            self.before = match line.as_bytes() {
                [.., b'{' | b'(' | b'['] => Before::Open,
                b"}" | b"};" => Before::Close,
                _ => Before::Other,
            };
        }
    }

    /// Puts a blank line before this line, and before the comments and attributes that lead it, if there is to be one.
    fn part(&mut self, line: &str, leads: bool, gap: bool) {
        let gap = gap && self.lead == self.text.len();
        let apart = || is_function(line) || line.starts_with("impl");
        let after_block = || self.before == Before::Close && (leads || is_item(line));
        if gap || apart() || after_block() {
            self.text.insert(self.lead, '\n');
            self.lead += usize::from(gap);
            self.before = Before::Open;
        }
    }
}

/// Does a function begin here?
pub(super) fn is_function(line: &str) -> bool {
    let line = line.strip_prefix("pub ").unwrap_or(line);
    line.strip_prefix("async ")
        .unwrap_or(line)
        .starts_with("fn ")
}

fn is_item(line: &str) -> bool {
    line.starts_with("pub ")
        || line.starts_with("impl")
        || line.starts_with("const ")
        || line.starts_with("use ")
        || line.starts_with("tw::")
        || line.starts_with("::thriftwood::")
}
