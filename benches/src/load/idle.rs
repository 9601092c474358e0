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
    let measure = || {
        sleep(REST);
        resident(idle.target.process)
    };
    // what the server makes once, for its first connection, is not a connection's
    call(&mut connect(idle.target.port, 1)?, &exchange)?;
    let before = measure()?;
    let mut crowd = connect(idle.target.port, idle.connections)?;
    let fresh = measure()?;
    call(&mut crowd, &exchange)?;
    let used = measure()?;
    call(&mut crowd, &exchange)?; // they were alive all the time
    let each = |bytes: f64| (bytes - before) / idle.connections as f64;
    Ok(Memory {
        fresh: each(fresh),
        used: each(used),
        base: before,
    })
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
