//! Doc comments: which construct each belongs to, and its text without the frame.

use std::ops::Range;

/// The doc comments of one file.
pub(super) struct Docs<'a> {
    text: &'a str,
    /// The text with comments blanked.
    code: &'a str,
    /// In order.
    places: Vec<Range<usize>>,
    /// The file's own, once it is settled which that is.
    document: Option<String>,
}

impl<'a> Docs<'a> {
    /// The comments at `places` of `text`.
    pub(super) fn new(text: &'a str, code: &'a str, places: Vec<Range<usize>>) -> Self {
        Self {
            text,
            code,
            places,
            document: None,
        }
    }

    /// The comment of the construct whose first token begins at `start` and whose name begins at `name`: the last one
    /// after the previous token; else one among the construct's own tokens (`1: /** here */ i32 x`).
    pub(super) fn of(&self, start: usize, name: usize) -> Option<String> {
        let previous_token = self.code[..start].trim_end().len();
        self.last_within(previous_token, start)
            .or_else(|| self.last_within(start, name))
    }

    fn last_within(&self, from: usize, to: usize) -> Option<String> {
        let before = self.places.partition_point(|place| place.end <= to);
        let place = self.places[..before]
            .last()
            .filter(|place| place.start >= from)?;
        clean(&self.text[place.clone()])
    }

    /// Decides whether the first comment is about the whole file, as Apache does: it comes before every token, and before
    /// a header, or before another doc comment, or a blank line parts it from the first definition.
    pub(super) fn settle_document(&mut self, definition_is_first: bool) {
        let Some(first) = self.places.first().cloned() else {
            return;
        };
        let first_token = self.code.len() - self.code.trim_start().len();
        let another_follows = self
            .places
            .get(1)
            .is_some_and(|second| second.end <= first_token);
        let parted = || {
            let between = &self.text[first.end..first_token];
            between.bytes().filter(|byte| *byte == b'\n').count() > 1
        };
        if first.end <= first_token && (!definition_is_first || another_follows || parted()) {
            self.document = clean(&self.text[first]);
            self.places.remove(0);
        }
    }

    /// The comment on the whole file.
    pub(super) fn document(&mut self) -> Option<String> {
        self.document.take()
    }
}

/// The text of `/** … */` without its frame: the stars at the beginning of lines, the indentation that all lines have in
/// common, and blank lines at both ends. `None` if nothing is left.
fn clean(comment: &str) -> Option<String> {
    let body = comment
        .trim_start_matches('/')
        .trim_end_matches('/')
        .trim_matches('*');
    let mut lines: Vec<&str> = body.lines().map(str::trim_end).collect();
    let (first, rest) = lines.split_first_mut()?;
    *first = first.trim_start();
    let stars = rest
        .iter()
        .filter(|line| !line.is_empty())
        .all(|line| line.trim_start().starts_with('*'));
    if stars {
        for line in rest.iter_mut() {
            *line = line.trim_start().trim_start_matches('*');
        }
    }
    let indentation = |line: &&str| line.len() - line.trim_start().len();
    let common = rest
        .iter()
        .filter(|line| !line.trim_start().is_empty())
        .map(indentation)
        .min()
        .unwrap_or(0);
    // Lines may be indented by different characters of several bytes: what cannot be cut stays.
    for line in rest.iter_mut() {
        *line = line.get(common..).unwrap_or(line).trim_end();
    }
    let from = lines.iter().position(|line| !line.is_empty())?;
    let to = lines.iter().rposition(|line| !line.is_empty())?;
    Some(lines[from..=to].join("\n"))
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn a_comment_loses_its_frame_and_keeps_its_shape() {
        let table = [
            ("/** one line */", Some("one line")),
            ("/**one*/", Some("one")),
            (
                "/**\n * first\n *   indented\n *\n * last\n */",
                Some("first\n  indented\n\nlast"),
            ),
            ("/** first\n  * second\n  */", Some("first\nsecond")),
            ("/**\n    plain\n      deeper\n*/", Some("plain\n  deeper")),
            ("/**\r\n * windows\r\n */", Some("windows")),
            (
                "/**\n * - a list\n * * with a star\n */",
                Some("- a list\n* with a star"),
            ),
            ("/**\n * a star\n no star\n */", Some("* a star\nno star")),
            ("/**********\n * banner\n **********/", Some("banner")),
            ("/**\n\u{3000}wide\n a\n */", Some("\u{3000}wide\na")),
            ("/**   */", None),
            ("/**\n *\n */", None),
        ];
        for (comment, expected) in table {
            assert_eq!(clean(comment).as_deref(), expected, "{comment:?}");
        }
    }
}
