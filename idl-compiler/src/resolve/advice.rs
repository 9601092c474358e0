//! What to write instead of a name that means nothing.

use std::path::Path;

use crate::diagnostics::Diagnostic;
use crate::diagnostics::suggest::closest;
use crate::model::{EnumId, FileId, Item};

use super::names::{Names, Scope};

/// What a name should have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Type,
    Service,
    /// A constant or an enum member.
    Value,
}

impl Names<'_> {
    /// Adds to `problem` what the user may have meant by `name` in `file`.
    pub(super) fn advise(
        &self,
        problem: Diagnostic,
        file: FileId,
        name: &str,
        wanted: Wanted,
    ) -> Diagnostic {
        let last = last(name);
        let visible = self.visible(file, wanted);
        if let Some(include) = self.hidden(file, name, wanted) {
            return problem.help(include);
        }
        let same = visible
            .iter()
            .find(|candidate| self::last(candidate) == last)
            .cloned();
        match same.or_else(|| closest(name, visible)) {
            Some(candidate) => problem.help(format!("did you mean `{candidate}`?")),
            None => problem,
        }
    }

    /// All names of the wanted kind that `file` can use, as it would write them.
    fn visible(&self, file: FileId, wanted: Wanted) -> Vec<String> {
        let mut visible = self.defined(self.scope(file), wanted);
        for included in &self.scope(file).includes {
            let scope = self.scope(*included);
            visible.extend(
                self.defined(scope, wanted)
                    .into_iter()
                    .map(|name| format!("{}.{name}", scope.stem)),
            );
        }
        visible
    }

    /// The include that would make `name` known: a file that the run has read has it, but `file` does not see that.
    fn hidden(&self, file: FileId, name: &str, wanted: Wanted) -> Option<String> {
        let here = self.scope(file);
        let unseen = (0..self.scopes.len() as u32)
            .map(FileId)
            .filter(|id| *id != file && !here.includes.contains(id));
        unseen.map(|id| self.scope(id)).find_map(|scope| {
            let bare = behind(scope.stem, name).unwrap_or(name);
            let known = self.defined(scope, wanted).iter().any(|defined| defined == bare);
            known.then(|| {
                let path = include_path(here.path, scope.path);
                format!("add `include \"{path}\"` and write `{}.{bare}`: what an included file includes is not seen", scope.stem)
            })
        })
    }

    /// All names of the wanted kind that a file defines.
    fn defined(&self, scope: &Scope<'_>, wanted: Wanted) -> Vec<String> {
        let types = scope.types.iter().map(|(name, (item, _))| (*name, *item));
        let service = |item: &Item| matches!(item, Item::Service(_));
        match wanted {
            Wanted::Type => types
                .filter(|(_, item)| !service(item))
                .map(|(name, _)| name.to_owned())
                .collect(),
            Wanted::Service => types
                .filter(|(_, item)| service(item))
                .map(|(name, _)| name.to_owned())
                .collect(),
            Wanted::Value => {
                let members = types.flat_map(|(_, item)| match item {
                    Item::Enum(id) => self.members(id),
                    _ => Vec::new(),
                });
                scope
                    .constants
                    .keys()
                    .map(|name| (*name).to_owned())
                    .chain(members)
                    .collect()
            }
        }
    }

    /// `Enum.MEMBER` for every member.
    pub(super) fn members(&self, id: EnumId) -> Vec<String> {
        let (_, it) = self.enums[id.0 as usize];
        it.members
            .iter()
            .map(|member| format!("{}.{}", it.head.name.text, member.head.name.text))
            .collect()
    }
}

/// What is behind `stem.` in a dotted name.
fn behind<'n>(stem: &str, name: &'n str) -> Option<&'n str> {
    let (before, rest) = name.split_once(&format!("{stem}."))?;
    (before.is_empty() || before.ends_with('.')).then_some(rest)
}

/// What is behind the last dot.
pub(super) fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// `to` as a file beside or above it includes it; of other files the name alone.
fn include_path(from: &Path, to: &Path) -> String {
    let below = from
        .parent()
        .and_then(|folder| to.strip_prefix(folder).ok());
    below
        .or_else(|| to.file_name().map(Path::new))
        .unwrap_or(to)
        .display()
        .to_string()
}
