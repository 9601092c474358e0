//! Compiles Thrift IDL (`.thrift`, `.idl`) to Rust.
//!
//! ```text
//!  text ──load, syntax──► ast ──resolve──► model ──check──► model ──rust──► text
//! ```
//!
//! Each arrow is one stage, each noun plain data. A stage reports problems to [`diagnostics`] and goes on as far as
//! it makes sense; nothing here prints or exits.

mod builder;
pub mod check;
pub mod diagnostics;
mod graph;
pub mod load;
pub mod model;
pub mod output;
mod parallel;
pub mod resolve;
pub mod rust;
pub mod source;
pub mod syntax;

use std::path::PathBuf;

pub use builder::{Builder, Error};
pub use rust::{Containers, Options, Protocol, Protocols};

use diagnostics::{Diagnostics, Stopped};
use model::Program;
use source::SourceMap;

/// Reads `roots` and what they include, and checks them.
///
/// # Errors
/// [`Stopped`] if an error was found; what it is stands in `diagnostics`.
pub fn analyze(
    roots: &[PathBuf],
    include_dirs: &[PathBuf],
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Result<Program, Stopped> {
    let loaded = load::load(roots, include_dirs, sources, diagnostics);
    diagnostics.stop_on_error()?;
    let program = resolve::resolve(&loaded, diagnostics);
    check::check(&program, diagnostics);
    diagnostics.sort();
    diagnostics.stop_on_error()?;
    Ok(program)
}

/// The README's examples.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
