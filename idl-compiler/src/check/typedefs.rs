//! Typedefs of typedefs: what a type comes to once all are put in.

use crate::diagnostics::codes::types as codes;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::{Program, Type, TypeKind, TypedefId};

/// Typedefs and containers in one another. Far beyond what a decoder follows, and what rustc does.
const DEEPEST: usize = 500;
/// Types that one type is made of, each counted wherever it stands.
const BIGGEST: usize = 10_000;

/// What a type comes to.
#[derive(Debug, Clone, Copy)]
struct Extent {
    depth: usize,
    size: usize,
    /// Is a part of it too big, which has been reported?
    reported: bool,
}

/// A few lines can define a type of astronomic size: each typedef a map of the one before to itself.
pub(super) fn too_big(program: &Program, diagnostics: &mut Diagnostics) {
    let mut known = vec![None; program.typedefs.len()];
    for index in 0..known.len() {
        // A stack of our own, since the chain may be longer than the thread's.
        let mut open = vec![index];
        while let Some(&top) = open.last() {
            let ty = &program.typedefs[top].ty;
            let mut missing = Vec::new();
            named(ty, &mut |id| {
                missing.extend(known[id.0 as usize].is_none().then_some(id.0 as usize));
            });
            if known[top].is_none() && !missing.is_empty() {
                open.extend(missing);
                continue;
            }
            open.pop();
            if known[top].is_none() {
                let extent = extent(ty, &known);
                known[top] = Some(judged(program, top, extent, diagnostics));
            }
        }
    }
}

fn judged(
    program: &Program,
    index: usize,
    mut extent: Extent,
    diagnostics: &mut Diagnostics,
) -> Extent {
    let too_big = extent.depth > DEEPEST || extent.size > BIGGEST;
    if too_big && !extent.reported {
        extent.reported = true;
        let head = &program.typedefs[index].head;
        let message = format!("the type `{}` is too big", head.name);
        let label = format!(
            "{} levels deep, made of {} types",
            extent.depth, extent.size
        );
        let problem = Diagnostic::new(codes::TYPE_TOO_BIG, message)
            .at(head.span, label)
            .help("put a struct in between");
        diagnostics.push(problem);
    }
    extent
}

/// The typedefs that `ty` names itself.
fn named(ty: &Type, visit: &mut impl FnMut(TypedefId)) {
    match &ty.kind {
        TypeKind::Typedef(id) => visit(*id),
        TypeKind::List(element) | TypeKind::Set(element) => named(element, visit),
        TypeKind::Map(key, value) => {
            named(key, visit);
            named(value, visit);
        }
        _ => {}
    }
}

fn extent(ty: &Type, known: &[Option<Extent>]) -> Extent {
    let within = |parts: &[Extent]| Extent {
        depth: 1 + parts.iter().map(|part| part.depth).max().unwrap_or(0),
        size: parts
            .iter()
            .fold(1, |size: usize, part| size.saturating_add(part.size)),
        reported: parts.iter().any(|part| part.reported),
    };
    match &ty.kind {
        TypeKind::List(element) | TypeKind::Set(element) => within(&[extent(element, known)]),
        TypeKind::Map(key, value) => within(&[extent(key, known), extent(value, known)]),
        // A typedef that is not known is a circle, which has been reported.
        TypeKind::Typedef(id) => {
            let parts = known.get(id.0 as usize).copied().flatten();
            within(parts.as_slice())
        }
        _ => within(&[]),
    }
}
