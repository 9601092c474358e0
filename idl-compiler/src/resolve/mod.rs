//! Trees → the model: every name is looked up, and every value gets the type of its place.
//!
//! A problem is reported and something harmless put in its place, so that one run finds the problems of all files.

mod advice;
mod constants;
mod conversions;
mod enums;
mod fields;
mod files;
mod heads;
mod names;
mod references;
mod scalars;
mod services;
mod spelling;
mod structs;
mod typedefs;
mod types;
mod values;

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::load::Loaded;
use crate::model::{ConstantId, FileId, Program, Type, TypeKind, TypedefId};

use names::Names;

/// Makes one program of all files. It is whole, and fit for all that reads a program, only if no error was reported.
pub fn resolve(loaded: &Loaded, diagnostics: &mut Diagnostics) -> Program {
    let names = Names::collect(loaded, diagnostics);
    let mut resolver = Resolver::new(names, diagnostics);
    resolver.files(loaded);
    resolver.enums();
    resolver.typedefs();
    resolver.structs();
    resolver.constants();
    resolver.defaults();
    resolver.services();
    resolver.finish()
}

/// The program as far as it is made. Each kind of definition is added at once, in the order of [`Names`].
struct Resolver<'a, 'd> {
    names: Names<'a>,
    program: Program,
    diagnostics: &'d mut Diagnostics,
    /// Constants without a value; why has been reported.
    broken: HashSet<ConstantId>,
    /// What is reported once a file and has been.
    reported: Vec<(FileId, Code)>,
    /// How many unknown names were compared with the known ones.
    advised: usize,
}

impl<'a, 'd> Resolver<'a, 'd> {
    fn new(names: Names<'a>, diagnostics: &'d mut Diagnostics) -> Self {
        Self {
            names,
            program: Program::default(),
            diagnostics,
            broken: HashSet::new(),
            reported: Vec::new(),
            advised: 0,
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports what need not be said again for the same file.
    fn report_once(&mut self, file: FileId, diagnostic: Diagnostic) {
        let which = (file, diagnostic.code);
        if !self.reported.contains(&which) {
            self.reported.push(which);
            self.report(diagnostic);
        }
    }

    /// Stands for a type about which an error was reported: the typedef after all others, which no file defines.
    fn unknown(&self) -> Type {
        Type::plain(TypeKind::Typedef(TypedefId(
            self.names.typedefs.len() as u32
        )))
    }

    /// The type behind typedefs; `None` if it is unknown.
    fn known(&self, ty: &Type) -> Option<Type> {
        let mut ty = ty;
        while let TypeKind::Typedef(id) = ty.kind {
            if id.0 as usize == self.names.typedefs.len() {
                return None;
            }
            ty = &self.program[id].ty;
        }
        Some(ty.clone())
    }

    fn finish(mut self) -> Program {
        // With an error on record nobody looks at the program's meaning, but indices must stay valid.
        if !self.diagnostics.has_errors() {
            self.program.typedefs.truncate(self.names.typedefs.len());
        }
        self.program
    }
}
