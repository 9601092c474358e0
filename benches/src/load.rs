//! A load on a server: connections that each keep so many calls under way, from one thread, and what it costs the server.
//!
//! It is a closed loop: a new call goes out when a reply has come. The request is made once, and every reply is compared
//! with what it must be, byte for byte; one wrong reply ends the run.

mod crowd;
mod exchange;
mod idle;
mod meter;
mod peer;
mod process;

use std::fmt;

pub use exchange::{Exchange, Framing, Method};
pub use idle::resident_once_at_rest;
pub use meter::Meter;
use serde::{Deserialize, Serialize};

use crate::Result;

/// What the program `load` is asked to do, as JSON, in its only argument.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Task {
    /// Call for a while; prints an [`Outcome`].
    Calls(Calls),
    /// Hold connections; prints [`Memory`].
    Idle(Idle),
}

/// A server under load.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Target {
    /// Its port on this machine.
    pub port: u16,
    /// Its process.
    pub process: i32,
    /// How messages are told apart.
    pub framing: Framing,
}

/// Calls to make.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Calls {
    /// Of whom.
    pub target: Target,
    /// Which.
    pub shape: Shape,
    /// Seconds before anything is measured.
    pub warm_up: f64,
    /// Seconds that are measured.
    pub seconds: f64,
}

/// What calls look like, and how many there are at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// What is called.
    pub method: Method,
    /// Bytes of the argument, of the methods where they can be chosen.
    pub payload: usize,
    /// Connections.
    pub connections: usize,
    /// Calls under way on each.
    pub window: usize,
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            method,
            payload,
            connections,
            window,
        } = self;
        match method {
            Method::Echo if payload % 1024 == 0 => write!(f, "{} KiB", payload / 1024)?,
            Method::Echo => write!(f, "{payload} B")?,
            method => write!(f, "{method}")?,
        }
        write!(f, " × {connections}")?;
        if *window > 1 {
            write!(f, ", {window} outstanding")
        } else {
            Ok(())
        }
    }
}

/// What calls cost.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Calls answered in a second.
    pub rate: f64,
    /// The server's processor time for one call, in µs: its own and the kernel's on its behalf.
    pub cpu: f64,
    /// How long a call took in the middle case, in µs.
    pub p50: f64,
    /// How long all but one call in a hundred took, in µs.
    pub p99: f64,
    /// Connections that had no reply while it was measured.
    pub starved: usize,
    /// How busy the client was: at 1 the rate is the client's limit.
    pub client: f64,
}

/// Connections to hold.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Idle {
    /// To whom.
    pub target: Target,
    /// How many.
    pub connections: usize,
    /// Bytes that each echoes once.
    pub payload: usize,
}

/// What idle connections cost: bytes of the server's resident memory for each. The kernel's are not among them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// Of a connection that is only open.
    pub fresh: f64,
    /// Of one that has had a call answered.
    pub used: f64,
    /// Of the server before the first connection, for all of them together.
    pub base: f64,
}

impl Calls {
    /// Makes them.
    ///
    /// # Errors
    /// The server cannot be reached, answers wrongly or not at all, or ends.
    pub fn run(&self) -> Result<Outcome> {
        crowd::run(self)
    }
}

impl Idle {
    /// Holds them.
    ///
    /// # Errors
    /// As [`Calls::run`].
    pub fn run(&self) -> Result<Memory> {
        idle::run(self)
    }
}
