//! The soak in short: each server model serves mixed traffic for some seconds, twice; no answer is wrong, and no descriptor,
//! no thread and no memory is left behind. `tests/programs/soak` says what the traffic is.

use std::process::Command;

#[test]
fn some_seconds_of_everything_leave_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let soak = Command::new(env!("CARGO_BIN_EXE_soak"))
        .args(["--minutes", "0.2", "--rounds", "2", "--folder"])
        .arg(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&soak.stdout);
    let complaint = String::from_utf8_lossy(&soak.stderr);
    assert!(soak.status.success(), "{said}\n{complaint}");
    let chart = std::fs::read_to_string(folder.path().join("soak.svg")).unwrap();
    assert!(chart.ends_with("</svg>\n"), "{chart}");
}
