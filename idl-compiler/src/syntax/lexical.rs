//! One linear pass before the grammar: comments and line breaks become spaces, strings are checked, brackets are counted.

use std::ops::Range;

use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::syntax as codes;
use crate::source::{SourceId, Span};

/// How deep brackets may nest. Pest, the tree's builder and every later stage recurse once a bracket: 128 levels fit
/// into the 2 MiB of a thread's stack many times over, and the deepest type in any published IDL has 6.
const MAX_DEPTH: usize = 128;

/// A text that the grammar can take.
pub(super) struct Lexed {
    /// The text with every comment, line break and tab replaced by as many spaces, so that all places stay the same.
    pub(super) code: String,
    /// Where the doc comments are, in order.
    pub(super) docs: Vec<Range<usize>>,
    /// Where words stand that begin a definition, outside of all brackets: what is between two of them can be parsed by
    /// itself.
    pub(super) cuts: Vec<usize>,
}

/// Makes the pass, up to the first problem. (It is boxed since it is big, and rare.)
pub(super) fn scan(source: SourceId, text: &str) -> Result<Lexed, Box<Diagnostic>> {
    let bytes = text.as_bytes();
    let mut code = String::with_capacity(text.len());
    let mut copied = 0;
    let (mut docs, mut cuts) = (Vec::new(), Vec::new());
    let mut depth = 0_usize;
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (b'#', _) | (b'/', Some(b'/' | b'*')) => {
                let Some(end) = comment_end(text, at) else {
                    let message = "a comment is never closed";
                    let open = Diagnostic::new(codes::UNTERMINATED_COMMENT, message)
                        .at(span(source, at..at + 2), "opened here");
                    return Err(Box::new(open.help("close it with `*/`")));
                };
                if is_doc(&text[at..end]) {
                    docs.push(at..end);
                }
                code.push_str(&text[copied..at]);
                code.extend(std::iter::repeat_n(' ', end - at));
                copied = end;
                at = end;
            }
            (b'\n' | b'\r' | b'\t', _) => {
                code.push_str(&text[copied..at]);
                code.push(' ');
                at += 1;
                copied = at;
            }
            (quote @ (b'"' | b'\''), _) => {
                at = literal_end(bytes, at, quote)
                    .map_err(|problem| Box::new(bad_literal(source, text, at, &problem)))?;
            }
            (b'{' | b'[' | b'(' | b'<', _) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    let message = format!("brackets are nested more than {MAX_DEPTH} deep");
                    let deep = Diagnostic::new(codes::TOO_DEEP, message);
                    return Err(Box::new(deep.at(span(source, at..at + 1), "one too many")));
                }
                at += 1;
            }
            (b'}' | b']' | b')' | b'>', _) => {
                depth = depth.saturating_sub(1);
                at += 1;
            }
            (byte, _) if depth == 0 && in_word(byte) => {
                let word = bytes[at..].iter().take_while(|byte| in_word(**byte));
                let end = at + word.count();
                if begins_definition(&text[at..end]) {
                    cuts.push(at);
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    code.push_str(&text[copied..]);
    Ok(Lexed { code, docs, cuts })
}

/// The end of the comment that begins at `start`; `None` if it has none. A line comment may end with the file.
fn comment_end(text: &str, start: usize) -> Option<usize> {
    if text[start..].starts_with("/*") {
        text[start + 2..]
            .find("*/")
            .map(|length| start + 2 + length + 2)
    } else {
        Some(
            text[start..]
                .find('\n')
                .map_or(text.len(), |length| start + length),
        )
    }
}

/// In a name that may be dotted?
fn in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.')
}

/// Is it a keyword with which a definition begins?
pub(super) fn begins_definition(word: &str) -> bool {
    matches!(
        word,
        "struct" | "union" | "exception" | "enum" | "service" | "typedef" | "const"
    )
}

/// `/** … */`, but not a row of stars.
fn is_doc(comment: &str) -> bool {
    comment
        .strip_prefix("/**")
        .and_then(|rest| rest.strip_suffix("*/"))
        .is_some_and(|body| !body.bytes().all(|byte| byte == b'*'))
}

enum LiteralProblem {
    /// A backslash at this place begins no escape.
    Escape(usize),
    /// The line ends here.
    LineBreak(usize),
    /// The file ends.
    End,
}

/// What to say of the string that begins at `start`.
fn bad_literal(source: SourceId, text: &str, start: usize, problem: &LiteralProblem) -> Diagnostic {
    match *problem {
        LiteralProblem::Escape(escape) => {
            let end = text[escape + 1..]
                .chars()
                .next()
                .map_or(escape + 1, |char| escape + 1 + char.len_utf8());
            let message = format!("unknown escape `{}` in a string", &text[escape..end]);
            Diagnostic::new(codes::BAD_ESCAPE, message)
                .at(span(source, escape..end), "not an escape")
                .help("the escapes are `\\r`, `\\n`, `\\t`, `\\\"`, `\\'` and `\\\\`; a backslash itself is `\\\\`")
        }
        LiteralProblem::LineBreak(end) => {
            let message = "a string goes over the end of the line";
            Diagnostic::new(codes::LINE_BREAK_IN_LITERAL, message)
                .at(span(source, start..end), "begins here")
                .help("close the quote; a line break in the text is written `\\n`")
        }
        LiteralProblem::End => {
            Diagnostic::new(codes::UNTERMINATED_LITERAL, "a string has no closing quote")
                .at(span(source, start..start + 1), "opened here")
        }
    }
}

fn span(source: SourceId, place: Range<usize>) -> Span {
    Span {
        source,
        start: place.start as u32,
        end: place.end as u32,
    }
}

/// The end of the string that begins at `start` with `quote`.
fn literal_end(bytes: &[u8], start: usize, quote: u8) -> Result<usize, LiteralProblem> {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\n' => return Err(LiteralProblem::LineBreak(at)),
            b'\\' => match bytes.get(at + 1) {
                Some(b'r' | b'n' | b't' | b'"' | b'\'' | b'\\') => at += 2,
                Some(b'\n') => return Err(LiteralProblem::LineBreak(at + 1)),
                Some(_) => return Err(LiteralProblem::Escape(at)),
                None => return Err(LiteralProblem::End),
            },
            _ if byte == quote => return Ok(at + 1),
            _ => at += 1,
        }
    }
    Err(LiteralProblem::End)
}

/// The innermost bracket that is open at `end`, in text that [`scan`] has passed.
pub(super) fn open_bracket(code: &str, end: usize) -> Option<usize> {
    let bytes = code.as_bytes();
    let mut open = Vec::new();
    let mut at = 0;
    while at < end {
        match bytes[at] {
            quote @ (b'"' | b'\'') => {
                // `scan` has found the end of every string.
                at = literal_end(bytes, at, quote).unwrap_or(end);
                continue;
            }
            b'{' | b'[' | b'(' | b'<' => open.push(at),
            b'}' | b']' | b')' | b'>' => drop(open.pop()),
            _ => {}
        }
        at += 1;
    }
    open.pop()
}
