//! Who is measured.

use benches::load::Framing::{self, Bytes, Framed, Unframed};

/// A server to start.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Contestant {
    /// Its name in tables.
    pub(crate) name: &'static str,
    /// Whose it is.
    pub(crate) origin: Origin,
    /// The program and its arguments; `{port}` and `{connections}` stand for what a run has of them.
    pub(crate) command: &'static str,
    /// The program that calls it: ours, or one beside its own.
    pub(crate) client: Option<&'static str>,
    /// What it expects of a client.
    pub(crate) framing: Framing,
    /// Can it serve more than one connection at a time?
    pub(crate) many: bool,
}

/// Whose a server is: where it is built, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A program of this crate.
    Ours,
    /// A package in `peers/`.
    Rust,
    /// `peers/cpp`.
    Cpp,
}

/// Those in charts of everybody: as many as there are colours.
pub(crate) const CHARTED: [&str; 8] = [
    "thriftwood threaded",
    "thriftwood nonblocking",
    "thriftwood hsha",
    "volo",
    "C++ TNonblocking",
    "C++ TNonblocking, 4 workers",
    "C++ TThreaded",
    "Rust thrift, buffered",
];

/// Our server with a model and what belongs to it.
macro_rules! thriftwood {
    ($model:literal) => {
        concat!(
            "thriftwood-server --protocol binary --transport framed --port {port} --server ",
            $model
        )
    };
}
/// What gives bytes back and does nothing else: an event loop, tokio's tasks on one thread, and a thread for each
/// connection.
pub(crate) const FLOOR: &str = "floor";
pub(crate) const FLOOR_OF_TASKS: &str = "floor of tasks";
pub(crate) const FLOOR_OF_THREADS: &str = "floor of threads";

/// Everybody. Event loops have one thread where that can be chosen, since the server has one processor.
pub(crate) const ALL: &[Contestant] = &[
    Contestant {
        framing: Bytes,
        ..ours(FLOOR, "raw-floor --port {port}")
    },
    Contestant {
        framing: Bytes,
        ..ours(FLOOR_OF_TASKS, "raw-floor --tasks --port {port}")
    },
    Contestant {
        framing: Bytes,
        ..ours(FLOOR_OF_THREADS, "raw-floor --threads --port {port}")
    },
    Contestant {
        many: false,
        ..ours("thriftwood simple", thriftwood!("simple"))
    },
    ours("thriftwood threaded", thriftwood!("threaded")),
    ours(
        "thriftwood pool",
        thriftwood!("pool --workers {connections}"),
    ),
    ours("thriftwood nonblocking", thriftwood!("nonblocking")),
    ours("thriftwood hsha", thriftwood!("hsha --workers 4")),
    ours(
        "thriftwood selector",
        thriftwood!("selector --io-threads 2 --workers 4"),
    ),
    ours("thriftwood tokio", thriftwood!("tokio --io-threads 1")),
    Contestant {
        many: false,
        ..cpp("C++ TSimple", "server simple {port} 1 0")
    },
    cpp("C++ TThreaded", "server threaded {port} 1 0"),
    cpp("C++ TThreadPool", "server pool {port} 1 {connections}"),
    cpp("C++ TNonblocking", "server nonblocking {port} 1 0"),
    cpp(
        "C++ TNonblocking, 4 workers",
        "server nonblocking {port} 1 4",
    ),
    cpp(
        "C++ TNonblocking, 2 loops, 4 workers",
        "server nonblocking {port} 2 4",
    ),
    rust(
        "Rust thrift, framed",
        "server-apache --framing framed --port {port} --workers {connections}",
    ),
    Contestant {
        framing: Unframed,
        ..rust(
            "Rust thrift, buffered",
            "server-apache --framing unframed --port {port} --workers {connections}",
        )
    },
    rust("volo", "server-volo --io-threads 1 --port {port}"),
    Contestant {
        client: Some("load-tonic"),
        ..rust("tonic (gRPC)", "server-tonic --io-threads 1 --port {port}")
    },
];

const fn ours(name: &'static str, command: &'static str) -> Contestant {
    Contestant {
        name,
        origin: Origin::Ours,
        command,
        client: None,
        framing: Framed,
        many: true,
    }
}

const fn cpp(name: &'static str, command: &'static str) -> Contestant {
    Contestant {
        origin: Origin::Cpp,
        ..ours(name, command)
    }
}

const fn rust(name: &'static str, command: &'static str) -> Contestant {
    Contestant {
        origin: Origin::Rust,
        ..ours(name, command)
    }
}

impl Contestant {
    /// The program's name.
    pub(crate) fn program(&self) -> &'static str {
        self.command.split(' ').next().unwrap_or_default()
    }

    /// Its arguments in a run.
    pub(crate) fn arguments(&self, port: u16, connections: usize) -> Vec<String> {
        let filled = self.command.replace("{port}", &port.to_string());
        // a few more than there are: a pool's threads each have one connection until it ends
        let filled = filled.replace("{connections}", &(connections + 4).to_string());
        filled.split(' ').skip(1).map(str::to_owned).collect()
    }

    /// Is it one of our server models?
    pub(crate) fn is_model(&self) -> bool {
        self.origin == Origin::Ours && !self.is_floor()
    }

    /// Does it give bytes back, and nothing else?
    pub(crate) fn is_floor(&self) -> bool {
        self.name.starts_with(FLOOR)
    }
}
