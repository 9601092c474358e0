//! Defects that are a way of writing, and not an answer to some bytes: there, the sources themselves are looked at.

use std::fs;
use std::path::Path;

/// The Rust sources below a folder of the workspace, with their names, and without their tests.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(&tests::workspace().join(folder), &mut found);
    assert!(found.len() > 3, "{folder} has sources");
    found
}

fn collect(folder: &Path, into: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && !path.ends_with("tests.rs")
        {
            let text = fs::read_to_string(&path).unwrap();
            let shown = text.split("#[cfg(test)]").next().unwrap_or_default();
            into.push((path.display().to_string(), shown.to_owned()));
        }
    }
}

fn nobody_says(folder: &str, words: &[&str]) {
    for (path, text) in sources(folder) {
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            let said = words.iter().find(|word| line.contains(**word));
            assert!(said.is_none(), "{path}: {line}");
        }
    }
}

/// CVE-2018-1320 (Java, THRIFT-4506): whether SASL's handshake was over was an `assert`, which production leaves out. Nothing of
/// ours that is left out of a release says who a peer is.
#[test]
fn no_assertion_guards_a_peers_identity() {
    nobody_says(
        "runtime/src/transport/tls",
        &["assert!(", "assert_eq!(", "assert_ne!(", "debug_assert"],
    );
}

/// CVE-2016-5397 (THRIFT-3893): Apache's compiler gave the names of files to a shell. `idlc` starts no program.
#[test]
fn the_compiler_starts_no_program() {
    nobody_says(
        "idl-compiler/src",
        &["process::Command", "Command::new(", "libc::"],
    );
}

/// pilota: bytes became text, and room became bytes, unseen. Such words stand in three files of ours, with the reason beside them.
#[test]
fn nothing_is_taken_unseen() {
    for (path, text) in sources("runtime/src") {
        let has_reasons = [
            "protocol/cursor.rs",
            "protocol/numbers.rs",
            "protocol/text.rs",
        ];
        let allowed = has_reasons.iter().any(|file| path.ends_with(file));
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        let unseen = code.clone().find(|line| {
            line.contains("unsafe {")
                || line.contains("_unchecked(")
                || line.contains(".set_len(") && !path.contains("transport/file")
        });
        assert!(
            allowed || unseen.is_none_or(|line| line.contains("unsafe_code")),
            "{path}: {unseen:?}"
        );
    }
}
