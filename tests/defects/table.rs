//! The table in `README.md` says of each defect which test shows that it cannot happen here: all of these tests exist, and none
//! of this program's is forgotten there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

/// What stands between the lines of the table.
struct Row {
    defect: String,
    /// `file::function`, the file without its folder and its ending if it stands beside this one.
    tests: Vec<(String, String)>,
}

fn here() -> PathBuf {
    tests::workspace().join("tests/defects")
}

fn rows() -> Vec<Row> {
    let readme = fs::read_to_string(here().join("README.md")).unwrap();
    let lines = readme.lines().filter(|line| line.starts_with("| "));
    let rows = lines.filter(|line| !line.starts_with("| defect") && !line.starts_with("|--"));
    rows.map(row).collect()
}

fn row(line: &str) -> Row {
    let cells: Vec<_> = line.trim_matches('|').split(" | ").collect();
    let [defect, _, tests] = cells[..] else {
        panic!("three columns: {line}");
    };
    let named = tests.split('`').filter_map(|word| word.rsplit_once("::"));
    Row {
        defect: defect.trim().to_owned(),
        tests: named
            .map(|(file, function)| (file.to_owned(), function.to_owned()))
            .collect(),
    }
}

/// The functions of a file that stand behind `#[test]`, or in `proptest!`.
fn tests_of(file: &str) -> BTreeSet<String> {
    let path = if file.contains('/') {
        tests::workspace().join(file)
    } else {
        here().join(file).with_extension("rs")
    };
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut is_test = false;
    let mut found = BTreeSet::new();
    for line in text.lines().map(str::trim_start) {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            is_test = true;
        } else if let Some((_, name)) = line.split_once("fn ").filter(|_| is_test) {
            found.insert(name.split('(').next().unwrap_or_default().to_owned());
            is_test = false;
        }
    }
    found
}

#[test]
fn every_test_that_is_named_exists_and_none_is_forgotten() {
    let mut named: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows() {
        assert!(!row.tests.is_empty(), "{}: no test shows it", row.defect);
        for (file, function) in row.tests {
            named.entry(file).or_default().insert(function);
        }
    }
    for (file, functions) in &named {
        let exist = tests_of(file);
        let missing: Vec<_> = functions.difference(&exist).collect();
        assert!(missing.is_empty(), "{file} has no {missing:?}");
    }
    let own = fs::read_dir(here()).unwrap().flatten().filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        Some(name.strip_suffix(".rs")?.to_owned())
    });
    for file in own.filter(|file| file != "table") {
        let listed = named.get(&file).cloned().unwrap_or_default();
        let forgotten: Vec<_> = tests_of(&file).difference(&listed).cloned().collect();
        assert!(
            forgotten.is_empty(),
            "README.md does not name {forgotten:?} of {file}"
        );
    }
}

/// As many as Apache had published when the table was made, and each once.
#[test]
fn every_cve_has_one_row() {
    let rows = rows();
    let cves: Vec<_> = rows
        .iter()
        .flat_map(|row| row.defect.split([' ', ',', ';', '(', ')']))
        .filter(|word| word.starts_with("CVE-"))
        .collect();
    let once: BTreeSet<_> = cves.iter().collect();
    assert_eq!(once.len(), cves.len(), "each is there once");
    assert_eq!(once.len(), CVES, "{once:?}");
}

/// How many these are.
const CVES: usize = 94;
