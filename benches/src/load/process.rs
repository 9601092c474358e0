//! What another process has used.

use std::time::Duration;

use nix::{time::ClockId, unistd::Pid};

use crate::Result;

/// The processor time of a process: of all its threads, those that have ended too, in user space and in the kernel.
pub(super) fn cpu(process: i32) -> Result<Duration> {
    Ok(ClockId::pid_cpu_clock_id(Pid::from_raw(process))?
        .now()?
        .into())
}

/// The resident memory of a process, in bytes. (`VmRSS` is counted by each processor on its own, and late.)
pub(super) fn resident(process: i32) -> Result<f64> {
    let maps = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup"))?;
    let line = maps.lines().find_map(|line| line.strip_prefix("Rss:"));
    let kib = line.and_then(|line| line.trim_end_matches("kB").trim().parse::<f64>().ok());
    Ok(kib.ok_or("no Rss in smaps_rollup")? * 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_and_memory_are_seen() -> Result<()> {
        let me = std::process::id() as i32;
        let (cpu_before, resident_before) = (cpu(me)?, resident(me)?);
        let mut bytes = vec![0u8; 64 << 20];
        for (place, byte) in bytes.iter_mut().enumerate() {
            *byte = (place % 251) as u8;
        }
        let sum: u64 = std::hint::black_box(&bytes)
            .iter()
            .map(|&byte| u64::from(byte))
            .sum();
        assert!(sum > 0);
        assert!(cpu(me)? > cpu_before);
        assert!(resident(me)? >= resident_before + f64::from(32 << 20));
        Ok(())
    }
}
