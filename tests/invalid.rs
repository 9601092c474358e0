//! The catalogue of problems: every code is shown by a file in `invalid/`, and its message is on record beside it.
//!
//! A case is `CODE-what.thrift`, or a folder `CODE-what` with a `main.thrift`. After a change that is meant to show,
//! `UPDATE=1 cargo test -p tests --test invalid` records the messages anew; read the difference before it is committed.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use idlc::diagnostics::codes::files;
use idlc::diagnostics::{Code, Diagnostics, Severity, render};
use idlc::source::SourceMap;

/// Shown by tests of their own, since no file can be committed that shows them.
const WITHOUT_A_FILE: [Code; 3] = [
    files::FILE_UNREADABLE,
    files::NOT_A_FILE,
    files::FILE_TOO_BIG,
];

struct Case {
    code: Code,
    /// What is compiled, below `invalid/`.
    path: PathBuf,
    /// The message on record, below `invalid/`.
    record: PathBuf,
}

/// Paths in messages are shorter from here, and the same on every machine.
fn enter() {
    std::env::set_current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("invalid"))
        .expect("the folder is committed");
}

fn cases() -> Vec<Case> {
    enter();
    let entries = fs::read_dir(".")
        .expect("the folder is committed")
        .map(|entry| entry.expect("an entry").file_name());
    let names: BTreeSet<String> = entries
        .map(|name| name.into_string().expect("UTF-8"))
        .collect();
    let case = |name: String| {
        let (path, slug) = match name.strip_suffix(".thrift") {
            Some(slug) => (PathBuf::from(&name), slug.to_owned()),
            None if name.ends_with(".stderr") => return None,
            None => (Path::new(&name).join("main.thrift"), name.clone()),
        };
        let number = slug.split('-').next().unwrap_or_default();
        let code =
            Code::parse(number).unwrap_or_else(|| panic!("`{name}` does not begin with a code"));
        Some(Case {
            code,
            path,
            record: PathBuf::from(slug + ".stderr"),
        })
    };
    names.into_iter().filter_map(case).collect()
}

fn analyze(path: &Path, mut diagnostics: Diagnostics) -> (Diagnostics, SourceMap) {
    let mut sources = SourceMap::default();
    let result = idlc::analyze(&[path.to_owned()], &[], &mut sources, &mut diagnostics);
    assert_eq!(
        result.is_err(),
        diagnostics.has_errors(),
        "{}",
        path.display()
    );
    (diagnostics, sources)
}

#[test]
fn every_message_looks_as_on_record() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut different = Vec::new();
    for case in cases() {
        let (diagnostics, sources) = analyze(&case.path, Diagnostics::default());
        let shown = render::human(&diagnostics, &sources, false);
        let recorded = fs::read_to_string(&case.record).unwrap_or_default();
        if shown != recorded {
            if update {
                fs::write(&case.record, &shown).expect("the folder can be written to");
            }
            different.push(format!(
                "{}\n--- on record\n{recorded}\n--- now\n{shown}",
                case.record.display()
            ));
        }
    }
    let what = if update {
        "rewritten, so this run proves nothing; run again without UPDATE"
    } else {
        "not as on record"
    };
    assert!(
        different.is_empty(),
        "{} {what}:\n\n{}",
        different.len(),
        different.join("\n\n")
    );
}

#[test]
fn every_case_shows_its_code() {
    for case in cases() {
        let (diagnostics, _) = analyze(&case.path, Diagnostics::default());
        let shows = diagnostics
            .all()
            .iter()
            .any(|problem| problem.code == case.code);
        assert!(shows, "{} does not show {}", case.path.display(), case.code);
        if case.code.severity() == Severity::Warning {
            assert!(
                !diagnostics.has_errors(),
                "{} is about a warning and has errors",
                case.path.display()
            );
        }
    }
}

#[test]
fn every_code_is_shown_by_a_case() {
    let cases = cases();
    let shown =
        |code: &Code| cases.iter().any(|case| case.code == *code) || WITHOUT_A_FILE.contains(code);
    let missing: Vec<Code> = Code::all().filter(|code| !shown(code)).collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
}

#[test]
fn every_record_belongs_to_a_case() {
    let records: BTreeSet<PathBuf> = cases().into_iter().map(|case| case.record).collect();
    for entry in fs::read_dir(".").expect("the folder is committed") {
        let name = PathBuf::from(entry.expect("an entry").file_name());
        let record = name
            .extension()
            .is_some_and(|extension| extension == "stderr");
        assert!(
            !record || records.contains(&name),
            "{} belongs to no case",
            name.display()
        );
    }
}

#[test]
fn strict_makes_errors_of_some_warnings_and_deny_warnings_of_all() {
    let warnings: Vec<Case> = cases()
        .into_iter()
        .filter(|case| case.code.severity() == Severity::Warning)
        .collect();
    for case in &warnings {
        let severity = |strict, deny_warnings| {
            let (diagnostics, _) = analyze(&case.path, Diagnostics::new(strict, deny_warnings));
            diagnostics
                .all()
                .iter()
                .find(|problem| problem.code == case.code)
                .map(|problem| problem.severity)
        };
        let strict = if case.code.hardened_by_strict() {
            Severity::Error
        } else {
            Severity::Warning
        };
        assert_eq!(
            severity(true, false),
            Some(strict),
            "{}",
            case.path.display()
        );
        assert_eq!(
            severity(false, true),
            Some(Severity::Error),
            "{}",
            case.path.display()
        );
    }
    assert!(warnings.iter().any(|case| case.code.hardened_by_strict()));
}

#[test]
fn a_file_that_is_not_there_a_folder_and_a_huge_file_are_refused() {
    enter();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let huge = folder.path().join("huge.thrift");
    // Sparse: it takes no room on the disk.
    File::create(&huge)
        .and_then(|file| file.set_len(1 << 40))
        .expect("a sparse file");
    let missing = folder.path().join("missing.thrift");
    for (path, code) in [
        (missing.as_path(), files::FILE_UNREADABLE),
        (folder.path(), files::NOT_A_FILE),
        (&huge, files::FILE_TOO_BIG),
    ] {
        let (diagnostics, _) = analyze(path, Diagnostics::default());
        let codes: Vec<Code> = diagnostics
            .all()
            .iter()
            .map(|problem| problem.code)
            .collect();
        assert_eq!(codes, [code]);
    }
}
