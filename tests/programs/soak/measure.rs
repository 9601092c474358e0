//! What a process holds, as Linux counts it.

use std::fs;
use std::path::PathBuf;

use crate::Failure;

/// A process, by its id.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Process(pub(crate) u32);

/// What it holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Resources {
    /// Resident memory, in bytes.
    pub(crate) resident: u64,
    /// What is allocated of it, in bytes.
    pub(crate) heap: u64,
    /// Descriptors that are open.
    pub(crate) descriptors: u64,
    /// Threads that run or wait.
    pub(crate) threads: u64,
}

impl Process {
    /// This one.
    pub(crate) fn own() -> Self {
        Self(std::process::id())
    }

    /// All that it holds; what is allocated it alone can tell.
    pub(crate) fn resources(self, heap: u64) -> Result<Resources, Failure> {
        let status = fs::read_to_string(self.folder("status"))?;
        Ok(Resources {
            resident: number(&status, "VmRSS:")? * 1024,
            heap,
            descriptors: fs::read_dir(self.folder("fd"))?.count() as u64,
            threads: number(&status, "Threads:")?,
        })
    }

    fn folder(self, name: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{name}", self.0))
    }
}

/// The number behind `key` in a file of lines.
fn number(status: &str, key: &str) -> Result<u64, Failure> {
    let line = status.lines().find_map(|line| line.strip_prefix(key));
    let word = line.and_then(|rest| rest.split_whitespace().next());
    Ok(word
        .ok_or_else(|| format!("no {key} of the process"))?
        .parse()?)
}
