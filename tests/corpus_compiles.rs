//! The Rust made of every third-party file that is accepted compiles, without a warning; so does that of the shipped files
//! with every choice of options.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use idlc::{Containers, Options, Protocol, Protocols};
use tests::corpus::{self, File};
use tests::front_end;

/// The Rust for a file and all that it includes; `None` if the file is refused, which `corpus.rs` judges.
fn generate(file: &File) -> Option<String> {
    let program = front_end::analyze(file).ok()?;
    let text = idlc::rust::single(&program, Options::default());
    Some(text.unwrap_or_else(|bug| panic!("{}: {bug}", file.name)))
}

/// The shipped files in every choice of options.
fn shipped() -> impl Iterator<Item = (String, String)> {
    let folder = tests::workspace().join("idl");
    let files = std::fs::read_dir(&folder).expect("idl/").flatten();
    let files = files.filter(|entry| entry.path().is_file());
    files.flat_map(move |entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        let file = File {
            name: name.clone(),
            path: entry.path(),
            include_dirs: vec![folder.clone()],
        };
        let program = front_end::analyze(&file).expect("shipped files are accepted");
        let one: Protocols = [Protocol::Compact].into_iter().collect();
        let choices = [
            (Containers::BTree, true, Protocols::default()),
            (Containers::Hash, false, one),
            (Containers::Hash, true, Protocols::default()),
        ];
        choices.map(|(containers, serde, protocols)| {
            let options = Options {
                containers,
                serde,
                protocols,
                ..Options::default()
            };
            let text = idlc::rust::single(&program, options).expect("our templates print Rust");
            (format!("{name}, {options:?}"), text)
        })
    })
}

/// A crate with one module for each different text; how many there are.
fn write_crate(folder: &Path) -> usize {
    let mut seen = HashSet::new();
    let mut root = String::new();
    let published = corpus::files().into_iter();
    let published = published.filter_map(|file| Some((file.name.clone(), generate(&file)?)));
    for (name, text) in published.chain(shipped()) {
        // The first line names the sources: the same IDL may come in several packages.
        let body = text
            .split_once('\n')
            .map_or("", |(_, body)| body)
            .to_owned();
        if !seen.insert(body) {
            continue;
        }
        let number = seen.len();
        std::fs::write(folder.join(format!("src/m{number}.rs")), text).expect("a file is written");
        writeln!(
            root,
            "/// {name}\npub mod m{number} {{ include!(\"m{number}.rs\"); }}"
        )
        .expect("memory");
    }
    std::fs::write(folder.join("src/lib.rs"), root).expect("a file is written");
    seen.len()
}

#[test]
fn accepted_files_compile_without_a_warning() {
    let target = tests::workspace().join("target");
    let folder = target.join("corpus-crate");
    drop(std::fs::remove_dir_all(folder.join("src")));
    std::fs::create_dir_all(folder.join("src")).expect("a folder is made");
    let runtime = tests::workspace()
        .join("runtime")
        .canonicalize()
        .expect("runtime/");
    let manifest = format!(
        "[package]\nname = \"corpus-crate\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n\
         [dependencies]\nserde = {{ version = \"1\", features = [\"derive\"] }}\n\
         thriftwood = {{ path = {runtime:?}, features = [\"serde\"] }}\n[lints.rust]\nwarnings = \"deny\"\n"
    );
    std::fs::write(folder.join("Cargo.toml"), manifest).expect("a file is written");
    std::fs::copy(
        tests::workspace().join("Cargo.lock"),
        folder.join("Cargo.lock"),
    )
    .expect("the lock file");
    let modules = write_crate(&folder);
    assert!(
        modules > 200,
        "only {modules} different files were accepted"
    );

    let output = Command::new(env!("CARGO"))
        .args(["check", "--quiet"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", target.join("corpus-target"))
        .output()
        .expect("cargo");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{}",
        said.chars().take(20_000).collect::<String>()
    );
}
