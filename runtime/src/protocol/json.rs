//! JSON, in two dialects: [`TJSONProtocol`], which keeps types and ids, and [`TSimpleJSONProtocol`], which is what
//! people write by hand.
//!
//! What both share is here once ([`JsonInput`], [`JsonOutput`]); what tells them apart is a [`JsonDialect`].

mod brackets;
mod dialect;
mod digits;
mod fields;
mod input;
mod nearest;
mod numbers;
mod output;
mod place;
mod plain;
mod powers;
mod seventeen;
mod skip;
mod strings;
mod tokens;
mod typed;

pub(crate) use brackets::Brackets;
pub use dialect::JsonDialect;
pub use input::JsonInput;
pub(super) use numbers::put_seventeen_digits;
pub use output::JsonOutput;
pub use place::JsonPlace;
pub use plain::TSimpleJSONProtocol;
pub use typed::TJSONProtocol;
