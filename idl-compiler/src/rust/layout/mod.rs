//! Printed items → tidy source text: indentation, blank lines, and lines of at most 100 columns.
//!
//! ```text
//! items ──lines──► lines with their depth ──page──► blank lines between ──wrap──► text
//! ```
//! A template's own line breaks stay, but for blank lines and those in parentheses and brackets.

mod lines;
mod literals;
mod page;
mod wrap;

use std::mem::take;

use page::Page;

/// Bytes that a part of a file rarely exceeds. From 64 KiB on malloc tidies all of its memory up whenever one is freed.
const PART: usize = 60 << 10;

/// Bytes that most items take when they are printed.
const PRINTED: usize = 8 << 10;

/// The source text of a file, item by item. A blank line stands between items, but not between two of one line each.
pub(super) struct Sheet {
    page: Page,
    /// Modules that are open.
    depth: usize,
    /// Has the item before more than one line?
    long_before: bool,
    /// Has the first item? `None` as long as there is none.
    long_first: Option<bool>,
    /// Memory for what templates print.
    printed: String,
}

impl Sheet {
    /// A file that begins with this line.
    pub(super) fn new(head: &str) -> Self {
        Self {
            page: Page::new(format!("{head}\n\n")),
            depth: 0,
            long_before: true,
            long_first: None,
            printed: String::new(),
        }
    }

    /// A sheet for items that are to stand in the module that is open here, for [`Self::append`].
    pub(super) fn beside(&self) -> Self {
        Self {
            page: Page::new(String::with_capacity(PART)),
            depth: self.depth,
            long_before: true,
            long_first: None,
            printed: String::new(),
        }
    }

    /// Adds the items of a sheet that began [`Self::beside`] this one.
    pub(super) fn append(&mut self, other: &Self) {
        let Some(long) = other.long_first else {
            return;
        };
        self.part(long);
        self.long_before = other.long_before;
        self.page.append(&other.page);
    }

    /// Memory for a template to print into, for [`Self::keep`] to keep for the next.
    pub(super) fn printed(&mut self) -> String {
        let mut printed = take(&mut self.printed);
        printed.reserve(PRINTED);
        printed
    }

    /// Keeps the memory of what was printed.
    pub(super) fn keep(&mut self, mut printed: String) {
        printed.clear();
        self.printed = printed;
    }

    /// Adds an item as a template printed it.
    ///
    /// # Errors
    /// A bracket does not fit the other, or there is none that it could fit.
    pub(super) fn add(&mut self, printed: &str) -> Result<(), String> {
        let item = printed.trim();
        let long = item.contains('\n');
        self.part(long);
        self.long_before = long;
        lines::lay(item, self.depth, &mut self.page)
    }

    /// Begins a module: what is added next stands in it. `lead` is what comes before it, such as its doc comment.
    ///
    /// # Errors
    /// As for [`Self::add`].
    pub(super) fn open(&mut self, lead: &str, name: &str) -> Result<(), String> {
        self.part(true);
        lines::lay(lead, self.depth, &mut self.page)?;
        self.page.line(&format!("pub mod {name} {{"), self.depth);
        self.depth += 1;
        Ok(())
    }

    /// Ends the innermost module.
    pub(super) fn close(&mut self) {
        self.depth -= 1;
        self.page.line("}", self.depth);
        self.long_before = true;
    }

    /// Parts an item from the one before.
    fn part(&mut self, long: bool) {
        self.long_first.get_or_insert(long);
        if long || self.long_before {
            self.page.gap();
        }
    }

    /// The text of the file.
    pub(super) fn finish(self) -> String {
        self.page.text()
    }
}

#[cfg(test)]
mod tests;
