//! Syntax → formatted source text. Modules are put together here, since templates do not nest.

use std::fmt;
use std::path::PathBuf;

use super::docs::Docs;

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

/// `pub mod name { … }`, or `pub mod name;` for `None`. `attributes` stand before it.
pub(super) fn module(
    docs: &Docs,
    attributes: &str,
    name: &str,
    content: Option<Vec<syn::Item>>,
) -> Result<syn::Item, Bug> {
    let body = if content.is_some() { "{}" } else { ";" };
    let text = format!("{docs}{attributes}\npub mod {name}{body}");
    let mut module: syn::ItemMod =
        syn::parse_str(&text).map_err(|error| Bug::new("module", &error, text.clone()))?;
    if let (Some((_, items)), Some(content)) = (&mut module.content, content) {
        *items = content;
    }
    Ok(syn::Item::Mod(module))
}

/// The text of a file with these items: a blank line between them, except between those that fit in one line.
pub(super) fn text(items: Vec<syn::Item>) -> String {
    let mut text = String::new();
    let mut long_before = true;
    for item in items {
        let printed = print(item);
        let long = printed.trim_end().contains('\n');
        if (long || long_before) && !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&printed);
        long_before = long;
    }
    text
}

/// One item; `prettyplease` leaves no blank lines in modules, so these are printed from outside to inside.
fn print(mut item: syn::Item) -> String {
    let content = match &mut item {
        syn::Item::Mod(module) => module
            .content
            .as_mut()
            .map(|(_, items)| std::mem::take(items)),
        _ => None,
    };
    let file = syn::File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: vec![item],
    };
    let printed = prettyplease::unparse(&file);
    let Some(content) = content else {
        return printed;
    };
    // invariant: no literal of ours goes over the end of a line, so that lines can be indented.
    let inner: Vec<String> = text(content).lines().map(indented).collect();
    let head = printed.trim_end().trim_end_matches("{}");
    format!("{head}{{\n{}}}\n", inner.concat())
}

fn indented(line: &str) -> String {
    if line.is_empty() {
        "\n".to_owned()
    } else {
        format!("    {line}\n")
    }
}
