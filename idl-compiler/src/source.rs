//! Where every byte came from: the texts of all files of one run, and spans into them.

use std::path::{Path, PathBuf};

use serde::Serialize;

/// Names one file of a [`SourceMap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct SourceId(pub u32);

/// A range of bytes in one file, `start..end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset just past the last byte.
    pub end: u32,
}

/// One file as it was read: its path as the user (or an include) named it, and its text without a byte order mark.
#[derive(Debug)]
pub struct Source {
    /// As it is shown in messages.
    pub path: PathBuf,
    /// UTF-8, byte order mark removed.
    pub text: String,
}

/// All files of one run.
#[derive(Debug, Default)]
pub struct SourceMap {
    sources: Vec<Source>,
}

impl SourceMap {
    /// Adds a file and names it.
    pub fn add(&mut self, path: impl Into<PathBuf>, text: impl Into<String>) -> SourceId {
        self.sources.push(Source {
            path: path.into(),
            text: text.into(),
        });
        SourceId(self.sources.len() as u32 - 1)
    }

    /// The file that `id` names.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.sources[id.0 as usize]
    }

    /// The line and column (in characters) of a byte of a file, both counted from 1.
    pub fn line_column(&self, id: SourceId, at: usize) -> (usize, usize) {
        let before = &self.get(id).text[..at];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (
            1 + before.bytes().filter(|byte| *byte == b'\n').count(),
            1 + before[line_start..].chars().count(),
        )
    }

    /// Every file that was read, in the order of reading.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.sources.iter().map(|source| source.path.as_path())
    }
}
