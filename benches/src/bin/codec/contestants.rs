//! Who takes part: resident programs that are asked for one cell at a time.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use benches::{Result, peers};

/// What a contestant's figures are good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Ours.
    Ours,
    /// Ours, with large binaries by reference.
    OursLinked,
    /// A Thrift library that checks what it reads: what we are measured against.
    Peer,
    /// A peer with large binaries by reference.
    PeerLinked,
    /// Shown beside the others: it checks less, or does less, or something else.
    Beside,
    /// A copy of the bytes.
    Floor,
}

/// Whose bytes are right: Apache's own library, in C++.
pub(crate) const JUDGE: &str = "C++";

/// One program.
pub(crate) struct Contestant {
    /// As the tables call it.
    pub(crate) name: &'static str,
    /// What its figures are good for.
    pub(crate) role: Role,
    child: Child,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// What a contestant answered to a command.
#[derive(Debug)]
pub(crate) enum Answer {
    /// Done; the words behind `ok`.
    Done(Vec<String>),
    /// There is no such cell.
    None,
    /// It cannot, and why.
    Failed(String),
}

/// Builds all programs, and starts those that measure a codec. `folder` is where the payloads are, in binary.
pub(crate) fn start(folder: &Path) -> Result<Vec<Contestant>> {
    let ours = peers::build_ours(&["thriftwood-codec"])?.join("thriftwood-codec");
    let rust = peers::build_rust(&[
        "codec-apache",
        "codec-pilota",
        "codec-prost",
        "codec-memcpy",
    ])?;
    let cpp = peers::build_cpp(&["codec"])?.join("codec");
    let (apache, pilota) = (rust.join("codec-apache"), rust.join("codec-pilota"));
    let folder = folder
        .to_str()
        .ok_or("the temporary folder has an odd name")?;
    let start = |name, role, program: &Path, arguments: &[&str]| {
        Contestant::start(name, role, program, arguments)
    };
    Ok(vec![
        start("thriftwood", Role::Ours, &ours, &[])?,
        start("thriftwood linked", Role::OursLinked, &ours, &["linked"])?,
        start("Apache Rust", Role::Peer, &apache, &[])?,
        start("pilota", Role::Peer, &pilota, &["copied"])?,
        start("pilota linked", Role::PeerLinked, &pilota, &["linked"])?,
        start("pilota unchecked", Role::Beside, &pilota, &["unchecked"])?,
        start(JUDGE, Role::Peer, &cpp, &[folder])?,
        start("C++ reusing", Role::Beside, &cpp, &[folder, "reuse"])?,
        start("prost", Role::Beside, &rust.join("codec-prost"), &[])?,
        start("memcpy", Role::Floor, &rust.join("codec-memcpy"), &[folder])?,
    ])
}

impl Contestant {
    fn start(name: &'static str, role: Role, program: &Path, arguments: &[&str]) -> Result<Self> {
        let mut command = Command::new(program);
        let command = command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command
            .spawn()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        let (Some(commands), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("a program without pipes".into());
        };
        Ok(Self {
            name,
            role,
            child,
            commands,
            answers: BufReader::new(answers),
        })
    }

    /// Gives a command and waits for the answer.
    pub(crate) fn ask(&mut self, command: &str) -> Result<Answer> {
        writeln!(self.commands, "{command}")?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        let (verdict, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        match verdict {
            "ok" => Ok(Answer::Done(
                rest.split_whitespace().map(str::to_owned).collect(),
            )),
            "na" => Ok(Answer::None),
            "bad" | "broken" => Ok(Answer::Failed(rest.to_owned())),
            _ => Err(format!("{} gave up at `{command}`: {line}", self.name).into()),
        }
    }
}

impl Drop for Contestant {
    fn drop(&mut self) {
        // It is one of ours and has nothing to lose; if it is gone already, all is well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
