//! Pest's error → a message for people.

use std::collections::BTreeSet;

use pest::error::{Error, ErrorVariant, InputLocation};

use crate::diagnostics::codes::syntax as codes;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::{SourceId, Span};

use super::lexical::{begins_definition, open_bracket};
use super::{Rule, dialects};

/// Where the grammar got stuck.
pub(super) struct Failure<'a> {
    source: SourceId,
    /// The text, comments blanked.
    pub(super) code: &'a str,
    /// The first byte that fits nowhere.
    pub(super) at: usize,
    /// What stands there: a word, a number, a string, one character, or nothing at the end.
    pub(super) found: &'a str,
    /// What could have stood there.
    pub(super) expected: &'a [Rule],
    /// The innermost bracket that is open there.
    pub(super) open: Option<usize>,
}

/// Says what is wrong, as specifically as it can.
pub(super) fn explain(source: SourceId, text: &str, code: &str, error: &Error<Rule>) -> Diagnostic {
    let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
    // Pest stops before the space that its next rule would have skipped.
    let at = at + code[at..].len() - code[at..].trim_start().len();
    let expected: &[Rule] = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives,
        ErrorVariant::CustomError { .. } => &[],
    };
    let found = token(&text[at..]);
    let failure = Failure {
        source,
        code,
        at,
        found,
        expected,
        open: open_bracket(code, at),
    };
    dialects::recognise(&failure)
        .or_else(|| late_header(&failure))
        .or_else(|| unclosed(&failure))
        .or_else(|| reserved_name(&failure))
        .or_else(|| bad_number(&failure))
        .unwrap_or_else(|| unexpected(&failure))
}

impl Failure<'_> {
    /// A problem at what was found.
    pub(super) fn problem(
        &self,
        code: Code,
        message: impl Into<String>,
        label: &str,
    ) -> Diagnostic {
        Diagnostic::new(code, message).at(self.span(self.at, self.found.len()), label)
    }

    fn span(&self, start: usize, length: usize) -> Span {
        Span {
            source: self.source,
            start: start as u32,
            end: (start + length) as u32,
        }
    }

    /// Could `rule` have stood there?
    pub(super) fn expects(&self, rule: Rule) -> bool {
        self.expected.contains(&rule)
    }

    /// What was found, as a phrase.
    fn found_phrase(&self) -> String {
        match self.found {
            "" => "the end of the file".to_owned(),
            word if is_keyword(word) => format!("the keyword `{word}`"),
            long if long.chars().count() > 40 => {
                format!("`{}…`", long.chars().take(40).collect::<String>())
            }
            token => format!("`{token}`"),
        }
    }
}

/// The token at the beginning of `text`.
fn token(text: &str) -> &str {
    let is_word = |char: char| char.is_alphanumeric() || matches!(char, '_' | '.');
    let Some(first) = text.chars().next() else {
        return "";
    };
    let length = match first {
        '"' | '\'' => text[1..].find(first).map(|length| length + 2),
        '+' | '-' => text[1..]
            .find(|char| !is_word(char))
            .map(|length| length + 1),
        _ if is_word(first) => text.find(|char| !is_word(char)),
        _ => Some(first.len_utf8()),
    };
    &text[..length.unwrap_or(text.len())]
}

fn is_keyword(word: &str) -> bool {
    const KEYWORDS: &str = " void string i32 i64 bool double i16 binary i8 byte uuid list map set struct required optional \
        enum const typedef union exception service extends throws oneway async namespace include cpp_include cpp_type \
        xsd_all xsd_optional xsd_nillable xsd_attrs ";
    KEYWORDS.contains(&format!(" {word} "))
}

fn begins_header(word: &str) -> bool {
    matches!(word, "include" | "cpp_include" | "namespace")
}

/// A header after a definition.
fn late_header(failure: &Failure<'_>) -> Option<Diagnostic> {
    (begins_header(failure.found) && failure.open.is_none() && failure.expects(Rule::struct_kind))
        .then(|| {
            let message = format!("`{}` comes after the first definition", failure.found);
            failure
                .problem(codes::HEADER_AFTER_DEFINITION, message, "too late")
                .help("move it to the top of the file")
        })
}

/// The file ends, or the next definition begins, within brackets.
fn unclosed(failure: &Failure<'_>) -> Option<Diagnostic> {
    let open = failure.open?;
    let ends = failure.found.is_empty()
        || begins_definition(failure.found)
        || begins_header(failure.found);
    ends.then(|| {
        let bracket = &failure.code[open..=open];
        let close = match bracket {
            "{" => "}",
            "[" => "]",
            "(" => ")",
            _ => ">",
        };
        let label = match failure.found {
            "" => "the file ends here".to_owned(),
            _ => format!("{} cannot stand inside", failure.found_phrase()),
        };
        Diagnostic::new(codes::UNCLOSED, format!("this `{bracket}` is never closed"))
            .at(failure.span(open, 1), "opened here")
            .and(failure.span(failure.at, failure.found.len()), label)
            .help(format!("close it with `{close}` before this"))
    })
}

/// A keyword for a name.
fn reserved_name(failure: &Failure<'_>) -> Option<Diagnostic> {
    let names = [Rule::identifier, Rule::field_name];
    let wants_name = failure.expected.iter().any(|rule| names.contains(rule));
    (wants_name && is_keyword(failure.found)).then(|| {
        let message = format!("`{}` is a keyword and cannot be a name here", failure.found);
        let help = format!("choose another name, such as `{}_`", failure.found);
        failure
            .problem(codes::RESERVED_NAME, message, "a keyword")
            .help(help)
    })
}

/// `0XFF`, `1.`, `12ab`
fn bad_number(failure: &Failure<'_>) -> Option<Diagnostic> {
    let number = failure.found.trim_start_matches(['+', '-']);
    let begins = number.starts_with(|char: char| char.is_ascii_digit())
        && number.contains(|char: char| !char.is_ascii_digit());
    // A well formed number in the wrong place is only unexpected.
    (begins && !is_number(number)).then(|| {
        let problem = failure.problem(
            codes::BAD_NUMBER,
            format!("`{}` is not a number", failure.found),
            "",
        );
        if number.starts_with("0X") {
            problem.help("hexadecimal numbers begin with `0x`, with a small x")
        } else if number.ends_with('.') {
            problem.help("write a digit after the point")
        } else {
            problem
                .help("a name cannot begin with a digit, and a number ends before the first letter")
        }
    })
}

fn is_number(text: &str) -> bool {
    match text.strip_prefix("0x") {
        Some(digits) => !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_hexdigit()),
        None => text.parse::<f64>().is_ok() && !text.ends_with('.'),
    }
}

/// Anything else: what was expected and what was found.
fn unexpected(failure: &Failure<'_>) -> Diagnostic {
    let mut phrases: BTreeSet<(u8, &str)> = failure
        .expected
        .iter()
        .filter_map(|rule| phrase(*rule))
        .collect();
    // Annotations may follow nearly everything: their bracket is worth a word only where nothing else can stand.
    if phrases.len() > 1 && failure.expects(Rule::paren_open) {
        phrases.remove(&PAREN_OPEN);
    }
    let mut phrases: Vec<&str> = phrases.into_iter().map(|(_, phrase)| phrase).collect();
    let expected = match phrases.pop() {
        None => "something else".to_owned(),
        Some(only) if phrases.is_empty() => only.to_owned(),
        Some(last) => format!("{} or {last}", phrases.join(", ")),
    };
    let message = format!("expected {expected}, found {}", failure.found_phrase());
    let problem = failure.problem(codes::UNEXPECTED, message, "unexpected");
    if failure.found == "(" {
        return problem.note("constants, includes and `namespace *` take no annotations");
    }
    problem
}

const PAREN_OPEN: (u8, &str) = (0, "`(`");

/// A rule as it is called in messages, and its rank there; `None` for what is legal nearly everywhere or obsolete.
fn phrase(rule: Rule) -> Option<(u8, &'static str)> {
    Some(match rule {
        Rule::brace_open => (0, "`{`"),
        Rule::brace_close => (0, "`}`"),
        Rule::bracket_open => (0, "`[`"),
        Rule::bracket_close => (0, "`]`"),
        Rule::paren_open | Rule::arguments => PAREN_OPEN,
        Rule::paren_close => (0, "`)`"),
        Rule::angle_open => (0, "`<`"),
        Rule::angle_close => (0, "`>`"),
        Rule::colon => (1, "`:`"),
        Rule::comma => (1, "`,`"),
        Rule::equals => (1, "`=`"),
        Rule::throws | Rule::kw_throws => (2, "`throws`"),
        Rule::extends | Rule::kw_extends => (2, "`extends`"),
        Rule::int => (3, "a number"),
        Rule::literal => (3, "a string in quotes"),
        Rule::value => (3, "a value"),
        Rule::field_type => (4, "a type"),
        Rule::identifier | Rule::field_name | Rule::star => (5, "a name"),
        Rule::annotation | Rule::annotation_key => (6, "an annotation"),
        Rule::member => (6, "a member"),
        Rule::field => (6, "a field"),
        Rule::function => (6, "a function"),
        Rule::kw_include | Rule::kw_cpp_include | Rule::kw_namespace => {
            (7, "a header (`include`, `namespace`)")
        }
        Rule::kw_const
        | Rule::kw_typedef
        | Rule::kw_enum
        | Rule::struct_kind
        | Rule::kw_exception
        | Rule::kw_service
        | Rule::document => (8, "a definition (`struct`, `service`, …)"),
        _ => return None,
    })
}
