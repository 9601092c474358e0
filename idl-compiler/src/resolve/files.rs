//! Files and their headers.

use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::style as codes;
use crate::diagnostics::suggest::closest;
use crate::load::{Loaded, LoadedFile};
use crate::model::{File, FileId, Namespace};
use crate::syntax::ast;

use super::Resolver;
use super::heads::annotations;

/// What Apache's generators are called, and `rust`, which we read where there is no `rs`.
const LANGUAGES: &[&str] = &[
    "c_glib", "cl", "cpp", "d", "dart", "delphi", "erl", "go", "gv", "haxe", "html", "java",
    "javame", "js", "json", "kotlin", "lua", "markdown", "mmd", "netstd", "ocaml", "perl", "php",
    "py", "rb", "rs", "rust", "st", "swift", "xml", "xsd",
];

/// What people write for them.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("c++", "cpp"),
    ("cocoa", "swift"),
    ("csharp", "netstd"),
    ("golang", "go"),
    ("javascript", "js"),
    ("nodejs", "js"),
    ("python", "py"),
    ("ruby", "rb"),
    ("smalltalk", "st"),
];

/// Names for a part of a language.
const SUB_NAMESPACES: &[&str] = &["php.path", "py.twisted", "st.category", "st.prefix"];

impl Resolver<'_, '_> {
    pub(super) fn files(&mut self, loaded: &Loaded) {
        for (index, file) in loaded.files.iter().enumerate() {
            let id = FileId(index as u32);
            let namespaces = self.namespaces(file);
            let scope = self.names.scope(id);
            let file = File {
                source: file.document.source,
                path: file.path.clone(),
                stem: file.stem.clone(),
                root: file.root,
                doc: file.document.doc.clone(),
                namespaces,
                includes: scope.includes.clone(),
                cpp_includes: cpp_includes(file),
                items: scope.items.clone(),
            };
            self.program.files.push(file);
        }
    }

    fn namespaces(&mut self, file: &LoadedFile) -> Vec<Namespace> {
        let headers = file.document.headers.iter();
        let written: Vec<&ast::Namespace> = headers
            .filter_map(|header| {
                if let ast::Header::Namespace(namespace) = header {
                    Some(namespace)
                } else {
                    None
                }
            })
            .collect();
        for (index, namespace) in written.iter().enumerate() {
            self.check_language(&namespace.language);
            let before = written[..index]
                .iter()
                .rfind(|before| before.language.text == namespace.language.text);
            if let Some(before) = before {
                let message = format!("a second namespace for `{}`", namespace.language.text);
                let problem = Diagnostic::new(codes::REPEATED_NAMESPACE, message)
                    .at(namespace.span, "this one counts")
                    .and(before.span, "this one has no effect");
                self.report(problem);
            }
        }
        let namespace = |it: &&ast::Namespace| Namespace {
            language: it.language.text.clone(),
            name: it.name.text.clone(),
            annotations: annotations(&it.annotations),
        };
        written.iter().map(namespace).collect()
    }

    fn check_language(&mut self, language: &ast::Ident) {
        let text = language.text.as_str();
        if text == "*" || LANGUAGES.contains(&text) || SUB_NAMESPACES.contains(&text) {
            return;
        }
        let problem = match text.split_once('.') {
            Some((base, part)) if LANGUAGES.contains(&base) => Diagnostic::new(
                codes::UNKNOWN_LANGUAGE,
                format!("`{base}` has no part called `{part}`"),
            )
            .at(language.span, "no generator of Apache Thrift reads this"),
            _ => Diagnostic::new(
                codes::UNKNOWN_LANGUAGE,
                format!("there is no language `{text}`"),
            )
            .at(language.span, "no generator of Apache Thrift has this name"),
        };
        let other = OTHER_NAMES.iter().find(|(other, _)| *other == text);
        let near = match other {
            Some((_, name)) => Some((*name).to_owned()),
            // Short names are all alike: of four letters on, likeness means something.
            None if text.len() > 3 => closest(text, LANGUAGES.iter().chain(SUB_NAMESPACES)),
            None => None,
        };
        self.report(match near {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem,
        });
    }
}

fn cpp_includes(file: &LoadedFile) -> Vec<String> {
    let headers = file.document.headers.iter();
    headers
        .filter_map(|header| {
            if let ast::Header::CppInclude(path) = header {
                Some(path.text.clone())
            } else {
                None
            }
        })
        .collect()
}
