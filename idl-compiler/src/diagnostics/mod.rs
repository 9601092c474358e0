//! Problems as plain data: a stage pushes what it finds and goes on; only [`render`] and [`json`] know how they look.

pub mod codes;
pub mod json;
pub mod render;
pub mod suggest;

use serde::Serialize;

use crate::source::Span;

pub use codes::Code;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The input means something, but perhaps not what was meant.
    Warning,
    /// Nothing is generated.
    Error,
}

/// A place in a file and what stands there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// A few words, lower case, no full stop; may be empty.
    pub text: String,
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Its entry in the catalogue.
    pub code: Code,
    /// Error or warning, after `--strict` and `--deny-warnings`.
    pub severity: Severity,
    /// One sentence.
    pub message: String,
    /// Where; `None` for a file that could not be read and was named on the command line.
    pub primary: Option<Label>,
    /// The other parties, in whichever file.
    pub secondary: Vec<Label>,
    /// What to do about it.
    pub help: Vec<String>,
    /// Background: what Apache does, why this is refused.
    pub notes: Vec<String>,
}

impl Diagnostic {
    /// A problem of the severity that its code has by default.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            primary: None,
            secondary: Vec::new(),
            help: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The place at fault.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.primary = Some(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Another party: a previous definition, the includer.
    #[must_use]
    pub fn and(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Adds background.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }
}

/// Returned by [`Diagnostics::stop_on_error`]: a stage found errors, so the next may not start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped;

/// What is collected in one run.
#[derive(Debug, Default)]
pub struct Diagnostics {
    /// `--strict`: warnings that Apache's `-strict` makes errors are errors.
    pub strict: bool,
    /// `--deny-warnings`: every warning is an error.
    pub deny_warnings: bool,
    all: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Nothing found so far.
    pub fn new(strict: bool, deny_warnings: bool) -> Self {
        Self {
            strict,
            deny_warnings,
            all: Vec::new(),
        }
    }

    /// Adds a problem.
    pub fn push(&mut self, mut diagnostic: Diagnostic) {
        if self.deny_warnings || (self.strict && diagnostic.code.hardened_by_strict()) {
            diagnostic.severity = Severity::Error;
        }
        self.all.push(diagnostic);
    }

    /// Puts the problems in order of file and place; those without a place come first.
    pub fn sort(&mut self) {
        let place = |problem: &Diagnostic| problem.primary.as_ref().map(|label| label.span);
        self.all.sort_by_key(place);
    }

    /// All problems so far, in the order in which they were found or sorted.
    pub fn all(&self) -> &[Diagnostic] {
        &self.all
    }

    /// Did anything go wrong?
    pub fn has_errors(&self) -> bool {
        self.all
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The end of a stage.
    ///
    /// # Errors
    /// [`Stopped`] if there is an error among the problems so far.
    pub fn stop_on_error(&self) -> Result<(), Stopped> {
        if self.has_errors() {
            Err(Stopped)
        } else {
            Ok(())
        }
    }
}
