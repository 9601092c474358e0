//! One printed item → lines: where each ends, how deep it stands, and one space where there is any.

use super::literals::{literal_end, one_of};
use super::page::Page;

/// Puts an item on the page, `depth` steps to the right.
///
/// # Errors
/// A bracket does not fit the other, or there is none that it could fit.
pub(super) fn lay(item: &str, depth: usize, page: &mut Page) -> Result<(), String> {
    let mut lines = Lines::new(item, depth, page);
    lines.begin();
    while let Some(byte) = lines.next() {
        match byte {
            b'\n' if lines.may_break() => {
                lines.finish();
                lines.begin();
            }
            b',' => lines.comma(),
            b'(' | b'[' | b'{' => lines.open(byte),
            b')' | b']' | b'}' => lines.close(byte)?,
            b'"' | b'\'' | b'/' => lines.literal(),
            space => lines.space(space),
        }
    }
    lines.finish();
    match lines.open.last() {
        Some(open) => Err(format!("`{}` is never closed", char::from(open.bracket))),
        None => Ok(()),
    }
}

/// What means anything here.
const MEANS: [bool; 256] = one_of(b" \n\r\t\x0c,()[]{}\"'/");

/// Bytes that most lines have, and brackets that are open at once in most items.
const LINE: usize = 120;
const OPEN: usize = 8;

/// An open bracket.
struct Open {
    bracket: u8,
    /// The number of its line.
    line: usize,
    /// How deep the lines in it stand: one step for each line that opened any, however many.
    depth: usize,
}

/// The line that is being put together, and the brackets around it.
struct Lines<'a> {
    page: &'a mut Page,
    item: &'a str,
    /// Up to where the item has been looked at.
    at: usize,
    /// The beginning of the line, where it differs from the item …
    changed: String,
    /// … and where in the item the rest of it begins, which stays as it is: nearly all of nearly every line.
    kept: usize,
    open: Vec<Open>,
    number: usize,
    /// The depth of the item, and of the line.
    base: usize,
    depth: usize,
}

impl<'a> Lines<'a> {
    fn new(item: &'a str, base: usize, page: &'a mut Page) -> Self {
        Self {
            page,
            item,
            at: 0,
            changed: String::with_capacity(LINE),
            kept: 0,
            open: Vec::with_capacity(OPEN),
            number: 0,
            base,
            depth: base,
        }
    }

    /// The next byte that means something. A space behind anything but a space or an opening bracket does not: it stays.
    fn next(&mut self) -> Option<u8> {
        let bytes = self.item.as_bytes();
        let goes = |at| at == self.kept || matches!(bytes[at - 1], b' ' | b'(' | b'[');
        // A variable of its own: every byte that is printed passes here.
        let mut at = self.at;
        let found = loop {
            let Some(&byte) = bytes.get(at) else {
                break None;
            };
            if MEANS[usize::from(byte)] && (byte != b' ' || goes(at)) {
                break Some(byte);
            }
            at += 1;
        };
        self.at = at;
        found
    }

    /// Begins a line, at the next byte that is no space.
    fn begin(&mut self) {
        let rest = &self.item[self.at..];
        self.at += rest.len() - rest.trim_ascii_start().len();
        self.kept = self.at;
        self.depth = self.around();
    }

    fn finish(&mut self) {
        let rest = &self.item[self.kept..self.at];
        if self.changed.is_empty() {
            self.page.line(rest.trim_ascii_end(), self.depth);
        } else {
            self.changed.push_str(rest);
            self.page.line(self.changed.trim_ascii_end(), self.depth);
            self.changed.clear();
        }
        self.number += 1;
    }

    fn may_break(&self) -> bool {
        self.open.last().is_none_or(|open| open.bracket == b'{')
    }

    /// How deep a line stands that begins within the brackets that are open.
    fn around(&self) -> usize {
        self.open.last().map_or(self.base, |open| open.depth)
    }

    /// The last byte of the line so far.
    fn last(&self) -> Option<u8> {
        let line = &self.item.as_bytes()[self.kept..self.at];
        line.last().or(self.changed.as_bytes().last()).copied()
    }

    /// Goes on after the byte `next`; what stands between it and here is left out.
    fn change(&mut self, next: usize) {
        self.changed.push_str(&self.item[self.kept..self.at]);
        self.kept = next;
        self.at = next;
    }

    fn comma(&mut self) {
        self.at += 1;
        let next = self.item.as_bytes().get(self.at);
        if next.is_some_and(|next| !next.is_ascii_whitespace() && !matches!(next, b')' | b']')) {
            self.change(self.at);
            self.changed.push(' ');
        }
    }

    fn space(&mut self, space: u8) {
        match self.last() {
            Some(b' ' | b'(' | b'[') => self.change(self.at + 1),
            _ if space == b' ' => self.at += 1,
            _ => {
                self.change(self.at + 1);
                self.changed.push(' ');
            }
        }
    }

    fn literal(&mut self) {
        let end = literal_end(self.item.as_bytes(), self.at);
        self.at = end.unwrap_or(self.at + 1);
    }

    fn open(&mut self, bracket: u8) {
        let step = self.open.last().is_none_or(|last| last.line != self.number);
        self.open.push(Open {
            bracket,
            line: self.number,
            depth: self.around() + usize::from(step),
        });
        self.at += 1;
    }

    fn close(&mut self, bracket: u8) -> Result<(), String> {
        let fits = |open| matches!((open, bracket), (b'(', b')') | (b'[', b']') | (b'{', b'}'));
        if !self.open.pop().is_some_and(|open| fits(open.bracket)) {
            return Err(format!("`{}` closes nothing", char::from(bracket)));
        }
        if self.only_closes() {
            self.depth = self.around();
        }
        if bracket != b'}' && matches!(self.last(), Some(b' ' | b',')) {
            self.change(self.at);
            let kept = self.changed.trim_end_matches([' ', ',']).len();
            self.changed.truncate(kept);
        }
        self.at += 1;
        Ok(())
    }

    /// Has the line only closed brackets so far, so that it stands where those were opened?
    fn only_closes(&self) -> bool {
        let closes = |line: &[u8]| {
            let mut bytes = line.iter();
            bytes.all(|byte| matches!(byte, b')' | b']' | b'}' | b' '))
        };
        closes(self.changed.as_bytes()) && closes(&self.item.as_bytes()[self.kept..self.at])
    }
}
