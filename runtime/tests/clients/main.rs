//! Clients against servers by script: what is sent when, and what becomes of each call.

#[path = "../support/mod.rs"]
#[allow(dead_code)] // much of it is for the tests of servers
mod support;

mod deadlines;
mod metadata;
mod pools;
mod urls;

#[cfg(feature = "tokio")]
mod abandoned;
#[cfg(feature = "tokio")]
mod broken;
#[cfg(feature = "tokio")]
mod closing;
#[cfg(feature = "tokio")]
mod many;
#[cfg(feature = "tokio")]
mod payloads;
#[cfg(feature = "tokio")]
mod peer;
#[cfg(feature = "tokio")]
mod pipelined;
#[cfg(feature = "tokio")]
mod reconnecting;
