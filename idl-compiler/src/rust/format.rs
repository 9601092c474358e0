//! Views → a sheet: each is printed and laid out at once. Modules are put together here, since templates do not nest.

use std::fmt;
use std::path::PathBuf;

use super::docs::Docs;
use super::layout::Sheet;
use super::views::View;

/// Generated text that is no Rust: a mistake in idlc, never in the IDL.
#[derive(Debug, Clone)]
pub struct Bug {
    /// The template that printed it.
    pub template: &'static str,
    /// What is wrong with it.
    pub message: String,
    /// All that was printed.
    pub text: String,
}

impl Bug {
    pub(super) fn new(template: &'static str, error: &dyn fmt::Display, text: String) -> Self {
        Self {
            template,
            message: error.to_string(),
            text,
        }
    }
}

impl Bug {
    /// Keeps the text for whoever looks for the mistake: where it was written.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn dump(&self) -> std::io::Result<PathBuf> {
        let path =
            std::env::temp_dir().join(format!("idlc-{}-{}", std::process::id(), self.template));
        std::fs::write(&path, &self.text)?;
        Ok(path)
    }
}

impl fmt::Display for Bug {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "the template `{}` printed what is no Rust: {}",
            self.template, self.message
        )
    }
}

impl std::error::Error for Bug {}

/// Prints views one by one, so that a mistake names its template.
pub(super) fn views(sheet: &mut Sheet, views: &[View]) -> Result<(), Bug> {
    let mut printed = sheet.printed();
    for view in views {
        printed.clear();
        if let Err(error) = view.print(&mut printed) {
            return Err(Bug::new(view.template(), &error, format!("{view:#?}")));
        }
        if let Err(error) = sheet.add(&printed) {
            return Err(Bug::new(view.template(), &error, printed));
        }
    }
    sheet.keep(printed);
    Ok(())
}

/// `pub mod name { … }`, with what `content` adds. `attributes` stand before it.
pub(super) fn module(
    sheet: &mut Sheet,
    docs: &Docs,
    attributes: &str,
    name: &str,
    content: impl FnOnce(&mut Sheet) -> Result<(), Bug>,
) -> Result<(), Bug> {
    let lead = format!("{docs}{attributes}");
    if let Err(error) = sheet.open(&lead, name) {
        return Err(Bug::new("module", &error, lead));
    }
    content(sheet)?;
    sheet.close();
    Ok(())
}

/// `pub mod name;`
pub(super) fn declaration(
    sheet: &mut Sheet,
    docs: &Docs,
    attributes: &str,
    name: &str,
) -> Result<(), Bug> {
    let printed = format!("{docs}{attributes}\npub mod {name};");
    sheet
        .add(&printed)
        .map_err(|error| Bug::new("module", &error, printed))
}
