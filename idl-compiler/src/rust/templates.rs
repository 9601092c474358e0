//! Views → text → syntax: every view is printed and parsed by itself, so that a mistake names its template.

use super::format::Bug;
use super::views::View;

/// The items that a view's text consists of.
pub(super) fn items(view: &View) -> Result<Vec<syn::Item>, Bug> {
    let template = view.template();
    let text = view
        .render()
        .map_err(|error| Bug::new(template, &error, format!("{view:#?}")))?;
    match syn::parse_file(&text) {
        Ok(file) => Ok(file.items),
        Err(error) => Err(Bug::new(template, &error, text)),
    }
}
