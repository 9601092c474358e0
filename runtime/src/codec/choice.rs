//! Which protocols generated code is compiled for.

use super::Protocol;
use crate::{Error, ErrorKind};
use std::fmt;

/// The protocols that a type can be read and written in: all, unless `idlc` was told to generate code for some alone
/// (`idlc compile --protocols binary,compact`, or `Builder::protocols` in a build script). For the others nothing is
/// compiled: reading and writing such a type in them is a [`Usage`](crate::ErrorKind::Usage) error, a client's call that
/// error too, and a server refuses the calls, with an exception that says why, and hangs up.
///
/// `binary-old` is not told from `binary`: only the message's header differs.
///
/// ```
/// # use thriftwood::{Protocol, Protocols};
/// const TWO: Protocols = Protocols::of(&[Protocol::Binary, Protocol::Compact]);
/// assert!(TWO.contains(Protocol::Compact) && !TWO.contains(Protocol::Json));
/// assert_eq!(TWO.to_string(), "binary, binary-old, compact");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Protocols(u8);

impl Protocols {
    /// Every one.
    pub const ALL: Self = Self::of(Protocol::ALL);

    /// These and no others.
    pub const fn of(protocols: &[Protocol]) -> Self {
        let (mut bits, mut index) = (0, 0);
        while index < protocols.len() {
            bits |= Self::bit(protocols[index]);
            index += 1;
        }
        Self(bits)
    }

    /// Is it one of them?
    pub const fn contains(self, protocol: Protocol) -> bool {
        self.0 & Self::bit(protocol) != 0
    }

    /// Those that are in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    const fn bit(protocol: Protocol) -> u8 {
        match protocol {
            Protocol::Binary | Protocol::BinaryOld => 1,
            Protocol::Compact => 2,
            Protocol::Json => 4,
            Protocol::SimpleJson => 8,
            Protocol::Debug => 16,
        }
    }
}

/// The names, with commas between; `none` for the empty set.
impl fmt::Display for Protocols {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Protocol::ALL.iter().filter(|one| self.contains(**one));
        let names: Vec<_> = names.map(|one| one.name()).collect();
        f.pad(match &*names.join(", ") {
            "" => "none",
            names => names,
        })
    }
}

impl Protocol {
    #[cold]
    pub(super) fn write_only(self) -> Error {
        let why = format!("the protocol `{self}` is for people: it is written, and never read");
        Error::new(ErrorKind::Usage(why.into()))
    }

    /// Why nothing can be done in this protocol, where only `known` ones were chosen.
    #[cold]
    pub(crate) fn is_left_out(self, known: Protocols) -> Error {
        let why = format!(
            "the protocol `{self}` is left out of this program: idlc's option `protocols` chose {known}"
        );
        Error::new(ErrorKind::Usage(why.into()))
    }

    /// Why nothing can be read in this protocol, which is not one of `known` or of none.
    #[cold]
    pub(super) fn unreadable(self, known: Protocols) -> Error {
        if self.is_readable() {
            self.is_left_out(known)
        } else {
            self.write_only()
        }
    }
}
