//! Apache's Python library as a live peer.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use thriftwood::Protocol;

const PYTHON: &str = "/usr/bin/python3";
const INSTALL: &str = "apt-get install python3 python3-thrift thrift-compiler";

/// Python code for `idl/interop.thrift`, in a folder of its own.
///
/// # Panics
/// If Apache's compiler is not installed.
pub fn generate() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let idl = crate::workspace().join("idl/interop.thrift");
    let output = Command::new("thrift")
        .args(["-nowarn", "--gen", "py", "-out"])
        .arg(folder.path())
        .arg(idl)
        .output()
        .unwrap_or_else(|error| panic!("thrift: {error}: {INSTALL}"));
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    folder
}

fn script(name: &str) -> PathBuf {
    crate::workspace().join("tests/interop").join(name)
}

/// Python's server, until it is dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// On 127.0.0.1.
    pub port: u16,
}

impl Server {
    /// Starts it and waits for its port.
    ///
    /// # Panics
    /// If Python or its Thrift library is missing.
    pub fn start(generated: &Path, transport: &str, protocol: Protocol) -> Self {
        Self::of_script("server.py", generated, &[transport, protocol.name()])
    }

    /// Starts a script that prints its port first.
    ///
    /// # Panics
    /// If Python or its Thrift library is missing.
    pub fn of_script(name: &str, generated: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(PYTHON)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .arg(script(name))
            .arg(generated)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{PYTHON}: {error}: {INSTALL}"));
        let mut line = String::new();
        let stdout = child.stdout.take().expect("piped");
        BufReader::new(stdout)
            .read_line(&mut line)
            .expect("the port");
        let port = line
            .trim()
            .parse()
            .unwrap_or_else(|_| panic!("the Python server did not start: {INSTALL}"));
        Self { child, port }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Runs Python's client against a server; its last line.
///
/// # Panics
/// If anything that it checks is wrong.
pub fn run_client(generated: &Path, transport: &str, protocol: Protocol, port: u16) -> String {
    let arguments = [transport, protocol.name(), &port.to_string()];
    run_script("client.py", generated, &arguments)
}

/// Runs a script; what it prints.
///
/// # Panics
/// If anything that it checks is wrong.
pub fn run_script(name: &str, generated: &Path, arguments: &[&str]) -> String {
    let output = Command::new(PYTHON)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .arg(script(name))
        .arg(generated)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{PYTHON}: {error}: {INSTALL}"));
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
