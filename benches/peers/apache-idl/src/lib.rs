//! The benchmarks' IDL as Apache's compiler translates it to Rust.
#![allow(warnings, clippy::all)] // not our code

include!(concat!(env!("OUT_DIR"), "/modules.rs"));
