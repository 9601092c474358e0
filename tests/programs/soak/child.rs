//! A server's process, from outside.

use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{self, ChildStdin, ChildStdout, Command, Stdio};
use std::str::FromStr;

use tests::certificates::Certificates;
use thriftwood::server::ServerModel;

use crate::Failure;
use crate::measure::{Process, Resources};
use crate::target::Target;

/// The process of one model.
pub(crate) struct Child {
    pub(crate) model: ServerModel,
    pub(crate) target: Target,
    seen: Process,
    process: process::Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// What a server says of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct State {
    /// Bytes that are allocated.
    pub(crate) heap: u64,
    /// Connections that are served.
    pub(crate) connections: u64,
    /// Calls that came to an end, from the beginning.
    pub(crate) calls: u64,
}

impl Child {
    pub(crate) fn start(model: ServerModel, certificates: &Certificates) -> Result<Self, Failure> {
        let mut process = Command::new(env::current_exe()?)
            .args(["serve", model.name()])
            .args([&certificates.certificate, &certificates.key])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (questions, answers) = (process.stdin.take(), process.stdout.take());
        let (Some(questions), Some(answers)) = (questions, answers) else {
            return Err("both are piped".into());
        };
        let mut answers = BufReader::new(answers);
        let mut addresses = String::new();
        answers.read_line(&mut addresses)?;
        Ok(Self {
            model,
            target: Target::new(model, &addresses, &certificates.authority)?,
            seen: Process(process.id()),
            process,
            questions,
            answers,
        })
    }

    /// What it holds, and what it says of itself.
    pub(crate) fn look(&mut self) -> Result<(Resources, State), Failure> {
        writeln!(self.questions, "how are you?")?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        let state: State = answer.parse()?;
        Ok((self.seen.resources(state.heap)?, state))
    }

    /// Lets it end in order.
    pub(crate) fn stop(self) -> Result<(), Failure> {
        let Self {
            model,
            mut process,
            questions,
            ..
        } = self;
        drop(questions);
        let status = process.wait()?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("the {model} server ended with {status}").into())
        }
    }
}

impl FromStr for State {
    type Err = Failure;

    fn from_str(line: &str) -> Result<Self, Failure> {
        let numbers: Vec<u64> = line
            .split_whitespace()
            .map(str::parse)
            .collect::<Result<_, _>>()?;
        let [heap, connections, calls] = numbers[..] else {
            return Err(format!("the server said `{}`", line.trim()).into());
        };
        Ok(Self {
            heap,
            connections,
            calls,
        })
    }
}
