//! Builds the programs that are measured: ours, and those in `peers/`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;

/// What must be installed to build the C++ peers: a file that shows it, and its Debian package.
const NEEDED: [(&str, &str); 6] = [
    ("/usr/bin/thrift", "thrift-compiler"),
    ("/usr/lib/x86_64-linux-gnu/libthriftnb.a", "libthrift-dev"),
    ("/usr/include/event.h", "libevent-dev"),
    ("/usr/include/boost/version.hpp", "libboost-dev"),
    ("/usr/bin/g++", "g++"),
    ("/usr/bin/make", "make"),
];

/// Builds programs of this crate (`src/bin/`) and gives the folder that they are in.
///
/// # Errors
/// The build failed; cargo has said why.
pub fn build_ours(programs: &[&str]) -> Result<PathBuf> {
    let mut cargo = cargo("build", &root().join("Cargo.toml"));
    cargo.args(["-p", "benches", "--target-dir"]).arg(target()?);
    run(cargo.args(programs.iter().flat_map(|program| ["--bin", program])))?;
    Ok(target()?.join("release"))
}

/// Builds `idlc` and gives the program's path.
///
/// # Errors
/// The build failed; cargo has said why.
pub fn build_idlc() -> Result<PathBuf> {
    let mut cargo = cargo("build", &root().join("Cargo.toml"));
    run(cargo.args(["-p", "idlc", "--target-dir"]).arg(target()?))?;
    Ok(target()?.join("release").join("idlc"))
}

/// Builds packages of `peers/` and gives the folder that their programs are in.
///
/// # Errors
/// The build failed; cargo has said why.
pub fn build_rust(packages: &[&str]) -> Result<PathBuf> {
    let folder = built()?;
    let mut cargo = cargo("build", &peers().join("Cargo.toml"));
    cargo.arg("--target-dir").arg(&folder);
    run(cargo.args(packages.iter().flat_map(|package| ["-p", package])))?;
    Ok(folder.join("release"))
}

/// A library or a program that cargo built.
#[derive(Debug)]
pub struct Artifact {
    /// The name of the crate.
    pub name: String,
    /// A library's file.
    pub library: Option<PathBuf>,
    /// A program's.
    pub program: Option<PathBuf>,
}

/// Builds a package of `peers/` and all that it depends on, and gives the files. They are not optimised at link time,
/// so that the libraries can be linked as they are.
///
/// # Errors
/// The build failed; cargo has said why.
pub fn artifacts(package: &str) -> Result<Vec<Artifact>> {
    let folder = built()?.join("libraries");
    let mut cargo = cargo("build", &peers().join("Cargo.toml"));
    cargo
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .args(["--message-format=json", "-p", package, "--target-dir"])
        .arg(folder)
        .stderr(std::process::Stdio::inherit());
    let output = cargo.output()?;
    if !output.status.success() {
        return Err(format!("{cargo:?} failed").into());
    }
    let mut artifacts = Vec::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        let message: serde_json::Value = serde_json::from_str(line)?;
        let Some(name) = message["target"]["name"].as_str() else {
            continue;
        };
        let files = message["filenames"].as_array().into_iter().flatten();
        let mut files = files.filter_map(|file| file.as_str()).map(PathBuf::from);
        artifacts.push(Artifact {
            name: name.to_owned(),
            library: files.find(|file| file.extension().is_some_and(|end| end == "rlib")),
            program: message["executable"].as_str().map(PathBuf::from),
        });
    }
    Ok(artifacts)
}

/// Builds programs of `peers/cpp/` and gives the folder that they are in.
///
/// # Errors
/// Something is not installed, and this says what; or the build failed, and `make` has said why.
pub fn build_cpp(programs: &[&str]) -> Result<PathBuf> {
    let missing = NEEDED.iter().filter(|(file, _)| !Path::new(file).exists());
    let missing: Vec<&str> = missing.map(|(_, package)| *package).collect();
    if !missing.is_empty() {
        return Err(format!(
            "please install what is missing:  apt-get install {}",
            missing.join(" ")
        )
        .into());
    }
    let folder = built()?.join("cpp");
    std::fs::create_dir_all(&folder)?;
    let mut make = Command::new("make");
    make.arg("-sC")
        .arg(peers().join("cpp"))
        .arg(format!("OUT={}", folder.display()));
    run(make.args(programs))?;
    Ok(folder)
}

/// The project's folder.
pub fn root() -> &'static Path {
    // invariant: this crate is a folder in the project's
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("/"))
}

fn peers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("peers")
}

/// Where peers are built. The tests' stand beside it, in `peers`, and some have the same names.
fn built() -> Result<PathBuf> {
    Ok(target()?.join("bench-peers"))
}

/// The target folder that this program is in, two folders up.
fn target() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    let folder = program
        .ancestors()
        .nth(2)
        .ok_or("this program is in no target folder")?;
    Ok(folder.to_owned())
}

fn cargo(command: &str, manifest: &Path) -> Command {
    let mut cargo = Command::new("cargo");
    cargo
        .args([command, "--release", "--quiet", "--manifest-path"])
        .arg(manifest);
    cargo
}

fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .map_err(|error| format!("cannot start {command:?}: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{command:?} failed").into())
    }
}
