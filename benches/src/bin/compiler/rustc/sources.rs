//! The IDL that `rustc` is measured on: as many structs as one likes, and a real file.

use std::fs;

use benches::Result;

use super::{WAYS, structs};
use crate::idl;

/// One file of IDL.
#[derive(Debug)]
pub(super) struct Source {
    /// What the report says of it.
    pub(super) about: String,
    /// The file's name, less its end.
    pub(super) module: &'static str,
    pub(super) idl: String,
    /// The structs that are read and written, as the IDL names them.
    pub(super) roots: Vec<String>,
    /// How many of [`WAYS`] it is compiled in.
    pub(super) ways: usize,
}

/// So many structs; and Hive's metastore, if it is here.
pub(super) fn all(count: usize) -> Result<Vec<Source>> {
    let mut sources = vec![Source {
        about: format!(
            "A program of {count} structs of 10 fields and a service, all of which it reads and writes."
        ),
        module: "structs",
        idl: structs::idl(count),
        roots: structs::roots(count),
        ways: WAYS.len(),
    }];
    for (name, path) in idl::real()? {
        if name == idl::HIVE {
            let idl = fs::read_to_string(path)?;
            let roots = declared(&idl);
            sources.push(Source {
                about: format!("{name}: each struct, union and exception is read and written."),
                module: "metastore",
                idl,
                roots,
                // as cargo does it unless told otherwise: one unit says nothing new, and takes minutes
                ways: 2,
            });
        }
    }
    Ok(sources)
}

/// The names of what has fields; each definition begins a line.
fn declared(idl: &str) -> Vec<String> {
    let words = idl.lines().map(|line| line.split_whitespace());
    let named = words.filter_map(|mut words| match words.next() {
        Some("struct" | "union" | "exception") => words.next(),
        _ => None,
    });
    named
        .map(|name| name.trim_end_matches('{').to_owned())
        .collect()
}
