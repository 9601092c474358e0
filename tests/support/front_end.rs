//! The compiler up to the model.

use idlc::diagnostics::{Diagnostics, Severity};
use idlc::model::Program;
use idlc::source::SourceMap;

use crate::corpus::File;

/// The resolved program of one file.
///
/// # Errors
/// What is wrong with it, a message a line.
pub fn analyze(file: &File) -> Result<Program, String> {
    let mut sources = SourceMap::default();
    let mut diagnostics = Diagnostics::default();
    let roots = [file.path.clone()];
    idlc::analyze(&roots, &file.include_dirs, &mut sources, &mut diagnostics).map_err(|_stopped| {
        let errors = diagnostics
            .all()
            .iter()
            .filter(|one| one.severity == Severity::Error);
        let lines: Vec<String> = errors
            .map(|error| format!("{}: {}", error.code, error.message))
            .collect();
        lines.join("\n")
    })
}
