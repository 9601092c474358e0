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

/// `Display` and `FromStr` of an enum that has `ALL` and `name`, by its names.
macro_rules! named {
    ($Type:ident, $what:literal) => {
        impl std::fmt::Display for $Type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        impl std::str::FromStr for $Type {
            type Err = crate::Error;

            fn from_str(text: &str) -> crate::Result<Self> {
                let named = Self::ALL.iter().copied().find(|each| each.name() == text);
                named.ok_or_else(|| {
                    let names: Vec<_> = Self::ALL.iter().map(|each| each.name()).collect();
                    let why = format!("there is no {} `{text}`: {}", $what, names.join(", "));
                    crate::ErrorKind::Usage(why.into()).into()
                })
            }
        }
    };
}

pub(crate) use named;
