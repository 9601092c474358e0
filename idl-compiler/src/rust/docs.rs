//! Doc comments: text of the IDL that is no markdown, made safe for rustdoc and for clippy's rules about markdown.

use std::fmt;

use askama::{FastWritable, Values};
use serde::Serialize;

/// A doc comment, one `///` a line; nothing for none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Docs {
    lines: Vec<String>,
}

impl fmt::Display for Docs {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(formatter)
    }
}

/// The way past the machinery of [`fmt::Display`].
impl FastWritable for Docs {
    fn write_into(&self, output: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(self.write(output)?)
    }
}

impl Docs {
    fn write(&self, output: &mut (impl fmt::Write + ?Sized)) -> fmt::Result {
        self.lines.iter().try_for_each(|line| {
            output.write_str("///")?;
            if !line.is_empty() {
                output.write_str(" ")?;
                output.write_str(line)?;
            }
            output.write_str("\n")
        })
    }

    /// The IDL's text.
    pub(super) fn new(doc: Option<&str>) -> Self {
        let Some(doc) = doc else {
            return Self::default();
        };
        let mut writer = Writer::default();
        doc.lines().for_each(|line| writer.line(&clean(line)));
        writer.finish()
    }

    /// The IDL's text, or one line of our own (which is markdown already) where it has none.
    pub(super) fn or(doc: Option<&str>, ours: impl Into<String>) -> Self {
        let docs = Self::new(doc);
        if docs.lines.is_empty() {
            Self {
                lines: vec![ours.into()],
            }
        } else {
            docs
        }
    }
}

/// Follows lists and fences from line to line.
#[derive(Default)]
struct Writer {
    lines: Vec<String>,
    /// Inside a fenced block.
    fenced: bool,
    /// Columns by which the text of a list item is indented; 0 outside lists.
    indent: usize,
}

impl Writer {
    fn line(&mut self, line: &str) {
        let text = line.trim();
        if text.starts_with("```") {
            self.fenced = !self.fenced;
            self.indent = 0;
            // What stands in it is rarely Rust, and must not become a test.
            self.lines
                .push(if self.fenced { "```text" } else { "```" }.to_owned());
        } else if self.fenced {
            self.lines.push(line.trim_end().to_owned());
        } else if text.is_empty() {
            self.indent = 0;
            self.lines.push(String::new());
        } else if let Some(width) = marker(text) {
            self.indent = width;
            self.lines.push(escape(text));
        } else {
            self.lines.push(" ".repeat(self.indent) + &escape(text));
        }
    }

    fn finish(mut self) -> Docs {
        if self.fenced {
            self.lines.push("```".to_owned());
        }
        let first = self
            .lines
            .iter()
            .position(|line| !line.is_empty())
            .unwrap_or(self.lines.len());
        self.lines.drain(..first);
        while self.lines.last().is_some_and(String::is_empty) {
            self.lines.pop();
        }
        Docs { lines: self.lines }
    }
}

/// The width of a list item's marker with the space after it.
fn marker(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let after = text.get(digits..)?;
    let bullet = digits == 0
        && ["- ", "* ", "+ "]
            .iter()
            .any(|marker| text.starts_with(marker));
    let number = (1..=9).contains(&digits) && (after.starts_with(". ") || after.starts_with(") "));
    if bullet {
        Some(2)
    } else {
        number.then_some(digits + 2)
    }
}

/// Takes the meaning from links, tags and quotes, outside of `code`.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    if text.starts_with(['>', '#', '|', '=']) || text.starts_with("---") {
        escaped.push('\\');
    }
    let mut code = false;
    let spans = text.matches('`').count().is_multiple_of(2);
    for c in text.chars() {
        code ^= c == '`' && spans;
        if !code && (matches!(c, '[' | ']' | '<') || (c == '`' && !spans)) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// No tabs, and no control or direction characters: rustc refuses the latter in comments.
fn clean(line: &str) -> String {
    let shown = |c: &char| {
        !c.is_control() && !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    let spaced = line.chars().map(|c| if c == '\t' { ' ' } else { c });
    let mut clean = String::with_capacity(line.len());
    clean.extend(spaced.filter(shown));
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(doc: &str) -> String {
        Docs::new(Some(doc)).to_string()
    }

    #[test]
    fn text_stays_text() {
        assert_eq!(
            text("\n a list<i32> of [x]\n\n> no `Vec<u8>` quote\n"),
            "/// a list\\<i32> of \\[x\\]\n///\n/// \\> no `Vec<u8>` quote\n"
        );
        assert_eq!(text("an odd ` tick"), "/// an odd \\` tick\n");
        assert_eq!(text("  \n"), "");
    }

    #[test]
    fn lists_continue_at_their_text() {
        assert_eq!(
            text("- one\nmore\n      still\n1. two\n  more\n\nend"),
            "/// - one\n///   more\n///   still\n/// 1. two\n///    more\n///\n/// end\n"
        );
    }

    #[test]
    fn indented_and_fenced_text_is_no_doctest() {
        assert_eq!(
            text("x:\n\n      let a = 1;"),
            "/// x:\n///\n/// let a = 1;\n"
        );
        assert_eq!(
            text("```rust\nlet a = [1];"),
            "/// ```text\n/// let a = [1];\n/// ```\n"
        );
    }

    #[test]
    fn hidden_characters_go() {
        assert_eq!(text("a\u{202E}b\rc\td"), "/// abc d\n");
    }

    #[test]
    fn ours_only_stand_in() {
        assert_eq!(Docs::or(Some("theirs"), "ours").to_string(), "/// theirs\n");
        assert_eq!(Docs::or(None, "[`ours`]").to_string(), "/// [`ours`]\n");
    }
}
