//! Printed templates → tidy source text: indentation, blank lines, and lines of at most 100 columns.
//!
//! A template's own line breaks stay, but for blank lines and those in parentheses and brackets. A line that is too long is broken
//! like rustfmt's: the parameters of a function, else the last group, one element a line.

use std::mem::take;

/// Columns, as rustfmt has it.
const WIDTH: usize = 100;
const STEP: usize = 4;

/// Stands between items that a blank line parts; those in templates mean nothing.
pub(super) const GAP: u8 = b'\x0c';

/// `text` with every line in its place.
///
/// # Errors
/// A bracket does not fit the other, or none is left to fit.
pub(super) fn lay_out(text: &str) -> Result<String, String> {
    let mut page = Page::with_capacity(text.len() + text.len() / 4);
    let mut lines = Lines::default();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if matches!(byte, b'"' | b'\'' | b'/' | b'r')
            && let Some(end) = literal_end(bytes, at)
        {
            lines.push(&text[at..end]);
            at = end;
            continue;
        }
        match byte {
            b'\n' if lines.may_break() => lines.finish(&mut page),
            GAP => {
                lines.finish(&mut page);
                page.blank = true;
            }
            open @ (b'(' | b'[' | b'{') => lines.open(open),
            close @ (b')' | b']' | b'}') => lines.close(close)?,
            _ if byte.is_ascii_whitespace() => lines.space(),
            _ => {
                let end = plain_end(bytes, at);
                lines.push(&text[at..end]);
                at = end;
                continue;
            }
        }
        at += 1;
    }
    lines.finish(&mut page);
    match lines.open.last() {
        Some((open, _)) => Err(format!("`{}` is never closed", char::from(*open))),
        None => Ok(page.text),
    }
}

/// Where a literal or a comment ends that begins here; `None` for anything else.
fn literal_end(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = &bytes[at..];
    match rest {
        [b'"', ..] => Some(at + string_end(rest)),
        [b'/', b'/', ..] => {
            let end = rest.iter().position(|byte| *byte == b'\n');
            Some(end.map_or(bytes.len(), |end| at + end))
        }
        [b'\'', b'\\', _, ..] => {
            let end = rest[3..].iter().position(|byte| *byte == b'\'')?;
            Some(at + 3 + end + 1)
        }
        // everything else that begins so is a lifetime
        [b'\'', _, b'\'', ..] => Some(at + 3),
        [b'r', b'"' | b'#', ..] if at == 0 || !in_word(bytes[at - 1]) || bytes[at - 1] == b'b' => {
            raw_end(rest).map(|end| at + end)
        }
        _ => None,
    }
}

fn string_end(text: &[u8]) -> usize {
    let mut at = 1;
    while at < text.len() && text[at] != b'"' {
        at += if text[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(text.len())
}

/// `r#"…"#`, but not `r#type`.
fn raw_end(text: &[u8]) -> Option<usize> {
    let hashes = text[1..].iter().take_while(|byte| **byte == b'#').count();
    let body = text[1 + hashes..].strip_prefix(b"\"")?;
    let end = (0..body.len()).find(|at| {
        body[*at] == b'"'
            && body[at + 1..]
                .iter()
                .take_while(|byte| **byte == b'#')
                .count()
                >= hashes
    })?;
    Some(1 + hashes + 1 + end + 1 + hashes)
}

/// Where the run of bytes ends that mean nothing here.
fn plain_end(bytes: &[u8], at: usize) -> usize {
    let mut end = at + 1;
    if bytes[at] == b',' {
        return end;
    }
    while end < bytes.len() {
        let next = || bytes.get(end + 1).copied().unwrap_or(b'\n');
        let goes_on = match bytes[end] {
            b' ' => in_word(next()) || matches!(next(), b'&' | b'-' | b'=' | b'<' | b'+'),
            b'r' => !matches!(next(), b'"' | b'#'),
            byte => PLAIN[byte as usize],
        };
        if !goes_on {
            break;
        }
        end += 1;
    }
    end
}

const fn in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// For each byte, whether it means nothing here: a table, since most of a text is looked at through it.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        plain[byte] = in_word(byte as u8)
            || matches!(
                byte as u8,
                b':' | b'.' | b'<' | b'>' | b'&' | b'-' | b'=' | b';' | b'!' | b'?'
            );
        byte += 1;
    }
    plain
};

/// The line that is being put together, and the brackets around it.
#[derive(Default)]
struct Lines {
    line: String,
    /// Steps by which it is indented: the earlier lines with an open bracket.
    depth: usize,
    /// Open brackets, each with the number of its line.
    open: Vec<(u8, usize)>,
    number: usize,
    /// Has the line only closed brackets so far, so that it stands where those were opened?
    leading: bool,
}

impl Lines {
    fn may_break(&self) -> bool {
        self.open.last().is_none_or(|(open, _)| *open == b'{')
    }

    fn push(&mut self, text: &str) {
        self.begin();
        if self.line.ends_with(',') {
            self.line.push(' ');
        }
        self.line.push_str(text);
    }

    fn begin(&mut self) {
        if self.line.is_empty() || self.leading {
            self.depth = self.lines_around();
            self.leading = false;
        }
    }

    fn lines_around(&self) -> usize {
        let later = |pair: &&[(u8, usize)]| pair[0].1 != pair[1].1;
        usize::from(!self.open.is_empty()) + self.open.windows(2).filter(later).count()
    }

    fn space(&mut self) {
        if !self.line.is_empty() && !self.line.ends_with([' ', '(', '[']) {
            self.line.push(' ');
        }
    }

    fn open(&mut self, bracket: u8) {
        self.push("");
        self.line.push(char::from(bracket));
        self.open.push((bracket, self.number));
    }

    fn close(&mut self, bracket: u8) -> Result<(), String> {
        let fits = |open| matches!((open, bracket), (b'(', b')') | (b'[', b']') | (b'{', b'}'));
        match self.open.pop() {
            Some((open, _)) if fits(open) => {}
            _ => return Err(format!("`{}` closes nothing", char::from(bracket))),
        }
        if self.line.is_empty() || self.leading {
            self.depth = self.lines_around();
            self.leading = true;
        }
        if bracket == b'}' {
            if self.line.ends_with(',') {
                self.line.push(' ');
            }
        } else {
            let kept = self.line.trim_end_matches([' ', ',']).len();
            self.line.truncate(kept);
        }
        self.line.push(char::from(bracket));
        Ok(())
    }

    fn finish(&mut self, page: &mut Page) {
        let line = take(&mut self.line);
        page.line(line.trim_end(), self.depth);
        self.line = line;
        self.line.clear();
        self.leading = false;
        self.number += 1;
    }
}

/// The text so far.
struct Page {
    text: String,
    /// Where the comments and attributes begin that stand before the next line.
    lead: usize,
    /// How the line before them ended.
    before: Before,
    /// A blank line is due.
    blank: bool,
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
    fn with_capacity(capacity: usize) -> Self {
        Self {
            text: String::with_capacity(capacity),
            lead: 0,
            before: Before::Open,
            blank: false,
        }
    }

    fn line(&mut self, line: &str, depth: usize) {
        if line.is_empty() {
            return;
        }
        let leads = line.starts_with("//") || (line.starts_with("#[") && line.ends_with(']'));
        let closes = line.starts_with(['}', ')', ']']);
        let due = take(&mut self.blank) && self.before != Before::Open && !closes;
        if due && self.lead == self.text.len() {
            self.text.push('\n');
            self.lead += 1;
            self.before = Before::Open;
        }
        let item = is_item(line) || leads;
        let apart =
            is_function(line) || line.starts_with("impl") || (item && self.before == Before::Close);
        if apart && !closes && self.before != Before::Open {
            self.text.insert(self.lead, '\n');
            self.before = Before::Open;
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
}

fn is_function(line: &str) -> bool {
    let line = line.strip_prefix("pub ").unwrap_or(line);
    line.strip_prefix("async ")
        .unwrap_or(line)
        .starts_with("fn ")
}

fn is_item(line: &str) -> bool {
    ["pub ", "impl", "const ", "use ", "tw::", "::thriftwood::"]
        .iter()
        .any(|start| line.starts_with(start))
}

/// Adds a line, broken if it is too long and can be.
fn wrap(line: &str, indent: usize, text: &mut String) {
    let fits = indent + line.len() <= WIDTH || indent + line.chars().count() <= WIDTH;
    let group = if fits || line.starts_with("//") {
        None
    } else {
        group(line)
    };
    let Some((open, close)) = group else {
        return push_line(line, indent, text);
    };
    let head = &line[..=open];
    if let Some(at) = head.find(" = ").filter(|_| indent + head.len() > WIDTH) {
        push_line(&line[..at + 2], indent, text);
        return wrap(&line[at + 3..], indent + STEP, text);
    }
    push_line(head, indent, text);
    let block = line.as_bytes()[open] == b'{' && !line[..open].trim_end().ends_with(is_word);
    let elements = elements(&line[open + 1..close]);
    for element in elements {
        let comma = if block || element.starts_with("..") {
            ""
        } else {
            ","
        };
        wrap(&format!("{element}{comma}"), indent + STEP, text);
    }
    push_line(&line[close..], indent, text);
}

fn push_line(line: &str, indent: usize, text: &mut String) {
    text.extend(std::iter::repeat_n(' ', indent));
    text.push_str(line);
    text.push('\n');
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '>'
}

/// The brackets at which a line is broken: those of a function's parameters or of an attribute's, else the last.
fn group(line: &str) -> Option<(usize, usize)> {
    let wanted = usize::from(line.starts_with("#["));
    let first = is_function(line);
    let (mut open, mut last) = (Vec::new(), None);
    let mut at = 0;
    let bytes = line.as_bytes();
    while at < bytes.len() {
        if let Some(end) = literal_end(bytes, at) {
            at = end;
            continue;
        }
        match bytes[at] {
            b'(' | b'[' | b'{' => open.push(at),
            b')' | b']' | b'}' => {
                let from = open.pop();
                if let Some(from) = from.filter(|from| open.len() == wanted && from + 1 < at) {
                    last = Some((from, at));
                    if first {
                        return last;
                    }
                }
            }
            _ => {}
        }
        at += 1;
    }
    last
}

/// What stands between commas.
fn elements(text: &str) -> Vec<&str> {
    let (mut elements, mut depth, mut start, mut at) = (Vec::new(), 0_usize, 0, 0);
    let bytes = text.as_bytes();
    while at < bytes.len() {
        if let Some(end) = literal_end(bytes, at) {
            at = end;
            continue;
        }
        match bytes[at] {
            // the arguments of a generic type are broken no further
            b'(' | b'[' | b'{' | b'<' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'>' if at > 0 && !matches!(bytes[at - 1], b'-' | b'=') => {
                depth = depth.saturating_sub(1);
            }
            b',' if depth == 0 => {
                elements.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    elements.push(text[start..].trim());
    elements.retain(|element| !element.is_empty());
    elements
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid(text: &str) -> String {
        lay_out(text).expect("brackets fit")
    }

    #[test]
    fn brackets_indent_and_methods_stand_apart() {
        let text = "impl A {\nconst X: i32 = 1;\n\n/// Doc.\nfn a(&self,b: i32,) {\nx(b, |y| {\ny\n})\n}\nfn c() {}\n}\nimpl B {}";
        let tidy = "impl A {\n    const X: i32 = 1;\n\n    /// Doc.\n    fn a(&self, b: i32) {\n        x(b, |y| {\n            y\n        })\n    }\n\n    fn c() {}\n}\n\nimpl B {}\n";
        assert_eq!(laid(text), tidy);
        assert_eq!(laid(tidy), tidy);
        assert_eq!(laid("use a;\n\x0c\nuse b;"), "use a;\n\nuse b;\n");
    }

    #[test]
    fn long_lines_break_at_parameters_or_the_last_group() {
        let a = "a".repeat(50);
        assert_eq!(
            laid(&format!("fn f({a}: i32, {a}: i32) -> X {{\n}}")),
            format!("fn f(\n    {a}: i32,\n    {a}: i32,\n) -> X {{\n}}\n")
        );
        assert_eq!(
            laid(&format!("f({a}).g(S {{ {a}: 1, ..d() }})")),
            format!("f({a}).g(\n    S {{ {a}: 1, ..d() }},\n)\n")
        );
        assert_eq!(
            laid(&format!("#[derive({a}, {a})]")),
            format!("#[derive(\n    {a},\n    {a},\n)]\n")
        );
    }

    #[test]
    fn literals_and_comments_stay_as_they_are() {
        for text in [
            "const A: &str = \"{ ( \\\" \n  [\";\n",
            "/// an odd ( \" bracket\nfn f<'a>(c: &'a char) -> bool {\n    c == '\"' || c == '\\''\n}\n",
            "#[doc = r#\"{  \"  (\"#]\nstruct r#type;\n",
        ] {
            assert_eq!(laid(text), text);
        }
    }

    #[test]
    fn brackets_that_do_not_fit_are_errors() {
        assert_eq!(lay_out("f(]").unwrap_err(), "`]` closes nothing");
        assert_eq!(lay_out("f { (").unwrap_err(), "`(` is never closed");
    }
}
