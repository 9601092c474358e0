//! One attack on servers of every kind, side by side.
#![allow(clippy::print_stdout)] // what an attack costs is worth knowing

use std::path::Path;
use std::thread;
use std::time::Duration;

use generated::interop::interop::BlockingClient;
use tests::peer::Peer;
use tests::target::{Counts, Target};
use tests::waiting::wait_until;
use thriftwood::client::{BlockingChannel, ClientOptions};
use thriftwood::transport::SocketOptions;

pub(crate) const KIB: usize = 1 << 10;
pub(crate) const MIB: usize = 1 << 20;

/// Worker threads, where there are some.
pub(crate) const WORKERS: usize = 4;

/// What a server may keep for good once it has been busy, in bytes: each thread keeps a few buffers of up to 72 KiB to read
/// into and to write to, and there are some that any thread may have.
const KEPT: usize = 3 * MIB;

/// A model of server, with options that make another of it.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    model: &'static str,
    flags: &'static [&'static str],
    /// How many peers it serves at once.
    pub(crate) at_once: usize,
    /// Does a thread belong to each peer that is served?
    pub(crate) has_threads: bool,
}

const fn kind(name: &'static str, flags: &'static [&'static str]) -> Kind {
    Kind {
        name,
        model: name,
        flags,
        at_once: usize::MAX,
        has_threads: false,
    }
}

/// Every model; those that differ in where handlers run, and in whether the calls of one peer may overtake each other.
pub(crate) static KINDS: [Kind; 11] = [
    Kind {
        at_once: 1,
        has_threads: true,
        ..kind("simple", &[])
    },
    Kind {
        has_threads: true,
        ..kind("threaded", &[])
    },
    Kind {
        at_once: WORKERS,
        has_threads: true,
        ..kind("pool", &[])
    },
    kind("nonblocking", &[]),
    kind("hsha", &[]),
    kind("selector", &[]),
    kind("tokio", &[]),
    Kind {
        model: "selector",
        ..kind("selector, fair", &["--accept", "fair"])
    },
    Kind {
        model: "selector",
        ..kind("selector without workers", &["--workers", "0"])
    },
    Kind {
        model: "selector",
        ..kind("selector, overtaking", &["--in-flight", "3"])
    },
    Kind {
        model: "tokio",
        ..kind("tokio, overtaking", &["--in-flight", "3"])
    },
];

/// How the servers are set up for an attack, and what it may cost them.
#[derive(Debug, Default)]
pub(crate) struct Attack {
    flags: Vec<String>,
    variables: Vec<(&'static str, &'static str)>,
    honest: ClientOptions,
    side_by_side: bool,
}

impl Attack {
    /// On servers with these flags of `attack-target`.
    pub(crate) fn with(flags: &[&str]) -> Self {
        Self {
            flags: flags.iter().map(ToString::to_string).collect(),
            side_by_side: true,
            ..Self::default()
        }
    }

    /// Honest clients speak so.
    pub(crate) fn honest(self, honest: ClientOptions) -> Self {
        Self { honest, ..self }
    }

    /// With these environment variables.
    pub(crate) fn variables(self, variables: &[(&'static str, &'static str)]) -> Self {
        Self {
            variables: variables.to_vec(),
            ..self
        }
    }

    /// One server after the other: the attackers need as many descriptors as they can have.
    pub(crate) fn one_by_one(self) -> Self {
        Self {
            side_by_side: false,
            ..self
        }
    }

    /// Attacks a server of each kind.
    pub(crate) fn on_each(&self, act: impl Fn(&Siege<'_>) + Sync) {
        if !self.side_by_side {
            for kind in &KINDS {
                self.on(kind, &act);
            }
            return;
        }
        thread::scope(|scope| {
            for kind in &KINDS {
                let besiege = || self.on(kind, &act);
                let named = thread::Builder::new().name(kind.name.to_owned());
                named.spawn_scoped(scope, besiege).unwrap();
            }
        });
    }

    /// Attacks one server. All that is true of it before is true afterwards.
    pub(crate) fn on(&self, kind: &'static Kind, act: impl Fn(&Siege<'_>)) {
        let siege = Siege::begin(self, kind);
        act(&siege);
        siege.end();
    }

    /// A server that listens, and does not serve yet.
    pub(crate) fn target(&self, kind: &Kind) -> Target {
        let model = ["--model".to_owned(), kind.model.to_owned()];
        let workers = ["--workers".to_owned(), WORKERS.to_string()];
        let flags = model.into_iter().chain(workers).chain(self.flags.clone());
        let flags = flags.chain(kind.flags.iter().map(ToString::to_string));
        let program = Path::new(env!("CARGO_BIN_EXE_attack-target"));
        Target::start(program, &flags.collect::<Vec<_>>(), &self.variables)
    }
}

/// What a server's process holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held {
    pub(crate) memory: usize,
    pub(crate) descriptors: usize,
    pub(crate) threads: usize,
}

/// A server under attack.
pub(crate) struct Siege<'a> {
    pub(crate) kind: &'static Kind,
    pub(crate) target: Target,
    pub(crate) before: Held,
    /// What was counted before.
    pub(crate) first: Counts,
    attack: &'a Attack,
}

impl<'a> Siege<'a> {
    fn begin(attack: &'a Attack, kind: &'static Kind) -> Self {
        let target = attack.target(kind);
        target.obey("serve");
        let mut siege = Self {
            kind,
            target,
            before: Held {
                memory: 0,
                descriptors: 0,
                threads: 0,
            },
            first: Counts::default(),
            attack,
        };
        // whatever is made once is made now
        (0..2 * WORKERS).for_each(|_| siege.serves());
        siege.wait_until("its first peers are gone", |counts| counts.connections == 0);
        siege.first = siege.counts();
        siege.before = Held {
            memory: siege.first.memory,
            descriptors: siege.target.descriptors(),
            threads: siege.target.threads(),
        };
        siege.target.obey("reset");
        siege
    }

    /// The server is what it was before.
    fn end(self) {
        let Self { kind, target, .. } = &self;
        self.serves();
        self.wait_until("all peers are gone", |counts| counts.connections == 0);
        let left = |what: &str| format!("{}: {what} are given back", kind.name);
        wait_until(&left("descriptors"), || {
            target.descriptors() <= self.before.descriptors
        });
        wait_until(&left("threads"), || target.threads() <= self.before.threads);
        wait_until(&left("bytes"), || {
            self.counts().memory <= self.before.memory + KEPT
        });
        let counts = self.counts();
        assert_eq!(counts.panics, 0, "{}", kind.name);
        assert_eq!(counts.begun, counts.ended, "{}", kind.name);
        assert_eq!(target.order("stop"), "served", "{}", kind.name);
    }

    /// An honest client on a new connection is answered, and rightly.
    pub(crate) fn serves(&self) {
        let patience = Some(Duration::from_secs(30));
        let socket = SocketOptions::default()
            .with_read_timeout(patience)
            .with_write_timeout(patience);
        let options = self.attack.honest.clone().with_socket(socket);
        let answered =
            BlockingChannel::connect(self.target.endpoint(), &options).and_then(|line| {
                let mut client = BlockingClient::new(line);
                let sum = client.add(20, 22)?;
                let list = client.echo_list((0..100).collect())?;
                client.snooze(7).map(|ms| (sum, list, ms))
            });
        let (sum, list, ms) = answered.unwrap_or_else(|error| {
            panic!("{}: an honest client gets: {error}", self.kind.name);
        });
        assert_eq!((sum, ms), (42, 7), "{}", self.kind.name);
        assert_eq!(list, (0..100).collect::<Vec<_>>(), "{}", self.kind.name);
    }

    /// Another peer.
    pub(crate) fn peer(&self) -> Peer {
        Peer::connect(self.target.endpoint())
    }

    /// So many peers more.
    pub(crate) fn peers(&self, count: usize) -> Vec<Peer> {
        (0..count).map(|_| self.peer()).collect()
    }

    pub(crate) fn counts(&self) -> Counts {
        self.target.counts()
    }

    /// Waits until what is counted is so.
    pub(crate) fn wait_until(&self, what: &str, so: impl Fn(Counts) -> bool) {
        wait_until(&format!("{}: {what}", self.kind.name), || so(self.counts()));
    }

    /// It has cost no more than so many bytes at any time.
    pub(crate) fn has_cost(&self, most: usize) {
        let (name, cost) = (self.kind.name, self.counts().peak - self.before.memory);
        println!("{name}: {cost} of {most} bytes");
        assert!(cost <= most, "{name}: {cost} bytes instead of {most}");
    }

    /// As many peers of `all` as are served at once; the others are waiting to be.
    pub(crate) fn of(&self, all: usize) -> usize {
        all.min(self.kind.at_once)
    }
}

/// All that comes until the server hangs up, which it has to.
pub(crate) fn until_the_end(peer: &mut Peer) -> Vec<u8> {
    use std::io::{ErrorKind, Read as _};
    let mut bytes = Vec::new();
    match peer.socket.read_to_end(&mut bytes) {
        Ok(_) => bytes,
        // a socket that is closed over what it has not read
        Err(error) if error.kind() == ErrorKind::ConnectionReset => bytes,
        Err(error) => panic!("the server does not hang up: {error}"),
    }
}
