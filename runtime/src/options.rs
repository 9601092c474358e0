//! Options are plain structs whose fields may grow in number, so each field has a setter to chain.

/// The setters of an options struct: `with_field` for each field, under the field's documentation.
macro_rules! setters {
    ($Options:ident { $($(#[$doc:meta])* $with:ident $field:ident: $type:ty,)* }) => {
        impl $Options {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $with(mut self, $field: $type) -> Self {
                    self.$field = $field;
                    self
                }
            )*
        }
    };
}

pub(crate) use setters;
