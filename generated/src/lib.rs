//! What `idlc` makes of the files in `idl/`, as it is: regenerate it with
//! `cargo run -p idlc -- compile idl/*.idl idl/*.thrift idl/names/*.idl --recurse --out generated/src`.

#[rustfmt::skip] // as idlc lays it out
#[path = "mod.rs"]
mod all;

pub use all::*;
