//! What a benchmark leaves behind: `results/<name>.md`, `.json` and charts beside them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::json;

use crate::Result;
use crate::machine::Machine;
use crate::table::Table;

/// A report under way.
#[derive(Debug)]
pub struct Results {
    name: &'static str,
    machine: Machine,
    text: String,
    charts: Vec<(String, String)>, // file name, SVG
}

impl Results {
    /// An empty report with a title; `command` is how to get it again.
    pub fn new(name: &'static str, title: &str, command: &str) -> Self {
        let machine = Machine::here();
        let text = format!("# {title}\n\n`{command}`\n\n{machine}.\n");
        Self {
            name,
            machine,
            text,
            charts: Vec::new(),
        }
    }

    /// Begins a section.
    pub fn section(&mut self, title: &str) {
        let _ = write!(self.text, "\n## {title}\n"); // writing to a string does not fail
    }

    /// Adds a paragraph.
    pub fn paragraph(&mut self, text: &str) {
        let _ = write!(self.text, "\n{text}\n");
    }

    /// Adds a table.
    pub fn table(&mut self, table: &Table) {
        let _ = write!(self.text, "\n{table}");
    }

    /// Adds a chart. `part` tells the charts of a report apart; the main one has none.
    pub fn chart(&mut self, part: &str, alternative: &str, svg: String) {
        let file = match part {
            "" => format!("{}.svg", self.name),
            part => format!("{}-{part}.svg", self.name),
        };
        let _ = write!(self.text, "\n![{alternative}]({file})\n");
        self.charts.push((file, svg));
    }

    /// The report so far, in Markdown.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Writes everything to [`folder`]; `figures` go into the JSON file, beside the machine.
    ///
    /// # Errors
    /// The file system's.
    pub fn write(self, figures: &impl Serialize) -> Result<()> {
        let folder = folder();
        std::fs::create_dir_all(&folder)?;
        let json = json!({ "machine": self.machine, "figures": figures });
        std::fs::write(
            folder.join(format!("{}.json", self.name)),
            format!("{json:#}\n"),
        )?;
        std::fs::write(folder.join(format!("{}.md", self.name)), self.text)?;
        for (file, svg) in self.charts {
            std::fs::write(folder.join(file), svg)?;
        }
        Ok(())
    }
}

/// Where results are kept: `benches/results`, or the folder that the environment's `RESULTS` names.
pub fn folder() -> PathBuf {
    let committed = || Path::new(env!("CARGO_MANIFEST_DIR")).join("results");
    std::env::var_os("RESULTS").map_or_else(committed, PathBuf::from)
}
