//! Lines that are too long, broken like rustfmt's: the parameters of a function, else the last group, one element a line.

use super::literals::outside_literals;
use super::page::{STEP, is_function};

/// Columns, as rustfmt has it.
const WIDTH: usize = 100;

/// Adds a line, broken if it is too long and can be.
pub(super) fn wrap(line: &str, indent: usize, text: &mut String) {
    if indent + line.len() <= WIDTH {
        push_line(line, "", indent, text);
    } else {
        broken(line, "", indent, text);
    }
}

/// The same for a line that goes on with `tail`: a comma, or nothing.
fn broken(line: &str, tail: &str, indent: usize, text: &mut String) {
    let around = indent + tail.len();
    let fits = around + line.len() <= WIDTH || around + line.chars().count() <= WIDTH;
    let group = if fits || line.starts_with("//") {
        None
    } else {
        group(line)
    };
    let Some((open, close)) = group else {
        return push_line(line, tail, indent, text);
    };
    let head = &line[..=open];
    let assigned = || head.find(" = ");
    if let Some(at) = (indent + head.len() > WIDTH).then(assigned).flatten() {
        push_line(&line[..at + 2], "", indent, text);
        return broken(&line[at + 3..], tail, indent + STEP, text);
    }
    push_line(head, "", indent, text);
    let block = line.as_bytes()[open] == b'{' && !line[..open].trim_end().ends_with(is_word);
    for element in elements(&line[open + 1..close]) {
        let bare = block || element.starts_with("..");
        broken(element, if bare { "" } else { "," }, indent + STEP, text);
    }
    push_line(&line[close..], tail, indent, text);
}

fn push_line(line: &str, tail: &str, indent: usize, text: &mut String) {
    text.reserve(indent + line.len() + tail.len() + 1);
    for _ in 0..indent / STEP {
        text.push_str("    ");
    }
    text.push_str(line);
    text.push_str(tail);
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
    for (at, byte) in outside_literals(line) {
        match byte {
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
    }
    last
}

/// What stands between commas.
fn elements(text: &str) -> Vec<&str> {
    let (mut elements, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, byte) in outside_literals(text) {
        match byte {
            // the arguments of a generic type are broken no further
            b'(' | b'[' | b'{' | b'<' => depth += 1,
            b'>' if text[..at].ends_with(['-', '=']) => {}
            b')' | b']' | b'}' | b'>' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                elements.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    elements.push(text[start..].trim());
    elements.retain(|element| !element.is_empty());
    elements
}
