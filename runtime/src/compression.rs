//! Deflate streams in zlib's format (RFC 1950), over buffers (Thrift's `TZlibTransport`).

mod deflate;
mod inflate;

pub(crate) use deflate::Deflate;
pub(crate) use inflate::Inflate;

use crate::{Error, ErrorKind, Result};
use std::{fmt, str::FromStr};

/// How the bytes of a connection are compressed. `FromStr` and `Display` use `none` and `zlib`.
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
}

impl Compression {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::None, Self::Zlib];

    /// How a flag names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Zlib => "zlib",
        }
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Compression {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let named = Self::ALL.iter().copied().find(|each| each.name() == text);
        named.ok_or_else(|| {
            ErrorKind::Usage(format!("there is no compression `{text}`").into()).into()
        })
    }
}

#[cfg(test)]
mod tests;
