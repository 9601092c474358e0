//! One conversation: a server is started, a client runs its checks against it, both end.

use std::collections::HashSet;
use std::io;
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tests::matrix::Role;

use crate::cells::{Cell, Over};
use crate::languages::{OURS, program};
use crate::process::{Process, wait_until};
use tests::certificates::Certificates;

/// How long a server may take to listen: some are virtual machines that start beside others.
const START: Duration = Duration::from_secs(30);
/// How long a client may take for all of its checks.
const CHECKS: Duration = Duration::from_secs(150);
/// How long our server may take to end in good order.
const END: Duration = Duration::from_secs(15);
/// Fewer checks than that are no contract.
const FEWEST_CHECKS: usize = 40;

/// Where conversations are had.
pub(crate) struct Place {
    folder: PathBuf,
    certificates: Certificates,
    ports: Mutex<HashSet<u16>>,
}

/// What a conversation came to.
pub(crate) struct Outcome {
    pub(crate) passed: usize,
    /// The client's words, with the reason.
    pub(crate) skipped: Vec<String>,
    pub(crate) seconds: f64,
    /// What is wrong, with all that was said.
    pub(crate) failure: Option<String>,
}

impl Place {
    pub(crate) fn new(folder: &Path, certificates: Certificates) -> Self {
        Self {
            folder: folder.to_owned(),
            certificates,
            ports: Mutex::default(),
        }
    }

    /// A port that is free, and that nobody else here was given.
    fn port(&self) -> io::Result<u16> {
        let mut given = self.ports.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
            if given.insert(port) {
                return Ok(port);
            }
        }
    }
}

/// Has a conversation.
pub(crate) fn run(cell: &Cell, place: &Place) -> Outcome {
    let start = Instant::now();
    let said = converse(cell, place);
    let seconds = start.elapsed().as_secs_f64();
    let (client, failure) = match said {
        Ok(client) => (client, None),
        Err(Failure { client, why }) => (client, Some(why)),
    };
    let of = |prefix: &str| {
        let lines = client.lines().filter_map(|line| line.strip_prefix(prefix));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    Outcome {
        passed: of("ok ").len(),
        skipped: of("skip "),
        seconds,
        failure,
    }
}

struct Failure {
    client: String,
    why: String,
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self {
            client: String::new(),
            why: error.to_string(),
        }
    }
}

/// What the client said.
fn converse(cell: &Cell, place: &Place) -> Result<String, Failure> {
    let port = place.port()?;
    let path = place.folder.join(format!("{port}"));
    let mut server = Process::start(
        &program(server_of(cell), "server"),
        &server_flags(cell, place, port, &path),
        path.with_extension("server"),
    )?;
    let listens = || match cell.over {
        Over::Unix => UnixStream::connect(&path).is_ok(),
        _ => TcpStream::connect(("127.0.0.1", port)).is_ok(),
    };
    wait_until(START, || (listens() || server.has_ended()).then_some(()));
    let mut client = Process::start(
        &program(client_of(cell), "client"),
        &client_flags(cell, place, port, &path),
        path.with_extension("client"),
    )?;
    let ended = client.end_within(CHECKS)?;
    let said = client.output();
    let checks = said.lines().filter(|line| line.starts_with("ok ")).count();
    let good = ended.is_some_and(|status| status.success());
    let problem = match cell.over {
        Over::Nameless if good || checks > 0 => Some("the client was let in"),
        Over::Nameless => None,
        _ if ended.is_none() => Some("the client did not end"),
        _ if !good => Some("not everything passed"),
        _ if checks < FEWEST_CHECKS => Some("there were hardly any checks"),
        _ => None,
    };
    let problem = problem.or_else(|| stop(cell, &mut server).err());
    match problem {
        None => Ok(said),
        Some(problem) => Err(Failure {
            why: format!(
                "{}: {problem}\n{}\n--- the server:\n{}",
                cell.name(),
                wrong_lines(&said),
                last_lines(&server.output())
            ),
            client: said,
        }),
    }
}

/// Ours must end by itself, and well.
fn stop(cell: &Cell, server: &mut Process) -> Result<(), &'static str> {
    if server_of(cell) != OURS {
        return Ok(());
    }
    server.terminate();
    match server.end_within(END) {
        Ok(Some(status)) if status.success() => Ok(()),
        Ok(Some(_)) => Err("our server ended in failure"),
        _ => Err("our server did not end when it was told to"),
    }
}

fn server_of(cell: &Cell) -> &str {
    match cell.role {
        Role::Client => OURS,
        Role::Server => &cell.language,
    }
}

fn client_of(cell: &Cell) -> &str {
    match cell.role {
        Role::Client => &cell.language,
        Role::Server => OURS,
    }
}

fn server_flags(cell: &Cell, place: &Place, port: u16, path: &Path) -> Vec<String> {
    let mut flags = common_flags(cell, place, port, path);
    flags.extend(["--server".to_owned(), cell.model.clone()]);
    if server_of(cell) == OURS && matches!(cell.over, Over::Tls | Over::Nameless) {
        flags.push("--tls-required".to_owned());
    }
    flags.extend(identity(place).filter(|_| matches!(cell.over, Over::Tls | Over::Nameless)));
    flags
}

fn client_flags(cell: &Cell, place: &Place, port: u16, path: &Path) -> Vec<String> {
    let mut flags = common_flags(cell, place, port, path);
    if client_of(cell) == OURS {
        // no other: at the same port of ::1 there may be another conversation's server
        flags.extend(["--host".to_owned(), "127.0.0.1".to_owned()]);
    }
    flags.extend(identity(place).filter(|_| cell.over == Over::Tls));
    flags
}

fn common_flags(cell: &Cell, place: &Place, port: u16, path: &Path) -> Vec<String> {
    let port = port.to_string();
    let mut flags = vec!["--port", &port];
    flags.extend(["--protocol", &cell.protocol, "--transport", &cell.transport]);
    let mut flags: Vec<String> = flags.into_iter().map(str::to_owned).collect();
    let text = |path: &Path| path.display().to_string();
    match cell.over {
        Over::Tcp => {}
        Over::Unix => flags.extend(["--unix".to_owned(), text(path)]),
        Over::Tls | Over::Nameless => {
            let authority = text(&place.certificates.authority);
            flags.extend(["--ssl".to_owned(), "--tls-ca".to_owned(), authority]);
        }
    }
    flags
}

/// A certificate to show.
fn identity(place: &Place) -> impl Iterator<Item = String> {
    let Certificates {
        certificate, key, ..
    } = &place.certificates;
    let text = |path: &Path| path.display().to_string();
    let flags = [
        "--tls-cert".to_owned(),
        text(certificate),
        "--tls-key".to_owned(),
        text(key),
    ];
    flags.into_iter()
}

/// What a client found wrong; if it says nothing about that, all that it says.
fn wrong_lines(said: &str) -> String {
    let wrong: Vec<&str> = said
        .lines()
        .filter(|line| line.starts_with("FAIL"))
        .collect();
    match wrong.len() {
        0 => last_lines(said),
        _ => wrong.join("\n"),
    }
}

fn last_lines(said: &str) -> String {
    const MOST: usize = 15;
    let lines: Vec<&str> = said.lines().collect();
    lines[lines.len().saturating_sub(MOST)..].join("\n")
}
