//! Compiles Thrift IDL (`.thrift`, `.idl`) to Rust.
//!
//! ```text
//!  text ──load, syntax──► ast ──resolve──► model ──check──► model ──rust──► text
//! ```
//!
//! Each arrow is one stage, each noun plain data. A stage reports problems to [`diagnostics`] and goes on as far as
//! it makes sense; nothing here prints or exits.

pub mod diagnostics;
pub mod load;
pub mod source;
pub mod syntax;
