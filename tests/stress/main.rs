//! What servers of every model bear. Counts are asserted, never times.

mod churn;
mod crowd;
mod half_closed;
mod process;
mod service;
mod sleepers;
mod slow;
mod stopping;
