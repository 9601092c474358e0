//! What a whole command costs: its time, and the processor time of all its threads.

use std::process::{Command, Stdio};
use std::time::Instant;

use benches::Result;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;

/// What one run cost, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    /// From before it was started until it had ended.
    pub(crate) wall: f64,
    /// Of all its threads, in user and in kernel mode.
    pub(crate) cpu: f64,
}

/// Runs a command to its end; what it prints is thrown away.
///
/// # Errors
/// It cannot be started, or says that it failed.
pub(crate) fn run(command: &mut Command) -> Result<Cost> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let (cpu, start) = (children()?, Instant::now());
    let status = command
        .status()
        .map_err(|error| format!("cannot start {command:?}: {error}"))?;
    let wall = start.elapsed().as_secs_f64() * 1e3;
    if !status.success() {
        return Err(format!("{command:?} failed").into());
    }
    Ok(Cost {
        wall,
        cpu: children()? - cpu,
    })
}

/// The processor time of all children that have ended, in milliseconds.
fn children() -> Result<f64> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let time = usage.user_time() + usage.system_time();
    Ok(time.num_microseconds() as f64 / 1e3)
}
