//! What each fuzz target does with a run of bytes. The targets themselves are three lines: whatever they find can be
//! run again from anywhere else.
//!
//! The first bytes of an input choose (a type, a dialect, how the rest is cut into pieces); the rest is what a peer sends.

mod client;
mod connection;
pub mod dialects;
mod differential;
mod events;
mod idl;
mod memory;
mod pieces;
mod reader;
mod round_trip;
mod scanner;
pub mod service;
mod types;

/// The tests' arbitrary values.
#[allow(dead_code, unreachable_pub)] // the tests use more of them
#[path = "../../tests/support/entropy.rs"]
mod entropy;
/// The tests' handler.
#[allow(dead_code, unreachable_pub)]
#[path = "../../tests/support/interop.rs"]
mod interop;

pub use client::client;
pub use connection::{connection, header, http, zlib};
pub use differential::differential;
pub use events::file;
pub use idl::idl;
pub use reader::{binary, compact, json, simple_json};
pub use round_trip::round_trip;
pub use scanner::scan;

/// Bytes as lower-case hex, as the tests' handler wants them.
fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
