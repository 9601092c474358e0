//! Enums → newtypes over `i32`, so that numbers which this version of the IDL does not know are kept.

use crate::model::EnumId;

use super::super::derives::derive;
use super::super::docs::Docs;
use super::super::views::{Enumeration, Member};
use super::{Lowering, attributes};

const DERIVES: [&str; 8] = [
    "Clone",
    "Copy",
    "Default",
    "PartialEq",
    "Eq",
    "PartialOrd",
    "Ord",
    "Hash",
];

impl Lowering<'_, '_> {
    pub(super) fn enumeration(&mut self, id: EnumId) {
        let facts = self.facts;
        let it = &facts.program[id];
        let derives = DERIVES.into_iter().chain(facts.serde());
        let names = &facts.names.members[id.0 as usize];
        let members = it.members.iter().zip(names).map(|(member, name)| Member {
            docs: Docs::new(member.head.doc.as_deref()),
            attributes: attributes::of_head(&member.head).collect(),
            name: name.clone(),
            wire_name: member.head.name.clone(),
            value: member.value,
        });
        let deprecated = attributes::is_deprecated(&it.head);
        let touches = deprecated
            || it
                .members
                .iter()
                .any(|member| attributes::is_deprecated(&member.head));
        let view = Enumeration {
            docs: Docs::new(it.head.doc.as_deref()),
            attributes: std::iter::once(derive(derives, &it.head.annotations))
                .chain(attributes::of_head(&it.head))
                .collect(),
            allow: attributes::allowing(touches.then_some("deprecated")),
            name: facts.names.enums[id.0 as usize].clone(),
            wire_name: it.head.name.clone(),
            has_members: !it.members.is_empty(),
            members: members.collect(),
            deprecated,
        };
        self.push(view);
    }
}
