//! Doc comments: which construct each belongs to, and its text without the frame.

use std::ops::Range;

use crate::source::Span;

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
        let previous_token = self.code[..start].trim_ascii_end().len();
        self.last_within(previous_token, start)
            .or_else(|| self.last_within(start, name))
    }

    /// The last comment behind a name, up to the end of its construct.
    pub(super) fn within(&self, name: Span, construct: Span) -> Option<String> {
        self.last_within(name.end as usize, construct.end as usize)
    }

    fn last_within(&self, from: usize, to: usize) -> Option<String> {
        let before = self.places.partition_point(|place| place.end <= to);
        let place = self.places[..before]
            .last()
            .filter(|place| place.start >= from)?;
        clean(&self.text[place.clone()])
    }

    /// Decides whether the first comment is about the whole file, as Apache does: it comes before every token, and before
    /// a header or another doc comment. Otherwise it is the first definition's, however many lines lie between.
    pub(super) fn settle_document(&mut self, definition_is_first: bool) {
        let Some(first) = self.places.first().cloned() else {
            return;
        };
        let first_token = self.code.len() - self.code.trim_start().len();
        let another_follows = self
            .places
            .get(1)
            .is_some_and(|second| second.end <= first_token);
        if first.end <= first_token && (!definition_is_first || another_follows) {
            self.document = clean(&self.text[first]);
            self.places.remove(0);
        }
    }

    /// The comment on the whole file.
    pub(super) fn document(&self) -> Option<String> {
        self.document.clone()
    }
}

/// The text of `/** … */` without its frame, as Apache's compiler prints it: without the column of stars if it is
/// straight, without the indentation that all lines but the first have in common. Lines at both ends that are blank, or
/// nothing but stars, go too. `None` if nothing is left.
fn clean(comment: &str) -> Option<String> {
    let body = comment.strip_prefix("/**")?.strip_suffix("*/")?;
    let mut lines: Vec<&str> = body.lines().map(str::trim_end).collect();
    let (first, rest) = lines.split_first_mut()?;
    *first = first.trim_start();
    if let Some(column) = star_column(rest) {
        cut(rest, column + 1);
    }
    let frame = |line: &&str| line.bytes().all(|byte| byte == b'*');
    let end = rest
        .iter()
        .rposition(|line| !frame(line))
        .map_or(0, |last| last + 1);
    let rest = &mut rest[..end];
    let written = rest.iter().filter(|line| !line.is_empty());
    cut(
        rest,
        written.map(|line| indentation(line)).min().unwrap_or(0),
    );
    lines.truncate(1 + end);
    let from = lines.iter().position(|line| !frame(line))?;
    Some(lines[from..].join("\n"))
}

/// Where the first star stands in every line that is not blank; `None` if one has none, or they are not below each other.
fn star_column(lines: &[&str]) -> Option<usize> {
    let mut written = lines.iter().filter(|line| !line.is_empty());
    let column = indentation(written.next()?);
    let has_star = |line: &&str| indentation(line) == column && line[column..].starts_with('*');
    lines
        .iter()
        .filter(|line| !line.is_empty())
        .all(has_star)
        .then_some(column)
}

/// In spaces and tabs, which are one byte each.
fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// Takes `length` bytes of indentation and star from each line; blank ones are shorter.
fn cut(lines: &mut [&str], length: usize) {
    for line in lines {
        *line = line.get(length..).unwrap_or("");
    }
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
            ("/**\n\u{3000}wide\n a\n */", Some("\u{3000}wide\n a")),
            (
                "/** * uneven\n  * stars\n * stay */",
                Some("* uneven\n * stars\n* stay"),
            ),
            ("/** one *more* **/", Some("one *more* *")),
            ("/**   */", None),
            ("/**\n *\n */", None),
        ];
        for (comment, expected) in table {
            assert_eq!(clean(comment).as_deref(), expected, "{comment:?}");
        }
    }
}
