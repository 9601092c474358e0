//! Printed views → text. Modules are put together here, since templates do not nest.

use std::fmt;
use std::path::PathBuf;

use super::docs::Docs;
use super::layout::{GAP, lay_out};
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

/// The texts of views, printed one by one, so that a mistake names its template.
pub(super) fn views(views: &[View]) -> Result<Vec<String>, Bug> {
    let print = |view: &View| {
        view.render()
            .map_err(|error| Bug::new(view.template(), &error, format!("{view:#?}")))
    };
    views.iter().map(print).collect()
}

/// `pub mod name { … }`, or `pub mod name;` for `None`. `attributes` stand before it.
pub(super) fn module(
    docs: &Docs,
    attributes: &str,
    name: &str,
    content: Option<&[String]>,
) -> String {
    match content {
        None => format!("{docs}{attributes}\npub mod {name};"),
        Some(items) => format!("{docs}{attributes}\npub mod {name} {{\n{}\n}}", join(items)),
    }
}

/// The text of a file with these items.
pub(super) fn file(head: &str, items: &[String]) -> Result<String, Bug> {
    let text = join(items);
    match lay_out(&text) {
        Ok(tidy) => Ok(format!("{head}\n\n{tidy}")),
        Err(error) => Err(Bug::new("file", &error, text)),
    }
}

/// A blank line between items, except between those that fit in one line.
fn join(items: &[String]) -> String {
    let mut text = String::with_capacity(items.iter().map(|item| item.len() + 2).sum());
    let mut long_before = true;
    for item in items {
        let item = item.trim();
        let long = item.contains('\n');
        if !text.is_empty() {
            text.push('\n');
            if long || long_before {
                text.push(char::from(GAP));
            }
        }
        text.push_str(item);
        long_before = long;
    }
    text
}
