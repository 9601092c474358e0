//! Constants → `const` where Rust can make the value before the program runs, else a lazy `static`.

use crate::model::ConstantId;

use super::super::docs::Docs;
use super::super::lints::{allow, complex_inside};
use super::super::types::RustType;
use super::super::views;
use super::{Lowering, attributes};

impl Lowering<'_, '_> {
    pub(super) fn constant(&mut self, id: ConstantId) {
        let constant = &self.facts.program[id];
        let ty = self.facts.types.value(&constant.ty);
        let lazy = !is_const(&ty);
        let value = if lazy {
            self.lazily(&constant.value, &ty)
        } else {
            self.literal(&constant.value, &ty)
        };
        let lints = [
            complex_inside(&ty).filter(|_| lazy),
            self.facts.deprecation_of_constant(id),
            has_double(&value),
        ];
        let view = views::Constant {
            docs: Docs::new(constant.head.doc.as_deref()),
            attributes: attributes::of_head(&constant.head)
                .chain(allow(lints.into_iter().flatten()))
                .collect(),
            name: self.facts.names.constants[id.0 as usize].clone(),
            ty: match ty.behind() {
                RustType::String => "&str".to_owned(),
                RustType::Bytes => "&[u8]".to_owned(),
                _ => self.place.ty(&ty),
            },
            lazy,
            value,
        };
        self.push(view);
    }
}

/// Is a constant of this type a `const`?
pub(super) fn is_const(ty: &RustType) -> bool {
    !matches!(
        ty.behind(),
        RustType::Vec(_) | RustType::Set(..) | RustType::Map(..) | RustType::Struct(_)
    )
}

/// Clippy takes 3.14 for a mistake. Any number with two decimals might be one that it knows.
pub(super) fn has_double(value: &str) -> Option<&'static str> {
    let number = |window: &[u8]| matches!(window, [a, b'.', c, d] if [a, c, d].iter().all(|digit| digit.is_ascii_digit()));
    value
        .as_bytes()
        .windows(4)
        .any(number)
        .then_some("clippy::approx_constant")
}
