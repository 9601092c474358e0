//! The peers: a folder each, with a script that builds the programs and a file that says what they can do.

use std::env;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::Command;

use tests::matrix::Matrix;
use tests::workspace;

/// Our own programs are one more peer.
pub(crate) const OURS: &str = "thriftwood";

/// A peer.
pub(crate) struct Language {
    pub(crate) name: String,
    /// Its sources.
    folder: PathBuf,
    pub(crate) matrix: Matrix,
}

impl Language {
    fn new(name: &str, folder: PathBuf) -> Result<Self, String> {
        Ok(Self {
            name: name.to_owned(),
            matrix: Matrix::load(&folder)?,
            folder,
        })
    }

    /// Builds its programs, if they are not up to date.
    pub(crate) fn build(&self) -> Result<(), String> {
        if self.name == OURS {
            return Ok(()); // by Cargo
        }
        let script = self.folder.join("build");
        let output = Command::new(&script).arg(built().join(&self.name)).output();
        let output = output.map_err(|error| format!("{}: {error}", script.display()))?;
        if output.status.success() {
            return Ok(());
        }
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        Err(format!("{} failed:\n{said}", script.display()))
    }
}

/// `client` or `server` of a language.
pub(crate) fn program(language: &str, name: &str) -> PathBuf {
    match (language, name) {
        (OURS, "client") => env!("CARGO_BIN_EXE_interop-client").into(),
        (OURS, _) => env!("CARGO_BIN_EXE_interop-server").into(),
        _ => built().join(language).join(name),
    }
}

/// Where they are built, kept from one run to the next.
pub(crate) fn built() -> PathBuf {
    workspace().join("target/peers")
}

/// Those that the variable `PEERS` names; without it all.
pub(crate) fn chosen() -> Result<Vec<Language>, Box<dyn std::error::Error>> {
    fs::create_dir_all(built())?;
    let mut languages = all()?;
    if let Ok(chosen) = env::var("PEERS") {
        languages.retain(|language| chosen.split(',').any(|name| name == language.name));
    }
    Ok(languages)
}

/// All that are there, by name, and ourselves first.
pub(crate) fn all() -> Result<Vec<Language>, Box<dyn std::error::Error>> {
    let tests = workspace().join("tests");
    let mut languages = vec![Language::new(OURS, tests.join("programs"))?];
    let folders = fs::read_dir(tests.join("interop"))?;
    let mut folders: Vec<PathBuf> = folders
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    folders.retain(|folder| folder.join("matrix").exists() && folder.join("build").exists());
    folders.sort();
    for folder in folders {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        languages.push(Language::new(&name, folder.clone())?);
    }
    Ok(languages)
}
