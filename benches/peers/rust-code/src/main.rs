//! `rust-code IDL RUST`: one file of IDL to one file of Rust, by pilota's compiler as its users set it up.
//!
//! The other libraries are dependencies so that one build makes them all, for code that rustc is then measured on.

use std::path::PathBuf;

use pilota_build::{Builder, Output};

fn main() -> Result<(), &'static str> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(idl), Some(rust)) = (arguments.next(), arguments.next()) else {
        return Err("rust-code IDL RUST");
    };
    Builder::thrift()
        .ignore_unused(false)
        .compile([idl], Output::File(rust));
    Ok(())
}
