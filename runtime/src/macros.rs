//! Macros that programs and generated code call.

/// Brings the code that `idlc` made from `NAME.thrift` or `NAME.idl` in a build script into this module:
/// `include_idl!("shop")` includes `$OUT_DIR/shop.rs`.
#[macro_export]
macro_rules! include_idl {
    ($name:literal) => {
        ::std::include!(::std::concat!(::std::env!("OUT_DIR"), "/", $name, ".rs"));
    };
}

/// What the `Wire` of every generated struct and union has in common beyond its own lines. With protocols, only in those
/// it is read and written.
#[doc(hidden)]
#[macro_export]
macro_rules! __struct_reading {
    ($($protocol:ident),*) => {
        const MERGES: bool = true;
        $crate::codegen::protocols!($($protocol),*);
    };
}

/// The protocols that something generated is compiled for; without any, all.
#[doc(hidden)]
#[macro_export]
macro_rules! __protocols {
    () => {};
    ($($protocol:ident),+) => {
        const PROTOCOLS: $crate::Protocols = $crate::Protocols::of(&[$($crate::Protocol::$protocol),+]);
    };
}

/// The `Wire` of a struct without fields.
#[doc(hidden)]
#[macro_export]
macro_rules! __empty_struct {
    ($name:ident, $wire_name:literal $(, $protocol:ident)* $(,)?) => {
        impl $crate::codegen::Wire for $name {
            const TYPE: $crate::TType = $crate::TType::Struct;
            const NAME: &'static str = $wire_name;
            $crate::codegen::struct_reading!($($protocol),*);

            #[inline(never)]
            fn read_into<P: $crate::codegen::TInputProtocol>(
                &mut self,
                input: &mut P,
            ) -> $crate::Result<()> {
                $crate::codegen::read_struct(input, |_, _| ::std::result::Result::Ok(()))
            }

            #[inline(never)]
            fn write<P: $crate::codegen::TOutputProtocol>(&self, output: &mut P) {
                $crate::codegen::write_struct(output, Self::NAME, 0, |_, _| {});
            }
        }
    };
}

/// What makes the enum of a function's errors an error: each variant shows what it holds, and is made of it where its
/// type is given. `Other` holds an [`Error`](crate::Error).
#[doc(hidden)]
#[macro_export]
macro_rules! __failure {
    ($name:ident, $($variant:ident($($from:ty)?)),* $(,)?) => {
        impl ::std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    $(Self::$variant(error) => ::std::fmt::Display::fmt(error, formatter),)*
                    Self::Other(error) => ::std::fmt::Display::fmt(error, formatter),
                }
            }
        }

        impl ::std::error::Error for $name {
            fn source(&self) -> ::std::option::Option<&(dyn ::std::error::Error + 'static)> {
                match self {
                    $(Self::$variant(error) => ::std::error::Error::source(error),)*
                    Self::Other(error) => ::std::error::Error::source(error),
                }
            }
        }

        $($(
            impl ::std::convert::From<$from> for $name {
                fn from(error: $from) -> Self {
                    Self::$variant(error)
                }
            }
        )?)*

        impl ::std::convert::From<$crate::Error> for $name {
            fn from(error: $crate::Error) -> Self {
                Self::Other(error)
            }
        }

        impl ::std::convert::From<$crate::TApplicationException> for $name {
            fn from(error: $crate::TApplicationException) -> Self {
                Self::Other(error.into())
            }
        }
    };
}
