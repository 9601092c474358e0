//! idlc and Apache's compiler accept and refuse the same files, but for the differences that `verdicts.txt` gives a
//! reason for.

use std::fs;
use std::path::Path;
use std::process::Command;

use idlc::diagnostics::Diagnostics;
use idlc::source::SourceMap;

const TABLE: &str = include_str!("verdicts.txt");

struct Row {
    text: &'static str,
    apache: bool,
    ours: bool,
}

fn rows() -> Vec<Row> {
    let (mut apache, mut ours) = (false, false);
    let mut rows = Vec::new();
    for line in TABLE
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        match line.strip_prefix("== ") {
            Some("both accept") => (apache, ours) = (true, true),
            Some("both refuse") => (apache, ours) = (false, false),
            Some(heading) if heading.starts_with("only apache accepts: ") => {
                (apache, ours) = (true, false);
            }
            Some(heading) if heading.starts_with("only idlc accepts: ") => {
                (apache, ours) = (false, true);
            }
            Some(heading) => panic!("what does `{heading}` mean?"),
            None => rows.push(Row {
                text: line,
                apache,
                ours,
            }),
        }
    }
    rows
}

fn idlc_accepts(file: &Path) -> bool {
    let (mut sources, mut diagnostics) = (SourceMap::default(), Diagnostics::default());
    idlc::analyze(&[file.to_owned()], &[], &mut sources, &mut diagnostics).is_ok()
}

/// Runs for five seconds at most: on some input Apache's compiler does not end.
fn apache_accepts(file: &Path, out: &Path) -> bool {
    let mut command = Command::new("timeout");
    command
        .args(["5", "thrift", "--gen", "json", "-out"])
        .arg(out)
        .arg(file);
    command
        .output()
        .expect("Debian's thrift-compiler is installed")
        .status
        .success()
}

#[test]
fn verdicts_agree_but_for_the_differences_on_record() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("p.thrift");
    let mut wrong = Vec::new();
    for row in rows() {
        fs::write(&file, format!("{}\n", row.text)).expect("a file");
        for (who, expected, accepts) in [
            ("idlc", row.ours, idlc_accepts(&file)),
            ("Apache", row.apache, apache_accepts(&file, folder.path())),
        ] {
            if accepts != expected {
                let verdict = if accepts { "accepts" } else { "refuses" };
                wrong.push(format!("{who} {verdict} {}", row.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
