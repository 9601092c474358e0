//! What `idlc` makes of the files in `idl/`, as it is: regenerate it with
//! `cargo run -p idlc -- compile idl/*.idl idl/*.thrift --recurse --out generated/src`.

#[path = "mod.rs"]
mod all;

pub use all::*;
