//! The program `idlc` as a user or a build tool meets it: arguments in, exit code and two streams out.

use std::fs;
use std::process::{Command, Output};

use tempfile::TempDir;

/// A directory with `good.thrift`, `bad.thrift` and `warns.thrift`.
fn directory() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let files = [
        ("good.thrift", "struct Point { 1: i32 x }\n"),
        ("bad.thrift", "struct Point {\n  1 i32 x\n}\n"),
        ("warns.thrift", "include 'none.thrift'\n"),
    ];
    for (name, text) in files {
        fs::write(directory.path().join(name), text).unwrap();
    }
    directory
}

fn idlc(directory: &TempDir, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_idlc"))
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn the_exit_code_says_how_it_went() {
    let table: [(&[&str], i32); 13] = [
        (&["check", "good.thrift"], 0),
        (&["check", "good.thrift", "bad.thrift"], 1),
        (&["check", "none.thrift"], 1),
        (&["check", "warns.thrift"], 0),
        (&["check", "--strict", "warns.thrift"], 1),
        (&["--deny-warnings", "check", "warns.thrift"], 1),
        (&["check"], 2),
        (&["frobnicate"], 2),
        (&["check", "--color", "sometimes", "good.thrift"], 2),
        (&["explain", "E0101"], 0),
        (&["explain", "E101"], 2),
        (&["--help"], 0),
        (&["--version"], 0),
    ];
    let directory = directory();
    for (arguments, code) in table {
        let output = idlc(&directory, arguments);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {}",
            text(&output.stderr)
        );
    }
}

#[test]
fn problems_go_to_standard_error_for_people_or_for_tools() {
    let directory = directory();
    let human = idlc(&directory, &["check", "bad.thrift"]);
    assert!(text(&human.stderr).starts_with("error[E0101]: expected `:`"));
    assert!(text(&human.stderr).contains("bad.thrift:2:5"));
    assert!(human.stdout.is_empty());

    let coloured = idlc(&directory, &["check", "bad.thrift", "--color", "always"]);
    assert!(text(&coloured.stderr).contains('\u{1b}'));

    let json = idlc(
        &directory,
        &[
            "check",
            "--error-format",
            "json",
            "bad.thrift",
            "warns.thrift",
        ],
    );
    let codes: Vec<serde_json::Value> = text(&json.stderr)
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["code"].clone())
        .collect();
    assert_eq!(codes, ["E0101", "W0005"]);

    assert!(
        idlc(&directory, &["check", "good.thrift"])
            .stderr
            .is_empty()
    );
}

#[test]
fn the_syntax_tree_is_printed_as_json() {
    let output = idlc(&directory(), &["compile", "--emit", "ast", "good.thrift"]);
    let files: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(files[0][0], "good.thrift");
    let structure = &files[0][1]["definitions"][0]["Struct"];
    assert_eq!(structure["head"]["name"]["text"], "Point");
    assert_eq!(structure["fields"][0]["id"]["value"], 1);
}

#[test]
fn later_stages_are_printed_as_json_one_after_the_other() {
    let arguments = [
        "compile",
        "--emit",
        "views",
        "--emit",
        "model",
        "good.thrift",
    ];
    let output = idlc(&directory(), &arguments);
    let mut stages = serde_json::Deserializer::from_slice(&output.stdout).into_iter();
    let mut next = || -> serde_json::Value { stages.next().unwrap().unwrap() };
    let (model, views) = (next(), next());
    assert_eq!(model["structs"][0]["head"]["name"], "Point");
    assert_eq!(views["good"][0]["Uses"]["fields"], true);
    assert_eq!(views["good"][1]["Structure"]["name"], "Point");
    assert!(stages.next().is_none());
}

#[test]
fn explains_every_code_and_guesses_slips() {
    let directory = directory();
    let list = idlc(&directory, &["explain"]);
    let lines: Vec<&str> = text(&list.stdout).lines().collect();
    assert_eq!(lines.len(), idlc::diagnostics::Code::all().count());
    for line in lines {
        let (number, title) = line.split_once("  ").unwrap();
        let one = idlc(&directory, &["explain", &number.to_lowercase()]);
        let expected = format!("{number}: {title}\n\n");
        assert!(text(&one.stdout).starts_with(&expected), "{line}");
    }
    let slip = idlc(&directory, &["explain", "E0101x"]);
    assert!(text(&slip.stderr).contains("did you mean E0101?"));
}

#[test]
fn writes_completions_that_know_the_commands() {
    for shell in ["bash", "zsh", "fish"] {
        let output = idlc(&directory(), &["completions", shell]);
        assert!(text(&output.stdout).contains("explain"), "{shell}");
    }
}

#[test]
fn endless_chains_of_typedefs_are_an_error_and_no_overflow() {
    let directory = directory();
    let chain = |of: &dyn Fn(usize) -> String| {
        let typedef = |number: usize| format!("typedef {} T{number}", of(number - 1));
        let typedefs: Vec<String> = (1..20_000).map(typedef).collect();
        format!(
            "typedef i32 T0\n{}\nstruct S {{ 1: T19999 last }}\n",
            typedefs.join("\n")
        )
    };
    let name = |number| format!("T{number}");
    let list = |number| format!("list<T{number}>");
    for idl in [chain(&name), chain(&list)] {
        fs::write(directory.path().join("chain.thrift"), idl).unwrap();
        let output = idlc(&directory, &["compile", "chain.thrift"]);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(text(&output.stderr).matches("error[E0317]").count(), 1);
    }
}
