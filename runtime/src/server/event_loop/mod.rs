//! The async drivers, on tokio, and the loops that run them.

mod arrivals;
mod drive;
mod ends;
mod handover;
mod patience;
mod slots;
mod unordered;

pub(super) use arrivals::{Arrival, Arrivals, EventLoop, serve_arrivals};
pub(super) use drive::serve_accepted;
pub(super) use handover::{Job, hand_over};
pub(super) use patience::within;
