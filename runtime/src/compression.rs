//! Deflate streams in zlib's format (RFC 1950), over buffers (Thrift's `TZlibTransport`).

mod deflate;
mod inflate;
mod level;
mod spare;

pub(crate) use deflate::Deflate;
pub(crate) use inflate::Inflate;
pub use level::ZlibLevel;
pub(crate) use spare::deflate_alone;

/// How the bytes of a connection are compressed. `FromStr` and `Display` use `none`, `zlib` and `zlib-in-frames`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Compression {
    /// Not at all.
    #[default]
    None,
    /// As one zlib stream in each direction, below the framing (Thrift's `TZlibTransport`). Whatever is sent together
    /// ends in a sync flush, so that the peer can read all of it. A stream that a peer ends is checked against its
    /// checksum; what comes behind it begins another.
    Zlib,
    /// The other way round: one zlib stream in each direction that is cut into frames, and the messages unframed within
    /// it (a `TZlibTransport` over a `TFramedTransport`). It goes with [`Framing::Framed`](crate::Framing::Framed) only.
    ZlibInFrames,
}

impl Compression {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::None, Self::Zlib, Self::ZlibInFrames];

    /// How a flag names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Zlib => "zlib",
            Self::ZlibInFrames => "zlib-in-frames",
        }
    }
}

crate::options::named!(Compression, "compression");

#[cfg(test)]
mod tests;
