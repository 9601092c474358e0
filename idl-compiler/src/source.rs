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
    /// Where lines begin: thousands of problems may ask.
    lines: Vec<usize>,
}

/// All files of one run.
#[derive(Debug, Default)]
pub struct SourceMap {
    sources: Vec<Source>,
}

impl SourceMap {
    /// Adds a file and names it.
    pub fn add(&mut self, path: impl Into<PathBuf>, text: impl Into<String>) -> SourceId {
        let text = text.into();
        let newlines = text.match_indices('\n').map(|(at, _)| at + 1);
        self.sources.push(Source {
            path: path.into(),
            lines: std::iter::once(0).chain(newlines).collect(),
            text,
        });
        SourceId(self.sources.len() as u32 - 1)
    }

    /// The file that `id` names.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.sources[id.0 as usize]
    }

    /// The line and column (in characters) of a byte of a file, both counted from 1.
    pub fn line_column(&self, id: SourceId, at: usize) -> (usize, usize) {
        let source = self.get(id);
        let line = source.lines.partition_point(|start| *start <= at);
        // invariant: the first line begins at 0, so one is always found
        let start = source.lines[line - 1];
        (line, 1 + source.text[start..at].chars().count())
    }

    /// Every file that was read, in the order of reading.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.sources.iter().map(|source| source.path.as_path())
    }
}
