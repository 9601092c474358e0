//! Structs that hold themselves by value. Containers hold nothing by value, so only plain fields and members count.

use crate::graph::{Graph, Step};
use crate::model::{Field, Program, Struct, StructId};

/// The strongly connected parts of the program's structs.
#[derive(Debug)]
pub(super) struct Cycles {
    /// By struct: its part, over all edges by value.
    any: Vec<usize>,
    /// By struct: its part, over the edges that every value has. Nothing on a cycle of these has a finite value.
    always: Vec<usize>,
}

impl Cycles {
    /// Follows every field of every struct.
    pub(super) fn new(program: &Program) -> Self {
        Self {
            any: parts(program, |_, _| true),
            always: parts(program, Struct::always_has),
        }
    }

    /// Does the field `field` of `owner` lead back to `owner`, so that a pointer is needed?
    pub(super) fn returns(&self, program: &Program, owner: StructId, field: &Field) -> bool {
        field
            .ty
            .held(program)
            .is_some_and(|to| self.any[owner.0 as usize] == self.any[to.0 as usize])
    }

    /// Does it so over fields alone which every value has, so that it must be possible to leave it out?
    pub(super) fn endless(&self, program: &Program, owner: StructId, field: &Field) -> bool {
        program[owner].always_has(field)
            && field
                .ty
                .held(program)
                .is_some_and(|to| self.always[owner.0 as usize] == self.always[to.0 as usize])
    }
}

fn parts(program: &Program, counts: fn(&Struct, &Field) -> bool) -> Vec<usize> {
    let edges: Vec<Vec<Step>> = program
        .structs
        .iter()
        .map(|owner| {
            let fields = owner.fields.iter().filter(|field| counts(owner, field));
            fields
                .filter_map(|field| Some((field.ty.held(program)?.0 as usize, field.head.span)))
                .collect()
        })
        .collect();
    let mut part_of = vec![0; edges.len()];
    for (part, members) in Graph::new(&edges).groups().iter().enumerate() {
        for node in members {
            part_of[*node] = part;
        }
    }
    part_of
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Build, list};
    use super::*;
    use crate::model::Requiredness;

    fn facts(program: &Program) -> Vec<(bool, bool)> {
        let cycles = Cycles::new(program);
        let owners = program.structs.iter().enumerate();
        let fields = owners.flat_map(|(id, it)| {
            it.fields
                .iter()
                .map(move |field| (StructId(id as u32), field))
        });
        fields
            .map(|(id, field)| {
                (
                    cycles.returns(program, id, field),
                    cycles.endless(program, id, field),
                )
            })
            .collect()
    }

    #[test]
    fn a_list_breaks_a_cycle() {
        let mut build = Build::default();
        let node = build.structure("Node", &[]);
        build.field(&node, "children", list(node.clone()));
        assert_eq!(facts(&build.program()), [(false, false)]);
    }

    #[test]
    fn an_optional_edge_makes_a_cycle_finite() {
        let mut build = Build::default();
        let a = build.structure("A", &[]);
        let b = build.structure("B", &[("a", a.clone())]);
        build.field(&a, "b", b).requiredness = Requiredness::Optional;
        assert_eq!(facts(&build.program()), [(true, false), (true, false)]);
    }

    #[test]
    fn through_a_typedef_and_always() {
        let mut build = Build::default();
        let a = build.structure("A", &[]);
        let alias = build.typedef("Alias", a.clone());
        build.field(&a, "a", alias);
        assert_eq!(facts(&build.program()), [(true, true)]);
    }

    #[test]
    fn a_union_may_always_be_unset() {
        let mut build = Build::default();
        let not = build.structure("Not", &[]);
        let predicate = build.union("Predicate", &[("not", not.clone())]);
        build.field(&not, "inner", predicate);
        assert_eq!(facts(&build.program()), [(true, false), (true, false)]);
    }
}
