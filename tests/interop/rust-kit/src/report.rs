//! How a client's checks went.

use std::collections::HashMap;
use std::fmt::Debug;
use std::process::ExitCode;

/// The outcome of a check: what is wrong, if anything is.
pub type Checked = Result<(), String>;

/// How much of a fault is shown, in characters: some values are long.
const ENOUGH: usize = 400;

pub struct Report {
    skips: HashMap<String, String>,
    passed: usize,
    failed: usize,
}

impl Report {
    /// `matrix` is the text of the peer's matrix, whose lines "skips client PROTOCOL|* CHECK: REASON" count.
    pub fn new(matrix: &str, protocol: &str) -> Self {
        let skip = |line: &str| {
            let (what, reason) = line.split_once(": ")?;
            let words: Vec<_> = what.split_whitespace().collect();
            match words[..] {
                ["skips", "client", of, check] if of == "*" || of == protocol => {
                    Some((check.to_owned(), reason.to_owned()))
                }
                _ => None,
            }
        };
        Self {
            skips: matrix.lines().filter_map(skip).collect(),
            passed: 0,
            failed: 0,
        }
    }

    /// Whether to run a check; says so if not.
    pub fn wants(&self, check: &str) -> bool {
        let reason = self.skips.get(check);
        if let Some(reason) = reason {
            println!("skip {check}: {reason}");
        }
        reason.is_none()
    }

    pub fn record(&mut self, check: &str, outcome: Checked) {
        if let Err(why) = outcome {
            self.failed += 1;
            let why: String = why.replace('\n', " ").chars().take(ENOUGH).collect();
            println!("FAIL {check}: {why}");
        } else {
            self.passed += 1;
            println!("ok {check}");
        }
    }

    /// Says the sum; the exit code tells whether all is well.
    pub fn finish(self) -> ExitCode {
        println!("{} passed, {} failed", self.passed, self.failed);
        ExitCode::from(u8::from(self.failed > 0))
    }
}

/// Whether a call gave what was wanted.
pub fn same<T: PartialEq + Debug>(answer: Result<T, impl Debug>, wanted: &T) -> Checked {
    match answer {
        Ok(answer) if answer == *wanted => Ok(()),
        Ok(answer) => Err(format!("{answer:?} instead of {wanted:?}")),
        Err(error) => Err(format!("{error:?} instead of {wanted:?}")),
    }
}
