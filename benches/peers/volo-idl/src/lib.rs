//! The benchmarks' IDL as volo translates it.
#![allow(warnings, clippy::all)] // not our code

mod generated {
    volo::include_service!("volo_gen.rs");
}

pub use generated::volo_gen::*;
