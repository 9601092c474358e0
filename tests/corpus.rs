//! Hundreds of `.thrift` files that nobody here wrote, out of published packages.

use std::collections::BTreeMap;

use tests::corpus::{self, File, Verdict};
use tests::front_end;

/// `corpus/verdicts.txt`: the files of which we say something else than Apache's compiler 0.17, and why.
/// A line is `+` (only we accept it) or `-` (only Apache does), the file, and the reason.
fn documented() -> BTreeMap<String, (char, String)> {
    let path = tests::workspace().join("tests/corpus/verdicts.txt");
    let text = std::fs::read_to_string(&path).expect("corpus/verdicts.txt");
    let lines = text.lines().filter(|line| line.starts_with(['+', '-']));
    lines
        .map(|line| {
            let sign = line.chars().next().expect("not empty");
            let (file, reason) = line[2..].split_once(": ").expect("`+ file: reason`");
            (file.to_owned(), (sign, reason.to_owned()))
        })
        .collect()
}

/// `Some` if our verdict is not Apache's: the sign, and what the other side complains of.
fn disagreement(file: &File) -> Option<(char, String)> {
    match (front_end::analyze(file), corpus::apache(file)) {
        (Ok(_), Verdict::Rejected(theirs)) => Some(('+', theirs)),
        (Err(ours), Verdict::Accepted(_)) => Some(('-', ours)),
        _ => None,
    }
}

#[test]
fn verdicts_are_apaches_or_documented() {
    let files = corpus::files();
    assert!(files.len() > 380, "only {} files were fetched", files.len());
    let mut documented = documented();
    let mut wrong = Vec::new();
    for file in &files {
        match (disagreement(file), documented.remove(&file.name)) {
            (None, None) => {}
            (Some((sign, complaint)), None) => {
                wrong.push(format!("{sign} {}: {complaint}", file.name));
            }
            (Some((sign, _)), Some((expected, _))) if sign == expected => {}
            (found, Some((sign, reason))) => {
                wrong.push(format!(
                    "{}: found {found:?}, documented {sign} {reason}",
                    file.name
                ));
            }
        }
    }
    wrong.extend(
        documented
            .into_keys()
            .map(|name| format!("{name}: documented, but not among the files")),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
