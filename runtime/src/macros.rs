//! Macros that programs and generated code call.

/// Brings the code that `idlc` made from `NAME.thrift` or `NAME.idl` in a build script into this module:
/// `include_idl!("shop")` includes `$OUT_DIR/shop.rs`.
#[macro_export]
macro_rules! include_idl {
    ($name:literal) => {
        ::std::include!(::std::concat!(::std::env!("OUT_DIR"), "/", $name, ".rs"));
    };
}

/// What the `Wire` of every generated struct and union has in common beyond its own lines.
#[doc(hidden)]
#[macro_export]
macro_rules! __struct_reading {
    () => {
        const MERGES: bool = true;
    };
}
