//! Generated text → files: rewritten only if they changed, and never over what this run did not make.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::rust::{DO_NOT_EDIT, GENERATED, Generated, Output};

/// What has to be done about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Its content differs, or there is no such file.
    Write,
    /// Nothing.
    Keep,
    /// It is the module that now has a file of another name (`a.rs` and `a/mod.rs`), which rustc refuses.
    Remove,
}

/// One file and what has to be done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// With the output directory.
    pub path: PathBuf,
    /// What.
    pub action: Action,
    text: String,
}

/// Why nothing was written.
#[derive(Debug)]
pub enum Refused {
    /// A file stands in the way that does not say that idlc made it.
    NotGenerated(PathBuf),
    /// A file was made of sources which this run has not read: their part would be lost.
    OtherSources {
        /// The file.
        path: PathBuf,
        /// The sources that are missing.
        missing: Vec<String>,
    },
    /// A file cannot be read, written or removed.
    Io(PathBuf, io::Error),
}

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotGenerated(path) => {
                write!(
                    formatter,
                    "`{}` was not made by idlc: it is left as it is",
                    path.display()
                )
            }
            Self::OtherSources { path, missing } => write!(
                formatter,
                "`{}` was also made from {}: compile them together, or remove it if they are gone",
                path.display(),
                missing.join(", "),
            ),
            Self::Io(path, error) => write!(formatter, "`{}`: {error}", path.display()),
        }
    }
}

impl std::error::Error for Refused {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(_, error) => Some(error),
            _ => None,
        }
    }
}

/// Compares what was generated with what is in `dir`. Nothing is changed.
///
/// # Errors
/// [`Refused`] if a file may not be replaced or cannot be read.
pub fn plan(dir: &Path, generated: Generated) -> Result<Vec<Step>, Refused> {
    let sources = &generated.sources;
    let mut steps = Vec::new();
    for Output { path, text } in generated.outputs {
        let path = dir.join(path);
        let old = read(&path)?;
        if let Some(old) = &old {
            may_replace(&path, old, sources)?;
        }
        let action = if old.as_deref() == Some(text.as_bytes()) {
            Action::Keep
        } else {
            Action::Write
        };
        steps.extend(twin(&path, sources)?);
        steps.push(Step { path, action, text });
    }
    Ok(steps)
}

/// Does what was planned.
///
/// # Errors
/// [`Refused::Io`] at the first file that cannot be written or removed.
pub fn carry_out(steps: &[Step]) -> Result<(), Refused> {
    for Step { path, action, text } in steps {
        let done = match action {
            Action::Keep => Ok(()),
            Action::Remove => fs::remove_file(path),
            Action::Write => path
                .parent()
                .map_or(Ok(()), fs::create_dir_all)
                .and_then(|()| fs::write(path, text)),
        };
        done.map_err(|error| Refused::Io(path.clone(), error))?;
    }
    Ok(())
}

/// The other file that the same module could have.
fn twin(path: &Path, sources: &[String]) -> Result<Option<Step>, Refused> {
    let other = match (
        path.file_name().and_then(|name| name.to_str()),
        path.parent(),
    ) {
        (Some("mod.rs"), Some(dir)) => dir.with_extension("rs"),
        _ => path.with_extension("").join("mod.rs"),
    };
    let Some(old) = read(&other)? else {
        return Ok(None);
    };
    may_replace(&other, &old, sources)?;
    Ok(Some(Step {
        path: other,
        action: Action::Remove,
        text: String::new(),
    }))
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, Refused> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(Refused::Io(path.to_owned(), error)),
    }
}

fn may_replace(path: &Path, old: &[u8], sources: &[String]) -> Result<(), Refused> {
    let first = old.split(|byte| *byte == b'\n').next().unwrap_or_default();
    // What is not UTF-8 is not ours either.
    let first = String::from_utf8_lossy(first);
    let Some(theirs) = first
        .trim_end_matches('\r')
        .strip_prefix(GENERATED)
        .and_then(|rest| rest.strip_suffix(DO_NOT_EDIT))
    else {
        return Err(Refused::NotGenerated(path.to_owned()));
    };
    let missing = theirs
        .split(", ")
        .filter(|name| !sources.iter().any(|source| source == name));
    let missing: Vec<_> = missing.map(str::to_owned).collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(Refused::OtherSources {
            path: path.to_owned(),
            missing,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(path: &str, sources: &str, body: &str) -> Output {
        Output {
            path: path.into(),
            text: format!("{GENERATED}{sources}{DO_NOT_EDIT}\n{body}"),
        }
    }

    fn generated(output: Output, names: &[&str]) -> Generated {
        let sources = names.iter().map(|&name| name.to_owned()).collect();
        Generated {
            outputs: vec![output],
            sources,
        }
    }

    fn write(dir: &Path, output: Output, names: &[&str]) -> Result<Vec<Action>, Refused> {
        let steps = plan(dir, generated(output, names))?;
        carry_out(&steps)?;
        Ok(steps.into_iter().map(|step| step.action).collect())
    }

    #[test]
    fn only_changes_are_written() {
        let dir = tempfile::tempdir().unwrap();
        let again = || output("a/b.rs", "x.thrift", "one");
        assert_eq!(
            write(dir.path(), again(), &["x.thrift"]).unwrap(),
            [Action::Write]
        );
        assert_eq!(
            write(dir.path(), again(), &["x.thrift"]).unwrap(),
            [Action::Keep]
        );
        assert_eq!(
            write(
                dir.path(),
                output("a/b.rs", "x.thrift", "two"),
                &["x.thrift"]
            )
            .unwrap(),
            [Action::Write]
        );
        assert!(
            fs::read_to_string(dir.path().join("a/b.rs"))
                .unwrap()
                .ends_with("two")
        );
    }

    #[test]
    fn a_plan_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let generated = generated(output("a.rs", "x.thrift", ""), &["x.thrift"]);
        let steps = plan(dir.path(), generated).unwrap();
        assert_eq!(steps[0].action, Action::Write);
        assert!(!dir.path().join("a.rs").exists());
    }

    #[test]
    fn what_others_made_stays() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a.rs"), "fn mine() {}").unwrap();
        let refused = write(dir.path(), output("a.rs", "x.thrift", ""), &["x.thrift"]).unwrap_err();
        assert!(matches!(refused, Refused::NotGenerated(_)), "{refused}");
        assert_eq!(
            fs::read_to_string(dir.path().join("a.rs")).unwrap(),
            "fn mine() {}"
        );
    }

    #[test]
    fn sources_are_not_lost() {
        let dir = tempfile::tempdir().unwrap();
        write(
            dir.path(),
            output("a.rs", "x.thrift, y.thrift", ""),
            &["x.thrift", "y.thrift"],
        )
        .unwrap();
        let refused = write(
            dir.path(),
            output("a.rs", "y.thrift, z.thrift", ""),
            &["y.thrift", "z.thrift"],
        )
        .unwrap_err();
        assert!(
            refused
                .to_string()
                .contains("from x.thrift: compile them together"),
            "{refused}"
        );
        let more = ["x.thrift", "y.thrift", "z.thrift"];
        assert_eq!(
            write(
                dir.path(),
                output("a.rs", "x.thrift, y.thrift, z.thrift", ""),
                &more
            )
            .unwrap(),
            [Action::Write]
        );
    }

    #[test]
    fn a_module_has_one_file() {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), output("a.rs", "x.thrift", ""), &["x.thrift"]).unwrap();
        let actions = write(
            dir.path(),
            output("a/mod.rs", "x.thrift", ""),
            &["x.thrift"],
        )
        .unwrap();
        assert_eq!(actions, [Action::Remove, Action::Write]);
        assert!(!dir.path().join("a.rs").exists());
        write(dir.path(), output("a.rs", "x.thrift", ""), &["x.thrift"]).unwrap();
        assert!(!dir.path().join("a/mod.rs").exists());
    }
}
