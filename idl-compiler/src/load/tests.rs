//! Real files in a directory of their own.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{Loaded, load};
use crate::diagnostics::{Diagnostics, Severity};
use crate::source::SourceMap;

#[cfg(unix)]
mod links;

fn directory(files: &[(&str, &[u8])]) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    directory
}

fn load_roots(roots: &[PathBuf], include_dirs: &[PathBuf]) -> (Loaded, Diagnostics, SourceMap) {
    let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
    let loaded = load(roots, include_dirs, &mut sources, &mut diagnostics);
    (loaded, diagnostics, sources)
}

fn load_in(directory: &Path, roots: &[&str]) -> (Loaded, Diagnostics, SourceMap) {
    load_roots(
        &roots
            .iter()
            .map(|root| directory.join(root))
            .collect::<Vec<_>>(),
        &[],
    )
}

fn stems(loaded: &Loaded) -> Vec<&str> {
    loaded.files.iter().map(|file| file.stem.as_str()).collect()
}

fn codes(diagnostics: &Diagnostics) -> Vec<&str> {
    diagnostics
        .all()
        .iter()
        .map(|diagnostic| diagnostic.code.number())
        .collect()
}

#[test]
fn a_diamond_is_loaded_once_and_included_files_come_first() {
    let directory = directory(&[
        (
            "top.thrift",
            b"include 'left.thrift' include 'sub/right.thrift'",
        ),
        ("left.thrift", b"include \"base.v1.thrift\""),
        ("sub/right.thrift", b"include \"../base.v1.thrift\""),
        ("base.v1.thrift", b""),
    ]);
    let (loaded, diagnostics, _) = load_in(
        directory.path(),
        &["left.thrift", "top.thrift", "./sub/../top.thrift"],
    );
    assert_eq!(stems(&loaded), ["base.v1", "left", "right", "top"]);
    assert_eq!(
        loaded
            .files
            .iter()
            .map(|file| file.root)
            .collect::<Vec<_>>(),
        [false, true, false, true]
    );
    let indices = |file: usize| {
        loaded.files[file]
            .includes
            .iter()
            .map(|include| include.1)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        [indices(0), indices(1), indices(2), indices(3)],
        [vec![], vec![0], vec![0], vec![1, 2]]
    );
    assert!(diagnostics.all().is_empty());
}

#[test]
fn an_included_file_that_is_also_named_is_a_root_in_either_order() {
    let directory = directory(&[("a.thrift", b"include 'b.thrift'"), ("b.thrift", b"")]);
    for roots in [["a.thrift", "b.thrift"], ["b.thrift", "a.thrift"]] {
        let (loaded, ..) = load_in(directory.path(), &roots);
        assert_eq!(stems(&loaded), ["b", "a"]);
        assert!(loaded.files.iter().all(|file| file.root));
    }
}

#[test]
fn an_include_is_looked_for_beside_the_includer_then_in_the_directories_in_order() {
    let directory = directory(&[
        (
            "main/a.thrift",
            b"include 'near.thrift' include 'far.thrift'",
        ),
        ("main/near.thrift", b""),
        ("one/near.thrift", b"struct Wrong {}"),
        ("one/far.thrift", b""),
        ("two/far.thrift", b"struct Wrong {}"),
    ]);
    let at = |name: &str| directory.path().join(name);
    let (loaded, diagnostics, _) =
        load_roots(&[at("main/a.thrift")], &[at("none"), at("one"), at("two")]);
    assert!(diagnostics.all().is_empty());
    assert_eq!(stems(&loaded), ["near", "far", "a"]);
    assert!(
        loaded
            .files
            .iter()
            .all(|file| file.document.definitions.is_empty())
    );

    let absolute = format!("include '{}'", at("one/far.thrift").display());
    fs::write(at("main/b.thrift"), absolute).unwrap();
    assert_eq!(
        stems(&load_roots(&[at("main/b.thrift")], &[]).0),
        ["far", "b"]
    );
}

#[test]
fn a_missing_include_is_a_warning_that_strict_hardens() {
    let directory = directory(&[
        (
            "a.thrift",
            b"include 'none.thrift'\ninclude 'folder'\nstruct A {}",
        ),
        ("folder/x", b""),
    ]);
    let (loaded, diagnostics, _) = load_in(directory.path(), &["a.thrift"]);
    assert_eq!(codes(&diagnostics), ["W0005", "W0005"]);
    assert!(!diagnostics.has_errors());
    assert_eq!(loaded.files[0].includes.len(), 0);

    let mut strict = Diagnostics::new(true, false);
    load(
        &[directory.path().join("a.thrift")],
        &[],
        &mut SourceMap::default(),
        &mut strict,
    );
    assert_eq!(strict.all()[0].severity, Severity::Error);
}

#[test]
fn a_circle_is_shown_file_by_file() {
    let directory = directory(&[
        ("start.thrift", b"include 'a.thrift'"),
        ("a.thrift", b"include 'b.thrift'"),
        ("b.thrift", b"include 'c.thrift'"),
        ("c.thrift", b"// back\ninclude './a.thrift'"),
        ("self.thrift", b"include 'self.thrift'"),
    ]);
    let (_, diagnostics, sources) = load_in(directory.path(), &["start.thrift", "self.thrift"]);
    assert_eq!(codes(&diagnostics), ["E0004", "E0004"]);
    let circle = &diagnostics.all()[0];
    let labels = circle.primary.iter().chain(&circle.secondary);
    let places: Vec<_> = labels
        .map(|label| {
            let source = sources.get(label.span.source);
            let name = source.path.file_name().unwrap().to_str().unwrap();
            (
                name,
                &source.text[label.span.start as usize..label.span.end as usize],
            )
        })
        .collect();
    assert_eq!(
        places,
        [
            ("c.thrift", "'./a.thrift'"),
            ("a.thrift", "'b.thrift'"),
            ("b.thrift", "'c.thrift'")
        ]
    );
    assert_eq!(circle.notes[0].matches("a.thrift").count(), 2);
    assert!(
        diagnostics.all()[1]
            .message
            .ends_with("self.thrift includes itself")
    );
}

#[test]
fn a_long_chain_of_includes_does_not_recurse() {
    const LENGTH: usize = 3000;
    let names: Vec<_> = (0..=LENGTH)
        .map(|index| format!("f{index}.thrift"))
        .collect();
    let texts: Vec<_> = (1..=LENGTH)
        .map(|index| format!("include 'f{index}.thrift'"))
        .chain([String::new()])
        .collect();
    let files: Vec<_> = names
        .iter()
        .map(String::as_str)
        .zip(texts.iter().map(String::as_bytes))
        .collect();
    let directory = directory(&files);
    let (loaded, diagnostics, _) = load_in(directory.path(), &["f0.thrift"]);
    assert!(diagnostics.all().is_empty());
    assert_eq!(loaded.files.len(), LENGTH + 1);
    assert_eq!(loaded.files[0].stem, format!("f{LENGTH}"));
}

#[test]
fn what_cannot_be_read_is_reported_and_the_rest_is_read() {
    let directory = directory(&[
        ("latin.thrift", b"struct A {}\n// caf\xe9\n"),
        ("user.thrift", b"include 'latin.thrift'"),
        ("broken.thrift", b"struct {"),
        ("folder/x", b""),
        ("good.thrift", b"\xef\xbb\xbfstruct Good {}\r\n"),
    ]);
    let roots = [
        "none.thrift",
        "folder",
        "user.thrift",
        "latin.thrift",
        "broken.thrift",
        "good.thrift",
    ];
    let (loaded, diagnostics, _) = load_in(directory.path(), &roots);
    assert_eq!(codes(&diagnostics), ["E0001", "E0002", "E0003", "E0101"]);
    assert!(diagnostics.all()[0].primary.is_none());
    let latin = &diagnostics.all()[2];
    assert!(latin.primary.is_some(), "the include that led to it");
    assert_eq!(latin.notes, ["byte 0xe9 in line 2, at offset 18"]);
    assert_eq!(stems(&loaded), ["user", "good"]);
}

#[test]
fn an_endless_file_is_too_big() {
    let (loaded, diagnostics, _) = load_roots(&[PathBuf::from("/dev/zero")], &[]);
    assert_eq!(codes(&diagnostics), ["E0006"]);
    assert!(loaded.files.is_empty());
}
