//! The async driver, on tokio, and the loops that run it.

mod arrivals;
mod drive;
mod patience;

pub(super) use arrivals::{EventLoop, serve_arrivals};
pub(super) use drive::serve_accepted;
