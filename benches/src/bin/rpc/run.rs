//! Starts servers, puts a load on them, and stops them.

use std::{
    net::{Ipv4Addr, TcpListener},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use benches::{
    Result,
    load::{Calls, Idle, Memory, Outcome, Shape, Target, Task},
    peers,
    rounds::Rounds,
};
use serde::{Serialize, de::DeserializeOwned};

use crate::contestants::{Contestant, FLOOR, Origin};

/// The processors that servers and clients are bound to.
const SERVERS_CPU: &str = "0";
const CLIENTS_CPU: &str = "1";
/// How long a server may take to listen.
const PATIENCE: Duration = Duration::from_secs(5);
/// Seconds of load before anything is measured.
const WARM_UP: f64 = 0.2;

/// Everybody who is measured, built, and how long they are.
pub(crate) struct Session {
    pub(crate) contestants: Vec<(Contestant, PathBuf)>,
    load: PathBuf,
    pub(crate) passes: usize,
    seconds: f64,
}

/// What everybody did with a shape of load, pass by pass.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Cell {
    pub(crate) shape: Shape,
    /// Contestant by contestant, then pass by pass.
    pub(crate) outcomes: Vec<Vec<Option<Outcome>>>,
}

impl Session {
    /// Builds everybody.
    pub(crate) fn prepare(chosen: &[Contestant], passes: usize, seconds: f64) -> Result<Self> {
        eprintln!("building");
        let ours = peers::build_ours(&["load", "raw-floor", "thriftwood-server"])?;
        let rust = built(chosen, Origin::Rust, peers::build_rust)?;
        let cpp = built(chosen, Origin::Cpp, peers::build_cpp)?;
        let program = |one: &Contestant| {
            let folder = match one.origin {
                Origin::Ours => &ours,
                Origin::Rust => &rust,
                Origin::Cpp => &cpp,
            };
            (*one, folder.join(one.program()))
        };
        Ok(Self {
            contestants: chosen.iter().map(program).collect(),
            load: ours.join("load"),
            passes,
            seconds,
        })
    }

    /// Puts each of the loads on everybody who can bear it, in as many passes as wanted.
    pub(crate) fn cells(&self, shapes: &[Shape]) -> Vec<Cell> {
        let nothing = vec![vec![None; self.passes]; self.contestants.len()];
        let mut cells: Vec<_> = shapes
            .iter()
            .map(|&shape| Cell {
                shape,
                outcomes: nothing.clone(),
            })
            .collect();
        for pass in 0..self.passes {
            for cell in &mut cells {
                eprintln!("pass {} of {}: {}", pass + 1, self.passes, cell.shape);
                for place in Rounds::order(self.contestants.len(), pass) {
                    let (contestant, _) = &self.contestants[place];
                    if contestant.many || cell.shape.connections == 1 {
                        cell.outcomes[place][pass] =
                            noted(contestant, self.calls(place, cell.shape));
                    }
                }
            }
        }
        cells
    }

    /// Has one server bear one load.
    fn calls(&self, place: usize, shape: Shape) -> Result<Outcome> {
        let server = self.start(place, shape.connections)?;
        let seconds = self.seconds;
        self.client(
            place,
            &Task::Calls(Calls {
                target: server.target,
                shape,
                warm_up: WARM_UP,
                seconds,
            }),
        )
    }

    /// Has one server hold connections on which nothing happens.
    pub(crate) fn idle(&self, place: usize, connections: usize, payload: usize) -> Option<Memory> {
        let memory = || {
            let server = self.start(place, connections)?;
            self.client(
                place,
                &Task::Idle(Idle {
                    target: server.target,
                    connections,
                    payload,
                }),
            )
        };
        noted(&self.contestants[place].0, memory())
    }

    fn start(&self, place: usize, connections: usize) -> Result<Server> {
        let (contestant, program) = &self.contestants[place];
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let child = on(SERVERS_CPU, program)
            .args(contestant.arguments(port, connections))
            .stdout(Stdio::null())
            .stderr(Stdio::null()) // some tell of every connection that ends
            .spawn()?;
        let target = Target {
            port,
            process: child.id() as i32,
            framing: contestant.framing,
        };
        let server = Server { child, target };
        let began = Instant::now();
        while !listens(port)? {
            if began.elapsed() > PATIENCE {
                return Err("it does not listen".into());
            }
            sleep(Duration::from_millis(5));
        }
        Ok(server)
    }

    fn client<T: DeserializeOwned>(&self, place: usize, task: &Task) -> Result<T> {
        let (contestant, program) = &self.contestants[place];
        let client = contestant.client.map_or_else(
            || self.load.clone(),
            |client| program.with_file_name(client),
        );
        let output = on(CLIENTS_CPU, &client)
            .arg(serde_json::to_string(task)?)
            .output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).trim().into());
        }
        Ok(serde_json::from_slice(&output.stdout)?)
    }

    /// The place of the floor.
    pub(crate) fn floor(&self) -> Option<usize> {
        self.contestants
            .iter()
            .position(|(one, _)| one.name == FLOOR)
    }
}

impl Cell {
    /// One figure of everybody's, as rounds.
    pub(crate) fn rounds(&self, figure: impl Fn(&Outcome) -> f64) -> Rounds {
        let mut rounds = Rounds::new(self.outcomes.len());
        for (place, outcomes) in self.outcomes.iter().enumerate() {
            for (pass, outcome) in outcomes.iter().enumerate() {
                if let Some(outcome) = outcome {
                    rounds.record(place, pass, figure(outcome));
                }
            }
        }
        rounds
    }
}

/// Builds those programs of an origin that are needed, and gives the folder that they are in.
fn built(
    chosen: &[Contestant],
    origin: Origin,
    build: fn(&[&str]) -> Result<PathBuf>,
) -> Result<PathBuf> {
    let mut programs: Vec<_> = chosen
        .iter()
        .filter(|one| one.origin == origin)
        .map(Contestant::program)
        .collect();
    programs.sort_unstable();
    programs.dedup();
    // of none there is no folder, and nobody looks there
    if programs.is_empty() {
        Ok(PathBuf::new())
    } else {
        build(&programs)
    }
}

/// A server that ends with this.
struct Server {
    child: Child,
    target: Target,
}

impl Drop for Server {
    fn drop(&mut self) {
        // it may have ended by itself; there is nothing to be done then
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A program bound to a processor. (`taskset` becomes the program: the process is the same.)
fn on(cpu: &str, program: &PathBuf) -> Command {
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", cpu]).arg(program);
    command
}

/// Is anybody listening? Asked of the kernel: who connects to see would be a server's first client.
fn listens(port: u16) -> Result<bool> {
    const LISTENING: &str = "0A";
    let port = format!(":{port:04X}");
    for file in ["/proc/net/tcp", "/proc/net/tcp6"] {
        let sockets = std::fs::read_to_string(file)?;
        let mut rows = sockets
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>());
        if rows.any(|row| row.len() > 3 && row[1].ends_with(&port) && row[3] == LISTENING) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What came out; of a failure nothing but a word to whoever watches.
fn noted<T>(contestant: &Contestant, outcome: Result<T>) -> Option<T> {
    outcome
        .inspect_err(|error| eprintln!("  {}: {error}", contestant.name))
        .ok()
}
