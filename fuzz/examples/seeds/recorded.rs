//! What the tests have on record: `tests/golden`, and IDL that is right and wrong.

use crate::Corpus;
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn unhex(text: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).expect("hex");
    (0..text.len()).step_by(2).map(digit).collect()
}

/// The number of a type among `fuzz`'s.
fn number(ty: &str) -> Option<u8> {
    Some(match ty {
        "Bundle" => 0,
        "KeyZoo" => 1,
        "Wide" => 2,
        "Choice" => 3,
        "NegIds" => 4,
        "BigIds" => 5,
        "AllRequired" => 6,
        ty if ty.contains("uuid") => 7,
        _ => return None,
    })
}

/// Values and messages, by type and protocol.
pub(crate) fn values(corpus: &Corpus) {
    let golden = workspace().join("tests/golden");
    let index = fs::read_to_string(golden.join("INDEX.json")).expect("it is committed");
    let index: Value = serde_json::from_str(&index).expect("it is JSON");
    for entry in index["values"].as_array().expect("values") {
        let files = entry["files"].as_object().expect("files");
        for (form, file) in files {
            let file = golden.join(file.as_str().expect("a name"));
            let text = fs::read_to_string(file).expect("it is committed");
            value(corpus, entry, form, &unhex(text.trim()));
        }
    }
}

fn value(corpus: &Corpus, entry: &Value, form: &str, bytes: &[u8]) {
    // by the order of `Protocol::READABLE`
    let (target, protocol) = match form {
        "binary" => ("binary", 0),
        "binary-old" => ("binary", 1),
        "compact" => ("compact", 2),
        "json" => ("json", 3),
        "simplejson" => ("simple_json", 4),
        _ => return,
    };
    let kind = match entry["message"]["type"].as_str() {
        Some("CALL" | "ONEWAY") => Some(0x7f),
        Some(_) => Some(0x7e),
        None => number(entry["type"].as_str().expect("a type")),
    };
    if let Some(kind) = kind {
        let old = if protocol == 1 { 0x80 } else { 0 };
        corpus.add(target, &[&[kind | old, 3], bytes]);
    }
    if entry["message"].is_object() {
        corpus.add("scan", &[&[protocol, 1, 7, 0], bytes]);
    } else if let (Some(kind), Some(other)) = (kind, [0, 0, 1, 2].get(usize::from(protocol))) {
        corpus.add("differential", &[&[kind, *other], bytes]);
    }
}

/// Apache's event log, in chunks of several sizes.
pub(crate) fn events(corpus: &Corpus) {
    let golden = workspace().join("tests/golden");
    let files = fs::read_dir(golden).expect("it is committed");
    for file in files.map(|file| file.expect("a file").path()) {
        if file.to_string_lossy().ends_with(".file.hex") {
            let text = fs::read_to_string(file).expect("it is committed");
            for chunk in [10, 30, 90, 255] {
                corpus.add("file", &[&[chunk, 1, 9, 0, 3], &unhex(text.trim())]);
            }
        }
    }
    let small: [&[u8]; 5] = [
        &[1, 0, 0, 0, 7],
        &[0, 0, 0, 0],
        &[3, 0, 0, 0, 1, 2, 3],
        &[0, 0],
        &[255, 0, 0, 0],
    ];
    for chunk in 0..4 {
        corpus.add("file", &[&[chunk, 1, 1, 2, 3], &small.concat().repeat(6)]);
    }
}

/// Each file of IDL: short ones whole, all of them by paragraphs.
pub(crate) fn idl(corpus: &Corpus) {
    for folder in ["idl", "idl/names", "tests/invalid"] {
        let files = fs::read_dir(workspace().join(folder)).expect("it is committed");
        for file in files.map(|file| file.expect("a file").path()) {
            let is_idl = file
                .extension()
                .is_some_and(|extension| extension == "thrift" || extension == "idl");
            let text = if is_idl { fs::read(&file) } else { continue };
            let text = text.expect("it is committed");
            if text.len() <= 3_000 {
                corpus.add("idl", &[&text]);
                corpus.add(
                    "idl",
                    &[
                        b"struct Included { 1: i32 a }\n//////\ninclude \"a.thrift\"\n",
                        &text,
                    ],
                );
            }
            for paragraph in String::from_utf8_lossy(&text).split("\n\n") {
                corpus.add("idl", &[paragraph.as_bytes()]);
            }
        }
    }
}
