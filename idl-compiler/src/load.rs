//! Files and what they include → syntax trees, included ones before those that include them.

mod read;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::diagnostics::codes::files as codes;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{Document, Header, Literal};
use crate::syntax::parse;

/// Every file of a run.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Included files before those that include them; each once.
    pub files: Vec<LoadedFile>,
}

/// One file.
#[derive(Debug)]
pub struct LoadedFile {
    /// As the user or the first include named it.
    pub path: PathBuf,
    /// Its name without its last extension: what includers write before the dot. May hold dots itself.
    pub stem: String,
    /// Its content.
    pub document: Document,
    /// Was it named by the user (and not just included)?
    pub root: bool,
    /// The includes that were found, in order: the path as written, and an index into [`Loaded::files`].
    pub includes: Vec<(Literal, usize)>,
}

/// Reads `roots` and all that they include, each file once, whatever the names under which it is reached.
///
/// An include is looked for in the directory of its includer, then in `include_dirs` in order. A file that cannot be
/// read or parsed is reported and left out, and so is an include that closes a circle.
pub fn load(
    roots: &[PathBuf],
    include_dirs: &[PathBuf],
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Loaded {
    let mut loader = Loader {
        include_dirs,
        sources,
        diagnostics,
        files: Vec::new(),
        known: HashMap::new(),
        open: Vec::new(),
    };
    for root in roots {
        if let Visit::Done(index) = loader.visit(root, None) {
            loader.files[index].root = true;
        }
        // The files that wait for their includes are kept in a list, not on the stack: a chain of includes may be long.
        while let Some(innermost) = loader.open.last_mut() {
            match innermost.pending.next() {
                Some(include) => loader.follow(include),
                None => loader.close(),
            }
        }
    }
    Loaded {
        files: loader.files,
    }
}

struct Loader<'a> {
    include_dirs: &'a [PathBuf],
    sources: &'a mut SourceMap,
    diagnostics: &'a mut Diagnostics,
    files: Vec<LoadedFile>,
    /// By canonical path.
    known: HashMap<PathBuf, State>,
    /// From a root to the file that is being looked at, each included by the one before.
    open: Vec<Open>,
}

/// A file whose includes are not all loaded.
struct Open {
    canonical: PathBuf,
    file: LoadedFile,
    pending: std::vec::IntoIter<Literal>,
    /// The include by which the file before it came here.
    by: Option<Literal>,
}

#[derive(Clone, Copy)]
enum State {
    /// Among [`Loader::open`].
    Open,
    /// Left out, and reported.
    Failed,
    /// An index into [`Loader::files`].
    Done(usize),
}

/// What became of an attempt to come to a file.
enum Visit {
    /// It is loaded.
    Done(usize),
    /// It is the last of [`Loader::open`] now.
    Opened,
    /// It is further up among [`Loader::open`].
    Circle(PathBuf),
    /// It is left out, and reported.
    Failed,
}

impl Loader<'_> {
    /// Comes to a file, from the command line or by an include.
    fn visit(&mut self, path: &Path, by: Option<&Literal>) -> Visit {
        // A path that has no canonical form cannot be read either, and `read` says why.
        let canonical = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        match self.known.get(&canonical) {
            Some(State::Done(index)) => return Visit::Done(*index),
            Some(State::Open) => return Visit::Circle(canonical),
            Some(State::Failed) => return Visit::Failed,
            None => {}
        }
        let Some(document) = self.document(path, by) else {
            self.known.insert(canonical, State::Failed);
            return Visit::Failed;
        };
        let includes = document.headers.iter().filter_map(|header| match header {
            Header::Include(literal) => Some(literal.clone()),
            Header::CppInclude(_) | Header::Namespace(_) => None,
        });
        let pending = includes.collect::<Vec<_>>().into_iter();
        let stem = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let file = LoadedFile {
            path: path.to_owned(),
            stem,
            document,
            root: by.is_none(),
            includes: Vec::new(),
        };
        self.known.insert(canonical.clone(), State::Open);
        self.open.push(Open {
            canonical,
            file,
            pending,
            by: by.cloned(),
        });
        Visit::Opened
    }

    fn document(&mut self, path: &Path, by: Option<&Literal>) -> Option<Document> {
        match read::text(path) {
            Ok(text) => {
                let source = self.sources.add(path, text);
                parse(source, &self.sources.get(source).text, self.diagnostics)
            }
            Err(problem) => {
                self.diagnostics.push(match by {
                    Some(include) => problem.at(include.span, "included here"),
                    None => *problem,
                });
                None
            }
        }
    }

    /// Comes to what the innermost open file includes.
    fn follow(&mut self, include: Literal) {
        let Some(path) = self.search(&include.text) else {
            self.diagnostics.push(not_found(&include));
            return;
        };
        match self.visit(&path, Some(&include)) {
            Visit::Done(index) => self.attach(include, index),
            Visit::Circle(canonical) => self.diagnostics.push(self.circle(&canonical, &include)),
            Visit::Opened | Visit::Failed => {}
        }
    }

    /// The file that an include names: beside its includer, or in an include directory.
    fn search(&self, written: &str) -> Option<PathBuf> {
        let beside = self.open.last().and_then(|open| open.file.path.parent());
        let directories = beside
            .into_iter()
            .chain(self.include_dirs.iter().map(PathBuf::as_path));
        // Joining an absolute path gives that path.
        directories
            .map(|directory| directory.join(written))
            .find(|path| path.is_file())
    }

    /// All that the innermost open file includes is loaded: it is, too.
    fn close(&mut self) {
        let Some(done) = self.open.pop() else { return };
        let index = self.files.len();
        self.files.push(done.file);
        self.known.insert(done.canonical, State::Done(index));
        if let Some(include) = done.by {
            self.attach(include, index);
        }
    }

    fn attach(&mut self, include: Literal, index: usize) {
        if let Some(includer) = self.open.last_mut() {
            includer.file.includes.push((include, index));
        }
    }

    /// The innermost open file includes an open one: shows every file of the circle and its include.
    fn circle(&self, canonical: &Path, include: &Literal) -> Diagnostic {
        let first = self
            .open
            .iter()
            .position(|open| open.canonical == canonical)
            .unwrap_or(0);
        let circle = &self.open[first..];
        let name = |open: &Open| open.file.path.display().to_string();
        let mut names: Vec<String> = circle.iter().map(name).collect();
        names.extend(circle.first().map(name));
        let message = match circle {
            [one] => format!("{} includes itself", name(one)),
            _ => format!(
                "{} includes itself by way of {}",
                names[0],
                names[1..names.len() - 1].join(", ")
            ),
        };
        let labels: Vec<(Span, String)> = circle[1..]
            .iter()
            .zip(&names[1..])
            .filter_map(|(open, name)| Some((open.by.as_ref()?.span, format!("includes {name}"))))
            .collect();
        let problem =
            Diagnostic::new(codes::INCLUDE_CYCLE, message).at(include.span, "closes the circle");
        let problem = labels
            .into_iter()
            .fold(problem, |problem, (span, text)| problem.and(span, text));
        problem
            .note(names.join(" → "))
            .help("move what both sides need into a file of its own")
    }
}

fn not_found(include: &Literal) -> Diagnostic {
    Diagnostic::new(
        codes::INCLUDE_NOT_FOUND,
        format!("included file `{}` is not found", include.text),
    )
    .at(
        include.span,
        "not beside this file, and in no include directory",
    )
    .help("name the directory it is in with `-I`")
}

#[cfg(test)]
mod tests;
