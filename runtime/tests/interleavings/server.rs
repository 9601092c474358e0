//! As in the crate, so that the files find what is around them.

mod handing_over;
mod queueing;
mod workers;
