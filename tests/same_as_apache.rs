//! Our model of a file equals what Apache's compiler says of it.

use serde_json::Value;
use tests::corpus::{self, File, Verdict};
use tests::{apache_json, differs, front_end};

/// The shipped files that Apache's compiler 0.17 cannot read: they hold what only 0.25 reads (`uuid`, fields called
/// `string`), or what only we do.
const BEYOND_APACHE: [&str; 5] = [
    "enum.idl",
    "kitchen_sink.idl",
    "kitchen_types.idl",
    "std.idl",
    "uuids.idl",
];

fn shipped() -> Vec<File> {
    let idl = tests::workspace().join("idl");
    let folders = [idl.clone(), idl.join("names")];
    let entries = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).expect("idl/ and idl/names/"))
        .flatten();
    let mut files: Vec<File> = entries
        .filter(|entry| entry.path().is_file())
        .map(|entry| File {
            name: entry.file_name().to_string_lossy().into_owned(),
            path: entry.path(),
            include_dirs: vec![idl.clone()],
        })
        .collect();
    files.sort();
    files
}

/// Where Apache's compiler slips: it gives a comment between the braces of an empty struct to the definition behind it.
const SLIP: (&str, &str) = (
    "parquetjs-0.11.2/package/parquet.thrift",
    "at .structs[3].doc: ours \"TODO: *\", theirs null",
);

/// The first difference, if both accept the file.
fn compare(file: &File) -> Option<Result<(), String>> {
    let Verdict::Accepted(Some(apache)) = corpus::apache(file) else {
        return None;
    };
    let program = front_end::analyze(file).ok()?;
    let root = program
        .files
        .iter()
        .position(|file| file.root)
        .expect("the file itself");
    let ours = apache_json::of(&program, idlc::model::FileId(root as u32));
    Some(
        match differs(&ours, &apache_json::normalized(apache, &ours)) {
            None => Ok(()),
            Some(difference) if (file.name.as_str(), difference.as_str()) == SLIP => Ok(()),
            Some(difference) => Err(format!("{}: {difference}", file.name)),
        },
    )
}

#[test]
fn models_of_shipped_files() {
    let mut beyond = Vec::new();
    for file in shipped() {
        match compare(&file) {
            Some(same) => same.expect("the same model"),
            None => beyond.push(file.name),
        }
    }
    assert_eq!(beyond, BEYOND_APACHE);
}

#[test]
fn models_of_third_party_files() {
    let compared: Vec<Result<(), String>> = corpus::files().iter().filter_map(compare).collect();
    let wrong: Vec<&String> = compared
        .iter()
        .filter_map(|one| one.as_ref().err())
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(
        compared.len() > 250,
        "only {} files were compared",
        compared.len()
    );
}

#[test]
fn a_difference_is_seen() {
    let text = r#"{"a": [1, {"b": "x"}]}"#;
    let one: Value = serde_json::from_str(text).expect("JSON");
    let other: Value = serde_json::from_str(&text.replace('x', "y")).expect("JSON");
    assert_eq!(differs(&one, &one), None);
    assert_eq!(
        differs(&one, &other).as_deref(),
        Some(r#"at .a[1].b: ours "x", theirs "y""#)
    );
}
