//! What a smaller stream may cost.

use crate::{Error, ErrorKind, Result};
use std::{fmt, str::FromStr};

/// How hard zlib tries to make what we send smaller, from 0 (not at all) to 9; 6 unless said, as in Apache's libraries.
/// Peers may have different levels: whatever was compressed at one of them is read by everybody. `FromStr` and `Display`
/// use the number.
///
/// ```
/// use thriftwood::{Compression, ZlibLevel, client::ClientOptions, server::Server};
///
/// let client = ClientOptions::default()
///     .with_compression(Compression::Zlib)
///     .with_zlib_level(ZlibLevel::FASTEST);
/// let server = Server::builder()
///     .compression(Compression::Zlib)
///     .zlib_level(9.try_into()?);
///
/// let error = "10".parse::<ZlibLevel>().unwrap_err();
/// assert_eq!(error.to_string(), "there is no zlib level `10`: 0 to 9");
/// # Ok::<_, thriftwood::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ZlibLevel(u8);

impl ZlibLevel {
    /// 0: nothing is made smaller. The stream is a little longer than what is in it.
    pub const STORED: Self = Self(0);
    /// 1: the least time that makes anything smaller.
    pub const FASTEST: Self = Self(1);
    /// 9: the fewest bytes, however long it takes.
    pub const SMALLEST: Self = Self(9);
}

/// Level 6: zlib's own default, as in C++'s transport.
impl Default for ZlibLevel {
    fn default() -> Self {
        Self(6)
    }
}

impl TryFrom<u8> for ZlibLevel {
    type Error = Error;

    fn try_from(level: u8) -> Result<Self> {
        if level > Self::SMALLEST.0 {
            return Err(no_level(&level));
        }
        Ok(Self(level))
    }
}

impl From<ZlibLevel> for u8 {
    fn from(level: ZlibLevel) -> Self {
        level.0
    }
}

impl FromStr for ZlibLevel {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let level: u8 = text.parse().map_err(|_| no_level(&text))?;
        level.try_into()
    }
}

impl fmt::Display for ZlibLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn no_level(what: &dyn fmt::Display) -> Error {
    let why = format!("there is no zlib level `{what}`: 0 to 9");
    ErrorKind::Usage(why.into()).into()
}
