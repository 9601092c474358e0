//! The third-party `.thrift` files that `corpus/fetch` downloaded, and what Apache's compiler says of them.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A file of a published package.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct File {
    /// `package-version/…`
    pub name: String,
    /// On this machine.
    pub path: PathBuf,
    /// Every folder from the file's own up to its package's: where includes are looked for.
    pub include_dirs: Vec<PathBuf>,
}

/// Where `tests/run` puts the packages.
pub fn root() -> PathBuf {
    crate::workspace().join("target/corpus")
}

/// All files, by name.
///
/// # Panics
/// If the packages were not fetched.
pub fn files() -> Vec<File> {
    let root = root();
    let mut files = Vec::new();
    collect(&root, &root, &mut files);
    assert!(
        !files.is_empty(),
        "{} is empty: run `tests/corpus/fetch target/corpus` first",
        root.display()
    );
    files.sort();
    files
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<File>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "thrift")
        {
            let name = path
                .strip_prefix(root)
                .unwrap_or(&path)
                .display()
                .to_string();
            let include_dirs = path
                .ancestors()
                .skip(1)
                .take_while(|dir| *dir != root)
                .map(Path::to_path_buf)
                .collect();
            files.push(File {
                name,
                path,
                include_dirs,
            });
        }
    }
}

/// What Apache's compiler says of a file.
#[derive(Debug)]
pub enum Verdict {
    /// It takes it; its JSON form, if that is JSON (a map with a struct for a key is not).
    Accepted(Option<Value>),
    /// It does not, and says why.
    Rejected(String),
}

/// Asks Apache's compiler.
///
/// # Panics
/// If the compiler is not installed.
pub fn apache(file: &File) -> Verdict {
    let out = tempfile::tempdir().expect("a temporary folder");
    let mut command = Command::new("timeout");
    command
        .args(["10", "thrift", "--gen", "json", "-out"])
        .arg(out.path());
    for dir in &file.include_dirs {
        command.arg("-I").arg(dir);
    }
    let output = command
        .arg(&file.path)
        .output()
        .expect("`timeout` and Apache's `thrift`: apt-get install coreutils thrift-compiler");
    if !output.status.success() {
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        let complaints = said.lines().filter(|line| !line.contains("WARNING"));
        return Verdict::Rejected(complaints.collect::<Vec<_>>().join(" "));
    }
    let stem = file.path.file_stem().unwrap_or_default();
    let json = std::fs::read(out.path().join(stem).with_added_extension("json"));
    Verdict::Accepted(
        json.ok()
            .and_then(|json| serde_json::from_slice(&json).ok()),
    )
}
