//! The catalogue of problems: one table a stage, each row with what `idlc explain` prints.
//!
//! ```text
//! E00xx W00xx  files and includes      files.rs
//! E01xx W01xx  syntax                  syntax.rs
//! E02xx W02xx  names                   names.rs
//! E03xx W03xx  types and values        types.rs
//! E04xx W04xx  fields and services     services.rs
//! W05xx        style and portability   style.rs
//! ```
//! A number is never given to another problem once it has been released.

use std::fmt;

use serde::{Serialize, Serializer};

use super::Severity;

/// Makes a stage's table: a constant for each row, and `ALL`, the rows in order.
/// A row is `NUMBER NAME "title", "explanation";`. The word `strict` after the name says that `--strict` makes an error of it.
macro_rules! catalogue {
    ($($number:ident $name:ident $($strict:ident)? $title:literal, $explanation:literal;)*) => {
        $(
            #[doc = concat!($title, ".")]
            pub const $name: $crate::diagnostics::codes::Code =
                $crate::diagnostics::codes::Code(&$crate::diagnostics::codes::Entry {
                    number: stringify!($number),
                    strict: { let words: &[&str] = &[$(stringify!($strict))?]; !words.is_empty() },
                    title: $title,
                    explanation: $explanation,
                });
        )*
        pub(super) const ALL: &[$crate::diagnostics::codes::Code] = &[$($name),*];
    };
}

pub mod files;
pub mod names;
pub mod services;
pub mod style;
pub mod syntax;
pub mod types;

/// One kind of problem, by its number: `E0101`.
#[derive(Clone, Copy)]
pub struct Code(&'static Entry);

/// A row of the catalogue.
struct Entry {
    number: &'static str,
    strict: bool,
    title: &'static str,
    explanation: &'static str,
}

impl Code {
    /// Every code, in order of number within its stage.
    pub fn all() -> impl Iterator<Item = Self> {
        let tables = [
            files::ALL,
            syntax::ALL,
            names::ALL,
            types::ALL,
            services::ALL,
            style::ALL,
        ];
        tables.into_iter().flatten().copied()
    }

    /// The code with this number, written in either case; `None` if there is none.
    pub fn parse(number: &str) -> Option<Self> {
        Self::all().find(|code| code.number().eq_ignore_ascii_case(number))
    }

    /// `"E0101"`
    pub fn number(self) -> &'static str {
        self.0.number
    }

    /// What it is unless an option says otherwise: the first letter of its number.
    pub fn severity(self) -> Severity {
        if self.0.number.starts_with('E') {
            Severity::Error
        } else {
            Severity::Warning
        }
    }

    /// Does `--strict` make an error of it, as Apache's `-strict` does?
    pub fn hardened_by_strict(self) -> bool {
        self.0.strict
    }

    /// A few words, lower case, no full stop.
    pub fn title(self) -> &'static str {
        self.0.title
    }

    /// What is wrong, why it is refused, and what to write instead. Plain text of several lines.
    pub fn explanation(self) -> &'static str {
        self.0.explanation
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.number() == other.number()
    }
}

impl Eq for Code {}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.number())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.number())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.number())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Code;

    #[test]
    fn a_number_is_a_letter_and_four_digits_and_stands_for_one_problem() {
        let mut seen = BTreeSet::new();
        for code in Code::all() {
            let (letter, digits) = code.number().split_at(1);
            assert!(matches!(letter, "E" | "W"), "{code}");
            assert!(
                digits.len() == 4 && digits.bytes().all(|digit| digit.is_ascii_digit()),
                "{code}"
            );
            assert!(seen.insert(digits), "{code}: its digits are taken");
            assert_eq!(Code::parse(&code.number().to_lowercase()), Some(code));
        }
        assert_eq!(Code::parse("E9999"), None);
    }

    #[test]
    fn a_title_is_a_phrase_and_an_explanation_is_prose() {
        for code in Code::all() {
            assert!(
                !code.title().ends_with('.') && code.title().len() < 80,
                "{code}: {}",
                code.title()
            );
            assert!(
                code.explanation().len() > 80,
                "{code}: too short to explain anything"
            );
        }
    }
}
