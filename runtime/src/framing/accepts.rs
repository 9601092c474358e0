//! What a server takes: one way of speaking, or whichever the client's first bytes show.

use super::Framing;
use crate::{Error, Protocol, Result};
use std::{fmt, str::FromStr};

/// One value, or whichever fits: `auto` for [`FromStr`] and [`Display`](fmt::Display).
///
/// A server that leaves protocol and framing open recognises binary, compact, JSON and simple JSON, framed and unframed,
/// frames with headers, HTTP, and framed binary without a version. Unframed binary without a version (Thrift's old style,
/// `binary-old`) cannot be told from noise: such clients need a server that is set to it. Nor is compression recognised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Choice<T> {
    /// Whichever the client's first bytes show.
    #[default]
    Auto,
    /// This one.
    Only(T),
}

impl<T> Choice<T> {
    /// The one that is taken, if it is one.
    pub(crate) fn only(self) -> Option<T> {
        match self {
            Self::Auto => None,
            Self::Only(only) => Some(only),
        }
    }
}

impl<T> From<T> for Choice<T> {
    fn from(only: T) -> Self {
        Self::Only(only)
    }
}

impl<T: FromStr<Err = Error>> FromStr for Choice<T> {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "auto" => Ok(Self::Auto),
            text => text.parse().map(Self::Only),
        }
    }
}

impl<T: fmt::Display> fmt::Display for Choice<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.pad("auto"),
            Self::Only(only) => only.fmt(f),
        }
    }
}

/// Who sends the messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Side {
    /// A client calls.
    #[default]
    Client,
    /// A server answers.
    Server,
}

/// What the inbound half of a connection takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Accepts {
    pub(crate) from: Side,
    pub(crate) protocol: Choice<Protocol>,
    pub(crate) framing: Choice<Framing>,
}

impl Accepts {
    pub(crate) fn only(from: Side, protocol: Protocol, framing: Framing) -> Self {
        Self {
            from,
            protocol: Choice::Only(protocol),
            framing: Choice::Only(framing),
        }
    }

    /// How the peer speaks, if that needs no look at its bytes.
    pub(super) fn known(self) -> Option<(Protocol, Framing)> {
        match (self.protocol, self.framing) {
            (Choice::Only(protocol), Choice::Only(framing)) => Some((protocol, framing)),
            // each message says itself
            (Choice::Auto, Choice::Only(framing @ (Framing::Header | Framing::Http))) => {
                Some((Protocol::Binary, framing))
            }
            _ => None,
        }
    }
}
