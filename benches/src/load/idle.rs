//! What connections cost while nothing happens on them.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    thread::sleep,
    time::Duration,
};

use super::{Idle, Memory, Method, crowd::connect, exchange::Exchange, process::resident};
use crate::Result;

/// How long the server has to come to rest.
const REST: Duration = Duration::from_millis(1500);
/// How long it may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) fn run(idle: &Idle) -> Result<Memory> {
    let exchange = Exchange::new(Method::Echo, idle.payload, idle.target.framing)?;
    let measure = || resident_once_at_rest(idle.target.process);
    // what the server makes once, for its first connection, is not a connection's
    call(&mut connect(idle.target.port, 1)?, &exchange)?;
    let before = measure()?;
    let mut crowd = connect(idle.target.port, idle.connections)?;
    let fresh = measure()?;
    call(&mut crowd, &exchange)?;
    let used = measure()?;
    call(&mut crowd, &exchange)?; // they were alive all the time
    Ok(Memory::each(idle.connections, before, fresh, used))
}

/// The resident memory of a process, in bytes, when it has had a moment to come to rest.
///
/// # Errors
/// There is no such process.
pub fn resident_once_at_rest(process: i32) -> Result<f64> {
    sleep(REST);
    resident(process)
}

impl Memory {
    /// What each of so many connections takes, of the resident bytes before them, with them, and when they were used.
    pub fn each(connections: usize, base: f64, fresh: f64, used: f64) -> Self {
        let each = |bytes: f64| (bytes - base) / connections as f64;
        Self {
            fresh: each(fresh),
            used: each(used),
            base,
        }
    }
}

/// Makes a call on every connection, one after the other.
fn call(crowd: &mut [TcpStream], exchange: &Exchange) -> Result<()> {
    let mut reply = vec![0; exchange.reply.len()];
    for stream in crowd {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(&exchange.request)?;
        stream.read_exact(&mut reply)?;
        if reply != exchange.reply {
            return Err("a wrong reply".into());
        }
    }
    Ok(())
}
