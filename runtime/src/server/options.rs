//! What a server speaks, how much it believes, how long it waits, and how much it takes on.

use crate::{
    Choice, Compression, Framing, Limits, Protocol, ServerDialect, ZlibLevel,
    observe::{EventHandlers, TProcessorEventHandler, TServerEventHandler},
    options::setters,
};
use std::{num::NonZeroUsize, sync::Arc, time::Duration};

/// How long a server waits; `None` waits for ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// For the rest of a message that has begun, from its first bytes on.
    pub read: Option<Duration>,
    /// For the peer to take more bytes of a reply.
    pub write: Option<Duration>,
    /// For the next message.
    pub idle: Option<Duration>,
    /// For a handler that awaits something. It is dropped then, and the caller gets an
    /// [`INTERNAL_ERROR`](crate::ApplicationErrorKind::INTERNAL_ERROR). A handler that blocks its thread cannot be ended.
    pub handler: Option<Duration>,
}

setters!(Timeouts {
    /// Another wait for the rest of a message that has begun.
    with_read read: Option<Duration>,
    /// Another wait for the peer to take bytes of a reply.
    with_write write: Option<Duration>,
    /// Another wait for the next message.
    with_idle idle: Option<Duration>,
    /// Another wait for a handler that awaits something.
    with_handler handler: Option<Duration>,
});

/// What a server does with work that finds its queue full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Overload {
    /// Lets it wait: nothing more is read from that peer, or accepted, until there is room.
    #[default]
    Wait,
    /// Answers the call with an [`INTERNAL_ERROR`](crate::ApplicationErrorKind::INTERNAL_ERROR) that says so.
    Refuse,
    /// Closes the connection.
    Close,
}

impl Overload {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Wait, Self::Refuse, Self::Close];

    /// How a flag names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::Refuse => "refuse",
            Self::Close => "close",
        }
    }
}

crate::options::named!(Overload, "answer to overload");

/// The worker threads of the models that have some, and the queue before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WorkerOptions {
    /// How many. Unless said, twice the number of processors, and 4 at least. In
    /// [`ThreadPool`](super::ServerModel::ThreadPool) it is the number of peers that are served at once.
    /// 0 is for the threaded selector alone: handlers run on the loops then;
    /// elsewhere it counts as 1.
    pub threads: usize,
    /// How many connections with work for them may wait. 1024 unless said. Leave room for as many as there are threads: a
    /// thread that is free takes a moment to wake up, and work waits here meanwhile.
    pub queue: usize,
    /// What happens when that many wait.
    pub overload: Overload,
}

impl Default for WorkerOptions {
    fn default() -> Self {
        Self {
            threads: (2 * processors()).max(4),
            queue: 1024,
            overload: Overload::default(),
        }
    }
}

setters!(WorkerOptions {
    /// Another number of threads.
    with_threads threads: usize,
    /// Another length of the queue.
    with_queue queue: usize,
    /// Something else to happen when the queue is full.
    with_overload overload: Overload,
});

/// Who takes up a new connection in the threaded selector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AcceptPolicy {
    /// A loop, at once (Java's `FAST_ACCEPT`).
    #[default]
    Fast,
    /// A loop, once a worker has had the time to hand it over: new peers wait behind the calls of those that are
    /// connected (Java's `FAIR_ACCEPT`).
    Fair,
}

impl AcceptPolicy {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Fast, Self::Fair];

    /// How a flag names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fast => "fast",
            Self::Fair => "fair",
        }
    }
}

crate::options::named!(AcceptPolicy, "accept policy");

/// What a server speaks, how much it believes, how long it waits, and how much it takes on.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ServerOptions {
    /// The encoding of every message; unless said, whichever the client's first bytes show.
    pub protocol: Choice<Protocol>,
    /// Where a message ends; unless said, whichever the client's first bytes show.
    pub framing: Choice<Framing>,
    /// How the bytes below the framing are compressed.
    pub compression: Compression,
    /// How hard replies are compressed: in the stream, and in a header frame whose call came compressed.
    pub zlib_level: ZlibLevel,
    /// The most that a peer may send.
    pub limits: Limits,
    /// The longest waits.
    pub timeouts: Timeouts,
    /// The most connections at once; more wait in the listener's backlog. `None`, the default: as many as there are
    /// descriptors.
    pub max_connections: Option<NonZeroUsize>,
    /// The most bytes of messages in memory, of all connections together (Java's `maxReadBufferBytes`): whoever would
    /// pass it is not read from until others are answered, and is neither dropped nor late for it. Messages that one
    /// read brings whole do not count, and one message that is longer than all of this may come, alone. A peer that is
    /// slow to send the rest of its message keeps what it takes until [`Timeouts::read`] is over; so set both. Beyond
    /// this, a connection holds what one read brings (4 to 68 KiB) and its replies; what compressed bytes stand for
    /// counts once they are inflated. `None`, the default: no ceiling but [`Limits`] for each message.
    pub message_memory: Option<NonZeroUsize>,
    /// The calls of one connection that may run at once. 1 unless said: calls are answered in their order. With more,
    /// a reply goes out when it is ready, and the sequence id tells whose it is; for clients that go by it. Where a
    /// thread belongs to a connection (`simple`, `threaded`, `pool`), calls run one after the other whatever this says.
    pub in_flight: NonZeroUsize,
    /// The worker threads of the models that have some.
    pub workers: WorkerOptions,
    /// The event loops of the threaded selector, and the threads of
    /// the tokio server. The number of processors unless said.
    pub selectors: NonZeroUsize,
    /// Who takes up a new connection in the threaded selector.
    pub accept_policy: AcceptPolicy,
    /// Who is told of connections and calls.
    pub events: EventHandlers,
    /// Is [whoever a proxy says](ServerDialect::forwarded) the caller? Off by default.
    pub forwarded: bool,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self {
            protocol: Choice::default(),
            framing: Choice::default(),
            compression: Compression::default(),
            zlib_level: ZlibLevel::default(),
            limits: Limits::default(),
            timeouts: Timeouts::default(),
            max_connections: None,
            message_memory: None,
            in_flight: NonZeroUsize::MIN,
            workers: WorkerOptions::default(),
            selectors: NonZeroUsize::new(processors()).unwrap_or(NonZeroUsize::MIN),
            accept_policy: AcceptPolicy::default(),
            events: EventHandlers::default(),
            forwarded: false,
        }
    }
}

setters!(ServerOptions {
    /// Another compression.
    with_compression compression: Compression,
    /// Another effort, where there is compression.
    with_zlib_level zlib_level: ZlibLevel,
    /// Other bounds on what a peer may send.
    with_limits limits: Limits,
    /// Other waits.
    with_timeouts timeouts: Timeouts,
    /// Another number of connections at once.
    with_max_connections max_connections: Option<NonZeroUsize>,
    /// Another ceiling on the bytes of messages in memory.
    with_message_memory message_memory: Option<NonZeroUsize>,
    /// Another number of calls of one connection at once.
    with_in_flight in_flight: NonZeroUsize,
    /// Other workers.
    with_workers workers: WorkerOptions,
    /// Another number of event loops.
    with_selectors selectors: NonZeroUsize,
    /// Somebody else to take up new connections.
    with_accept_policy accept_policy: AcceptPolicy,
    /// Whether [a proxy says](ServerDialect::forwarded) who the caller is.
    with_forwarded forwarded: bool,
});

impl ServerOptions {
    /// This encoding and no other, or [`Choice::Auto`].
    #[must_use]
    pub fn with_protocol(mut self, protocol: impl Into<Choice<Protocol>>) -> Self {
        self.protocol = protocol.into();
        self
    }

    /// This framing and no other, or [`Choice::Auto`].
    #[must_use]
    pub fn with_framing(mut self, framing: impl Into<Choice<Framing>>) -> Self {
        self.framing = framing.into();
        self
    }

    /// This one is told of connections.
    #[must_use]
    pub fn with_server_events(mut self, handler: Arc<dyn TServerEventHandler>) -> Self {
        self.events.server = Some(handler);
        self
    }

    /// This one is told of calls.
    #[must_use]
    pub fn with_processor_events(mut self, handler: Arc<dyn TProcessorEventHandler>) -> Self {
        self.events.processor = Some(handler);
        self
    }

    /// What the server speaks.
    pub fn dialect(&self) -> ServerDialect {
        ServerDialect {
            protocol: self.protocol,
            framing: self.framing,
            compression: self.compression,
            zlib_level: self.zlib_level,
            forwarded: self.forwarded,
        }
    }
}

/// How many threads can run at once; 1 where the system does not say.
fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
}
