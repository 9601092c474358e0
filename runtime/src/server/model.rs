//! The server models, by name.

/// Who serves whom, when. `FromStr` and `Display` use Thrift's words in lower case: `simple`, `threaded`, `pool`,
/// `nonblocking`, `hsha`, `selector`, `tokio`. The last four need the feature `tokio`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServerModel {
    /// One connection after the other: [`TSimpleServer`](super::TSimpleServer).
    #[default]
    Simple,
    /// A thread for each connection: [`TThreadedServer`](super::TThreadedServer).
    Threaded,
    /// A fixed number of threads, each with one connection at a time: [`TThreadPoolServer`](super::TThreadPoolServer).
    ThreadPool,
    /// One event loop that does everything: [`TNonblockingServer`](super::TNonblockingServer).
    #[cfg(feature = "tokio")]
    Nonblocking,
    /// One event loop, and worker threads for handlers: [`THsHaServer`](super::THsHaServer).
    #[cfg(feature = "tokio")]
    HsHa,
    /// Several event loops, and worker threads for handlers:
    /// [`TThreadedSelectorServer`](super::TThreadedSelectorServer).
    #[cfg(feature = "tokio")]
    ThreadedSelector,
    /// A task for each connection, on several threads: [`TTokioServer`](super::TTokioServer).
    #[cfg(feature = "tokio")]
    Tokio,
}

impl ServerModel {
    /// Every model, in the order of the documentation.
    pub const ALL: &'static [Self] = &[
        Self::Simple,
        Self::Threaded,
        Self::ThreadPool,
        #[cfg(feature = "tokio")]
        Self::Nonblocking,
        #[cfg(feature = "tokio")]
        Self::HsHa,
        #[cfg(feature = "tokio")]
        Self::ThreadedSelector,
        #[cfg(feature = "tokio")]
        Self::Tokio,
    ];

    /// How a flag names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Simple => "simple",
            Self::Threaded => "threaded",
            Self::ThreadPool => "pool",
            #[cfg(feature = "tokio")]
            Self::Nonblocking => "nonblocking",
            #[cfg(feature = "tokio")]
            Self::HsHa => "hsha",
            #[cfg(feature = "tokio")]
            Self::ThreadedSelector => "selector",
            #[cfg(feature = "tokio")]
            Self::Tokio => "tokio",
        }
    }
}

crate::options::named!(ServerModel, "server model");
