//! model → Rust source text.
//!
//! ```text
//! model ──modules, naming, types, derives──► facts ──lower──► views ──format: templates, layout──► text
//! ```

mod assemble;
mod cycles;
mod derives;
mod docs;
mod format;
mod keys;
mod layout;
mod lints;
mod lower;
mod modules;
mod names;
mod naming;
mod protocols;
mod spelling;
#[cfg(test)]
mod testing;
mod types;
mod views;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

use crate::model::Program;

use lower::{Facts, Needs, Piece};
use modules::{ModuleId, Modules};

pub use format::Bug;
pub use protocols::{Protocol, Protocols};

pub(crate) use assemble::{DO_NOT_EDIT, GENERATED};

/// The types of `set` and `map` where no `rust.type` annotation says otherwise. Keys are ordered in any case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Containers {
    /// `BTreeSet` and `BTreeMap`: stable bytes, and every struct can be ordered and hashed.
    #[default]
    BTree,
    /// `HashSet` and `HashMap`.
    Hash,
}

/// What the generated code shall be like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// The types of `set` and `map`.
    pub containers: Containers,
    /// Derive serde's traits; the generated code then needs the crate `serde`, and `thriftwood` its feature `serde`.
    pub serde: bool,
    /// What the code is compiled for.
    pub protocols: Protocols,
    /// Write the modules of included files, too, where each module gets a file.
    pub recurse: bool,
}

/// One generated file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Below the output directory.
    pub path: PathBuf,
    /// Its content.
    pub text: String,
}

/// All generated files of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generated {
    /// The files.
    pub outputs: Vec<Output>,
    /// The names of everything that was read, as the first lines of generated files give them.
    pub sources: Vec<String>,
}

/// One text with every module nested in it, for `include!`.
///
/// # Errors
/// [`Bug`] if a template printed what cannot be Rust.
pub fn single(program: &Program, options: Options) -> Result<String, Bug> {
    let facts = Facts::new(program, options);
    let top = &facts.modules[Modules::ROOT].children;
    let files = facts.modules.files_below(Modules::ROOT);
    assemble::file(program, &files, |sheet| {
        top.iter()
            .try_for_each(|id| assemble::nested(sheet, &facts, *id))
    })
}

/// A file for each module: those of the files that the user named, or all if included ones are wanted, too.
///
/// # Errors
/// [`Bug`] if a template printed what cannot be Rust.
pub fn tree(program: &Program, options: Options) -> Result<Generated, Bug> {
    let facts = Facts::new(program, options);
    let wanted = |id: &ModuleId| options.recurse || is_wanted(&facts, *id);
    let written = facts.modules.iter().map(|(id, _)| id).filter(wanted);
    let mut outputs = written
        .map(|id| assemble::module_file(&facts, id))
        .collect::<Result<Vec<_>, _>>()?;
    let top: Vec<ModuleId> = facts.modules[Modules::ROOT]
        .children
        .iter()
        .copied()
        .filter(wanted)
        .collect();
    if options.recurse || top.len() > 1 {
        outputs.push(assemble::root_file(&facts, &top)?);
    }
    Ok(Generated {
        outputs,
        sources: assemble::source_names(program),
    })
}

/// What the templates print, by module, for whoever wants to look at it: its form may change at any time.
pub fn views(program: &Program, options: Options) -> impl Serialize {
    let facts = Facts::new(program, options);
    let mut views = BTreeMap::new();
    for (id, module) in facts.modules.iter() {
        let path = module.path.join("::");
        let (mut own, mut needs) = (Vec::new(), Needs::default());
        for piece in lower::pieces(&facts, id) {
            needs = needs.and(piece.needs(program));
            match piece {
                Piece::Definition(item) => own.extend(lower::definition(&facts, id, item)),
                Piece::Service(service) => {
                    let service = lower::service(&facts, id, service);
                    views.insert(format!("{path}::{}", service.name), service.views);
                }
            }
        }
        let uses = needs.uses();
        views.insert(path, uses.into_iter().chain(own).collect());
    }
    views
}

/// A module is wanted for a file that the user named, or to hold one that is.
fn is_wanted(facts: &Facts<'_>, id: ModuleId) -> bool {
    let module = &facts.modules[id];
    let named = module.files.iter().any(|file| facts.program[*file].root);
    named
        || (module.files.is_empty() && module.children.iter().any(|child| is_wanted(facts, *child)))
}
