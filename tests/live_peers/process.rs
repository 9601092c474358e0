//! A program with everything that it starts: all of it ends when its owner lets go.

use std::fs::{self, File};
use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

/// How often one looks whether something has happened.
const BEAT: Duration = Duration::from_millis(10);

/// A program that runs, in a process group of its own.
pub(crate) struct Process {
    child: Child,
    output: PathBuf,
}

impl Process {
    /// Starts a program, whose output goes to a file.
    pub(crate) fn start(program: &Path, flags: &[String], output: PathBuf) -> io::Result<Self> {
        let file = File::create(&output)?;
        let child = Command::new(program)
            .args(flags)
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .process_group(0)
            .spawn()
            .map_err(|error| io::Error::other(format!("{}: {error}", program.display())))?;
        Ok(Self { child, output })
    }

    /// How it ended, if it does so in time.
    pub(crate) fn end_within(&mut self, limit: Duration) -> io::Result<Option<ExitStatus>> {
        let ended = wait_until(limit, || self.child.try_wait().transpose());
        ended.transpose()
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Asks it to end.
    pub(crate) fn terminate(&self) {
        self.signal(Signal::TERM);
    }

    /// What it has said so far.
    pub(crate) fn output(&self) -> String {
        let bytes = fs::read(&self.output).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn signal(&self, signal: Signal) {
        // whoever is not there any more needs no signal
        let _ = kill_process_group(Pid::from_child(&self.child), signal);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.signal(Signal::KILL);
        drop(self.child.wait());
    }
}

/// Asks again and again, until there is an answer or the time is up.
pub(crate) fn wait_until<T>(limit: Duration, mut answer: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + limit;
    loop {
        let answered = answer();
        if answered.is_some() || Instant::now() > end {
            return answered;
        }
        thread::sleep(BEAT);
    }
}
