//! The libraries that generated code needs, built once for all crates.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use benches::{Result, peers};

/// What a crate may name.
const NAMED: [&str; 4] = ["bytes", "pilota", "thrift", "thriftwood"];

/// The libraries, and pilota's compiler, which comes with them.
#[derive(Debug)]
pub(super) struct Libraries {
    files: BTreeMap<String, PathBuf>,
    pub(super) pilota: PathBuf,
}

impl Libraries {
    /// Builds them, without link-time optimisation, so that they can be linked as they are.
    pub(super) fn build() -> Result<Self> {
        let mut files = BTreeMap::new();
        let mut pilota = None;
        for artifact in peers::artifacts("rust-code")? {
            if let Some(program) = artifact.program {
                pilota = Some(program);
            } else if NAMED.contains(&artifact.name.as_str()) {
                files.extend(artifact.library.map(|file| (artifact.name, file)));
            }
        }
        let pilota = pilota.ok_or("cargo built no program `rust-code`")?;
        Ok(Self { files, pilota })
    }

    /// What `rustc` is told to find them.
    pub(super) fn arguments(&self) -> Vec<String> {
        let folder = self.files.values().find_map(|file| file.parent());
        let folder = folder.unwrap_or(Path::new(".")).display();
        let mut arguments = vec![format!("-Ldependency={folder}")];
        for (name, file) in &self.files {
            arguments.push(format!("--extern={name}={}", file.display()));
        }
        arguments
    }
}
