//! Where and when the figures were taken, without which they say nothing.

use std::fmt;
use std::process::Command;
use std::thread::available_parallelism;

use serde::Serialize;

/// The machine, the compiler and the sources of a run. What cannot be found out is `unknown`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Machine {
    /// The processor's name.
    pub cpu: String,
    /// How many threads run at once.
    pub cores: usize,
    /// The kernel's name and release.
    pub kernel: String,
    /// The Rust compiler's version.
    pub rustc: String,
    /// The day, in UTC, as `2026-11-21`.
    pub date: String,
    /// The commit that was measured; `-dirty` if there were changes on top of it, other than results.
    pub commit: String,
}

impl Machine {
    /// This one, now.
    pub fn here() -> Self {
        Self {
            cpu: cpu().unwrap_or_else(unknown),
            cores: available_parallelism().map_or(1, usize::from),
            kernel: said("uname", &["-sr"]),
            rustc: said("rustc", &["--version"]),
            date: said("date", &["-u", "+%F"]),
            commit: commit(),
        }
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            cpu,
            cores,
            kernel,
            rustc,
            date,
            commit,
        } = self;
        write!(
            f,
            "{cpu}, {cores} threads, {kernel}, {rustc}; {date}, commit {commit}"
        )
    }
}

fn cpu() -> Option<String> {
    let all = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = all.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn commit() -> String {
    let here = env!("CARGO_MANIFEST_DIR");
    let measured = [":(top)", ":(top,exclude)benches/results"];
    let mut differs = Command::new("git");
    differs.args(["-C", here, "diff", "--quiet", "HEAD", "--"]);
    let is_clean = differs.args(measured).status();
    let mut commit = said("git", &["-C", here, "rev-parse", "--short", "HEAD"]);
    if !is_clean.is_ok_and(|status| status.success()) {
        commit.push_str("-dirty");
    }
    commit
}

/// What a command prints in one line.
fn said(command: &str, arguments: &[&str]) -> String {
    let output = Command::new(command).args(arguments).output();
    let text = output.ok().filter(|output| output.status.success());
    text.and_then(|output| String::from_utf8(output.stdout).ok())
        .map_or_else(unknown, |text| text.trim().to_owned())
}

fn unknown() -> String {
    "unknown".to_owned()
}
