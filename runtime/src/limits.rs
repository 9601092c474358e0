//! How much of a peer's bytes is believed.

/// The bounds on what a peer may send. The defaults are those of Thrift's `TConfiguration`
/// (`lib/cpp/src/thrift/TConfiguration.h`, `doc/specs/thrift-tconfiguration.md`).
///
/// Whatever these say, a length or a count is never believed further than the bytes that have arrived.
///
/// ```
/// let limits = thriftwood::Limits::default().with_message(1 << 20).with_depth(16);
/// assert_eq!((limits.message, limits.frame, limits.depth), (1 << 20, 16_384_000, 16));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The longest message, in bytes, after decompression: `maxMessageSize`, 100 MiB. Over HTTP, the longest body.
    pub message: usize,
    /// The longest frame, in bytes without its length word: `maxFrameSize`, 16 384 000.
    pub frame: usize,
    /// The longest header of a frame of [`Framing::Header`](crate::Framing::Header), and the longest head of a message over
    /// HTTP, in bytes. Without a bound of its own ([`Limits::UNBOUNDED`]): neither is ever longer than 64 KiB.
    pub header: usize,
    /// The most bytes that compressed ones may become before they make a message, 100 MiB. It holds in memory too: what
    /// lies beyond is never inflated.
    pub inflated: usize,
    /// The most levels of structs within structs, and of any value within one that is skipped or kept unread:
    /// `recursionLimit`, 64. Each level takes stack: a value in the thousands needs threads with large ones.
    pub depth: u32,
    /// The longest string or binary, in bytes. Without a bound of its own ([`Limits::UNBOUNDED`]): the message bounds it.
    pub string: usize,
    /// The most elements of a list or set, or entries of a map. Without a bound of its own ([`Limits::UNBOUNDED`]): an
    /// element takes at least a byte, so the message bounds it. A byte there can be a hundred here, though: an empty
    /// struct takes one byte on the wire and its whole size in memory.
    pub container: usize,
    /// The longest event of a [file of events](crate::transport::file), in bytes without its length word. Without a bound
    /// of its own ([`Limits::UNBOUNDED`]), as in Apache's: a chunk of the file bounds it.
    pub event: usize,
}

impl Limits {
    /// No bound but the message's.
    pub const UNBOUNDED: usize = usize::MAX;

    /// Thrift's defaults, as [`Default`] gives them.
    pub const DEFAULT: Self = Self {
        message: 100 << 20,
        frame: 16_384_000,
        header: Self::UNBOUNDED,
        inflated: 100 << 20,
        depth: 64,
        string: Self::UNBOUNDED,
        container: Self::UNBOUNDED,
        event: Self::UNBOUNDED,
    };

    /// The same with another longest message, in bytes.
    #[must_use]
    pub const fn with_message(self, message: usize) -> Self {
        Self { message, ..self }
    }

    /// The same with another longest frame, in bytes.
    #[must_use]
    pub const fn with_frame(self, frame: usize) -> Self {
        Self { frame, ..self }
    }

    /// The same with another longest header of a frame, in bytes.
    #[must_use]
    pub const fn with_header(self, header: usize) -> Self {
        Self { header, ..self }
    }

    /// The same with another bound on what compressed bytes may become before they make a message, in bytes.
    #[must_use]
    pub const fn with_inflated(self, inflated: usize) -> Self {
        Self { inflated, ..self }
    }

    /// The same with another depth of nesting.
    #[must_use]
    pub const fn with_depth(self, depth: u32) -> Self {
        Self { depth, ..self }
    }

    /// The same with another longest string or binary, in bytes.
    #[must_use]
    pub const fn with_string(self, string: usize) -> Self {
        Self { string, ..self }
    }

    /// The same with another largest container, in elements.
    #[must_use]
    pub const fn with_container(self, container: usize) -> Self {
        Self { container, ..self }
    }

    /// The same with another longest event, in bytes.
    #[must_use]
    pub const fn with_event(self, event: usize) -> Self {
        Self { event, ..self }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
