//! The API for build scripts.

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use crate::analyze;
use crate::diagnostics::{Diagnostics, Severity, render};
use crate::rust::{self, Bug, Containers, Options, Protocol};
use crate::source::SourceMap;

/// Compiles IDL files in a build script. Everything, with all that is included, goes into one file in `$OUT_DIR`, which
/// `thriftwood::include_idl!("service")` brings into the program.
///
/// ```no_run
/// idlc::Builder::new().file("idl/service.idl").compile()?;
/// # Ok::<(), idlc::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Builder {
    files: Vec<PathBuf>,
    include_dirs: Vec<PathBuf>,
    name: Option<String>,
    out_dir: Option<PathBuf>,
    options: Options,
    deny_warnings: bool,
}

/// Why a build script got no code.
pub enum Error {
    /// The IDL is wrong: how many errors were shown on standard error.
    Input(usize),
    /// There is no file to name the output after, or no `$OUT_DIR`: not a build script, or one without files.
    Nowhere,
    /// A mistake in idlc: please report it, with what was printed.
    Bug(Bug),
    /// The output, or what Cargo reads, cannot be written.
    Io(io::Error),
}

impl Builder {
    /// No files yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Compiles this file, too. Cargo runs build scripts in the package's directory.
    pub fn file(mut self, path: impl Into<PathBuf>) -> Self {
        self.files.push(path.into());
        self
    }

    /// Looks for included files here, too, after the directory of the file that includes them.
    pub fn include_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.include_dirs.push(path.into());
        self
    }

    /// Writes `<name>.rs`; otherwise it is named after the first file.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Writes to this directory, not to `$OUT_DIR`.
    pub fn out_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(path.into());
        self
    }

    /// Derives serde's traits. The package then needs `serde`, and `thriftwood` its feature `serde`.
    pub fn serde(mut self, serde: bool) -> Self {
        self.options.serde = serde;
        self
    }

    /// The types of `set` and `map`.
    pub fn containers(mut self, containers: Containers) -> Self {
        self.options.containers = containers;
        self
    }

    /// Leaves out all protocols but these: for the others nothing is compiled, which saves time and machine code, and a
    /// program that is asked for one says that it was left out.
    ///
    /// ```no_run
    /// # use idlc::{Builder, Protocol};
    /// Builder::new().file("idl/service.idl").protocols([Protocol::Binary]).compile()?;
    /// # Ok::<(), idlc::Error>(())
    /// ```
    pub fn protocols(mut self, protocols: impl IntoIterator<Item = Protocol>) -> Self {
        self.options.protocols = protocols.into_iter().collect();
        self
    }

    /// Makes every warning an error.
    pub fn deny_warnings(mut self, deny: bool) -> Self {
        self.deny_warnings = deny;
        self
    }

    /// Reads, checks and writes. Cargo learns which files to watch, also if this fails.
    ///
    /// # Errors
    /// [`Error`]; problems in the IDL have then been shown on standard error.
    pub fn compile(&self) -> Result<(), Error> {
        self.compile_for(&mut io::stdout().lock(), &mut io::stderr().lock())
    }

    /// `cargo` gets what Cargo reads, `human` what people read.
    fn compile_for(&self, cargo: &mut dyn Write, human: &mut dyn Write) -> Result<(), Error> {
        let path = self.output_path()?;
        let mut sources = SourceMap::default();
        let mut diagnostics = Diagnostics::new(false, self.deny_warnings);
        let program = analyze(
            &self.files,
            &self.include_dirs,
            &mut sources,
            &mut diagnostics,
        );
        self.watch(cargo, &sources, &diagnostics)?;
        show(cargo, human, &sources, &diagnostics)?;
        let Ok(program) = program else {
            return Err(Error::Input(errors(&diagnostics)));
        };
        let text = rust::single(&program, self.options)?;
        if fs::read_to_string(&path).ok().as_ref() != Some(&text) {
            fs::write(path, text)?;
        }
        Ok(())
    }

    fn output_path(&self) -> Result<PathBuf, Error> {
        let out_dir = self
            .out_dir
            .clone()
            .or_else(|| std::env::var_os("OUT_DIR").map(PathBuf::from));
        let stem = || {
            Some(
                self.files
                    .first()?
                    .file_stem()?
                    .to_string_lossy()
                    .into_owned(),
            )
        };
        let name = self.name.clone().or_else(stem);
        let (dir, name) = out_dir.zip(name).ok_or(Error::Nowhere)?;
        Ok(dir.join(name + ".rs"))
    }

    /// Every file that was read, and those that could not be. Where something is wrong, an included file may be
    /// missing that will appear in one of the directories.
    fn watch(
        &self,
        cargo: &mut dyn Write,
        sources: &SourceMap,
        diagnostics: &Diagnostics,
    ) -> io::Result<()> {
        let unread = self
            .files
            .iter()
            .map(PathBuf::as_path)
            .filter(|file| !sources.paths().any(|path| path == *file));
        let dirs = self
            .include_dirs
            .iter()
            .filter(|_| !diagnostics.all().is_empty());
        for path in sources
            .paths()
            .chain(unread)
            .chain(dirs.map(PathBuf::as_path))
        {
            writeln!(cargo, "cargo:rerun-if-changed={}", path.display())?;
        }
        Ok(())
    }
}

/// Warnings in one line each, since Cargo shows no more; all problems in full if there is an error.
fn show(
    cargo: &mut dyn Write,
    human: &mut dyn Write,
    sources: &SourceMap,
    diagnostics: &Diagnostics,
) -> io::Result<()> {
    if diagnostics.has_errors() {
        return human.write_all(render::human(diagnostics, sources, false).as_bytes());
    }
    for warning in diagnostics.all() {
        let place = warning.primary.as_ref().map(|label| {
            let source = sources.get(label.span.source);
            format!(
                "{}:{}: ",
                source.path.display(),
                line(&source.text, label.span.start)
            )
        });
        writeln!(
            cargo,
            "cargo:warning={}{} [{}]",
            place.unwrap_or_default(),
            warning.message,
            warning.code
        )?;
    }
    Ok(())
}

/// The number of the line, from 1, in which this byte stands.
fn line(text: &str, offset: u32) -> usize {
    let before = text.get(..offset as usize).unwrap_or(text);
    before.matches('\n').count() + 1
}

fn errors(diagnostics: &Diagnostics) -> usize {
    diagnostics
        .all()
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .count()
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(1) => formatter.write_str("there is an error in the IDL"),
            Self::Input(count) => write!(formatter, "there are {count} errors in the IDL"),
            Self::Nowhere => {
                formatter.write_str("there is no file to compile, or no OUT_DIR to write to")
            }
            Self::Bug(bug) => {
                write!(
                    formatter,
                    "this is a bug in idlc; please report it: {bug}\n{}",
                    bug.text
                )
            }
            Self::Io(error) => error.fmt(formatter),
        }
    }
}

/// As `Display`: `fn main() -> Result<(), idlc::Error>` shows errors so.
impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => error.source(),
            _ => None,
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Bug> for Error {
    fn from(bug: Bug) -> Self {
        Self::Bug(bug)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// What Cargo and people read, and what came of it.
    fn run(dir: &Path, builder: &Builder) -> (String, String, Result<(), Error>) {
        let (mut cargo, mut human) = (Vec::new(), Vec::new());
        let result = builder
            .clone()
            .out_dir(dir)
            .compile_for(&mut cargo, &mut human);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (text(cargo), text(human), result)
    }

    fn put(dir: &Path, name: &str, text: &str) -> PathBuf {
        let path = dir.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    #[test]
    fn one_file_holds_all_modules() {
        let dir = tempfile::tempdir().unwrap();
        put(
            dir.path(),
            "common/b.thrift",
            "namespace rs x.b\nstruct B {}",
        );
        let a = put(
            dir.path(),
            "a.thrift",
            "include \"b.thrift\"\nstruct A { 1: b.B b }",
        );
        let builder = Builder::new()
            .file(&a)
            .include_dir(dir.path().join("common"));
        let (cargo, human, result) = run(dir.path(), &builder);
        assert!(result.is_ok(), "{human}");
        assert_eq!(
            cargo.matches("cargo:rerun-if-changed=").count(),
            2,
            "{cargo}"
        );
        let text = fs::read_to_string(dir.path().join("a.rs")).unwrap();
        assert!(text.starts_with("// @generated by idlc from "), "{text}");
        assert!(text.contains("pub b: super::x::b::B"), "{text}");
        run(dir.path(), &builder.name("other")).2.unwrap();
        assert_eq!(
            fs::read_to_string(dir.path().join("other.rs")).unwrap(),
            text
        );
    }

    #[test]
    fn a_broken_file_is_watched_and_shown() {
        let dir = tempfile::tempdir().unwrap();
        let a = put(dir.path(), "a.thrift", "struct A { 1: Missing m }");
        let (cargo, human, result) = run(dir.path(), &Builder::new().file(&a));
        assert_eq!(
            result.unwrap_err().to_string(),
            "there is an error in the IDL"
        );
        assert!(
            cargo.contains("a.thrift") && human.contains("Missing"),
            "{cargo}{human}"
        );
        assert!(!dir.path().join("a.rs").exists());
    }

    #[test]
    fn without_files_there_is_nothing_to_do() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(
            run(dir.path(), &Builder::new()).2,
            Err(Error::Nowhere)
        ));
    }
}
