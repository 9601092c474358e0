//! Servers in processes of their own: what they hold is counted, limits are set to them, and attackers share none of it.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use thriftwood::transport::Endpoint;

macro_rules! counts {
    ($( $(#[$doc:meta])* $name:ident )*) => {
        /// What the program `attack-target` counts.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Counts { $( $(#[$doc])* pub $name: usize, )* }

        /// The numbers, in the order of the fields.
        impl fmt::Display for Counts {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let numbers: Vec<_> = [$( self.$name, )*].iter().map(ToString::to_string).collect();
                f.write_str(&numbers.join(" "))
            }
        }

        impl Counts {
            fn parse(line: &str) -> Option<Self> {
                let mut numbers = line.split(' ').map(str::parse);
                Some(Self { $( $name: numbers.next()?.ok()?, )* })
            }
        }
    };
}

counts! {
    /// Bytes that are allocated.
    memory
    /// The most that were, since that was reset.
    peak
    /// Peers that are served.
    connections
    /// Peers that were accepted, ever.
    accepted
    /// Bytes that were read, ever.
    received
    /// Handlers that have begun.
    begun
    /// Handlers that have ended, however.
    ended
    /// Connections with work for which no worker has the time yet, or for whom there is none.
    queued
    /// Times that a connection could not be accepted.
    unaccepted
    /// Panics, wherever they were caught.
    panics
}

/// A server's process, until it is dropped.
#[derive(Debug)]
pub struct Target {
    program: Child,
    lines: Mutex<(ChildStdin, BufReader<ChildStdout>)>,
    endpoints: Vec<Endpoint>,
}

impl Target {
    /// Starts a program, which listens, and obeys.
    ///
    /// # Panics
    /// If it cannot be started, or does not say where it listens.
    pub fn start(program: &Path, flags: &[String], variables: &[(&str, &str)]) -> Self {
        let mut program = Command::new(program)
            .args(flags)
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program");
        let orders = program.stdin.take().expect("it is piped");
        let mut answers = BufReader::new(program.stdout.take().expect("it is piped"));
        let mut line = String::new();
        answers.read_line(&mut line).expect("a line");
        let endpoints = line.split_whitespace().map(str::parse);
        let endpoints: Result<Vec<_>, _> = endpoints.collect();
        Self {
            program,
            lines: Mutex::new((orders, answers)),
            endpoints: endpoints.expect("where it listens"),
        }
    }

    /// Where it listens first.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoints[0]
    }

    /// Wherever it listens.
    pub fn endpoints(&self) -> &[Endpoint] {
        &self.endpoints
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.program.id()
    }

    /// Has it do something, and waits for its answer.
    ///
    /// # Panics
    /// If it is not there any more.
    pub fn order(&self, order: &str) -> String {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(lines.0, "{order}").expect("it lives");
        let mut answer = String::new();
        let length = lines.1.read_line(&mut answer).expect("an answer");
        assert!(length > 0, "the server's process has ended");
        answer.trim_end().to_owned()
    }

    /// The same for what has no other answer than that it is done.
    ///
    /// # Panics
    /// If it is not there any more, or knows no such order.
    pub fn obey(&self, order: &str) {
        assert_eq!(self.order(order), "done");
    }

    /// What it counts.
    ///
    /// # Panics
    /// If it is not there any more.
    pub fn counts(&self) -> Counts {
        Counts::parse(&self.order("count")).expect("numbers")
    }

    /// Descriptors that its process has open.
    ///
    /// # Panics
    /// If it is not there any more.
    pub fn descriptors(&self) -> usize {
        self.entries("fd")
    }

    /// Threads of its process.
    ///
    /// # Panics
    /// If it is not there any more.
    pub fn threads(&self) -> usize {
        self.entries("task")
    }

    /// The numbers of its descriptors.
    ///
    /// # Panics
    /// If it is not there any more.
    pub fn descriptor_numbers(&self) -> BTreeSet<u64> {
        let folder = fs::read_dir(format!("/proc/{}/fd", self.id())).expect("Linux has /proc");
        let names = folder.map(|entry| entry.expect("a descriptor").file_name());
        names
            .filter_map(|name| name.to_str()?.parse().ok())
            .collect()
    }

    fn entries(&self, folder: &str) -> usize {
        let folder = format!("/proc/{}/{folder}", self.id());
        fs::read_dir(folder).expect("Linux has /proc").count()
    }

    /// The bytes of address space that its process has taken.
    ///
    /// # Panics
    /// If it is not there any more.
    pub fn address_space(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id()));
        let status = status.expect("Linux has /proc");
        let line = status.lines().find_map(|line| line.strip_prefix("VmSize:"));
        let kib = line.and_then(|line| line.trim().strip_suffix(" kB"));
        1024 * kib.and_then(|kib| kib.parse::<u64>().ok()).expect("a size")
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        // it may have ended already
        let _ = self.program.kill();
        drop(self.program.wait());
    }
}
